"""Event to mail: who is told what, and which document goes with it.

The rows are written in the transaction of the event, so at an announcement decisions, letters and
mails appear together; a mail with a document waits until its PDF is stored.
"""

from __future__ import annotations

from collections.abc import Callable

from workflow.accounts import events as accounts
from workflow.accounts.models import Company, User
from workflow.board.events import InquiryAnswered, InquiryAsked, NoticePublished
from workflow.board.models import Inquiry, InquiryMessage, Notice
from workflow.consents import queries as consents
from workflow.consents.events import ConsentsRecorded, TraineeAsked
from workflow.consents.models import TraineeRequest
from workflow.core.db import db
from workflow.documents import jobs
from workflow.documents.events import CertificateAwarded, LetterDispatched
from workflow.documents.models import Document
from workflow.intake.events import SheetTaken
from workflow.intake.models import UploadedSheet
from workflow.itinerary.events import ItineraryReleased
from workflow.nominations.events import NominationSubmitted, NominationWithdrawn
from workflow.nominations.models import Nomination
from workflow.notifications import (
    account_words,
    board_words,
    consent_words,
    notice_mails,
    queries,
    sheet_words,
    words,
)
from workflow.notifications.letters import Letter, Recipient, send, topic_of
from workflow.programmes.events import DeadlineExtended
from workflow.programmes.models import Call
from workflow.screening import mending
from workflow.screening.events import CorrectionAsked
from workflow.screening.models import Correction
from workflow.selection.events import SelectionAnnounced

ACCOUNT_MAILS: dict[type[accounts.MailEvent], Callable[..., Letter]] = {
    accounts.SignUpAsked: account_words.sign_up,
    accounts.SignUpNeedsInvitation: account_words.needs_invitation,
    accounts.AccountExists: account_words.account_exists,
    accounts.MemberInvited: account_words.member_invited,
    accounts.StaffInvited: account_words.staff_invited,
    accounts.ResetAsked: account_words.reset,
    accounts.AddressAsked: account_words.address_asked,
    accounts.AddressChanged: account_words.address_changed,
    accounts.PasswordChanged: account_words.password_changed,
}


def on_account(event: accounts.MailEvent) -> None:
    """Tell the one person whom the event concerns. The mail holds a link, so staff cannot read it."""
    letter = ACCOUNT_MAILS[type(event)](event)
    key = f"{type(event).__name__}:{event.subject_id}:{event.at.isoformat()}"
    send(letter, Recipient(event.email, event.name, event.language), key)


def on_notice(event: NoticePublished) -> None:
    """Have the members of companies told who want notices, each once."""
    notice_mails.ask_for(db.session.get_one(Notice, event.subject_id))


def on_asked(event: InquiryAsked) -> None:
    """Tell the officers; who of them answers is seen by all on their home."""
    inquiry, message = db.session.get_one(Inquiry, event.subject_id), db.session.get_one(InquiryMessage, event.message_id)
    letter = board_words.asked(inquiry, message.text)
    for recipient in queries.officers():
        send(letter, recipient, f"asked:{message.id}", topic=topic_of(inquiry.call), about=inquiry)


def on_answered(event: InquiryAnswered) -> None:
    """Tell who asked; where they have left, their colleagues."""
    inquiry, message = db.session.get_one(Inquiry, event.subject_id), db.session.get_one(InquiryMessage, event.message_id)
    letter = board_words.answered(inquiry, message.text)
    for recipient in queries.asker_of(inquiry):
        send(letter, recipient, f"answered:{message.id}", topic=topic_of(inquiry.call), about=inquiry)


def on_company_verified(event: accounts.CompanyVerified) -> None:
    company = db.session.get_one(Company, event.subject_id)
    _tell_managers(company, account_words.company_verified(company))


def on_company_returned(event: accounts.CompanyReturned) -> None:
    company = db.session.get_one(Company, event.subject_id)
    _tell_managers(company, account_words.company_returned(company, event.reason))


def on_submitted(event: NominationSubmitted) -> None:
    if not event.quiet:
        _tell_company(db.session.get_one(Nomination, event.subject_id), "received", words.received)


def on_sheet_taken(event: SheetTaken) -> None:
    """Tell who uploaded a sheet what became of each nomination in it, in one mail."""
    sheet = db.session.get_one(UploadedSheet, event.subject_id)
    uploader = db.session.get(User, sheet.uploaded_by or 0)
    if uploader is None:
        return
    nominations = queries.nominations_of([one["nomination_id"] for one in sheet.outcome if one["nomination_id"]])
    send(sheet_words.taken(sheet, nominations), Recipient(uploader.email, uploader.name, uploader.language),
         f"sheet:{sheet.id}", topic=topic_of(sheet.call), about=sheet)


def on_deadline_extended(event: DeadlineExtended) -> None:
    """Tell the companies that have a draft in the call: each person once for each deadline."""
    call = db.session.get_one(Call, event.subject_id)
    for company_id, drafts in queries.drafts_by_company(call.id).items():
        letter = words.extended(call, drafts, event.reason)
        for recipient in queries.officers_of(company_id):
            send(letter, recipient, f"extended:{call.id}:{event.closes_at.isoformat()}", topic=topic_of(call), about=call)


def on_withdrawn(event: NominationWithdrawn) -> None:
    if not event.quiet:
        _tell_company(db.session.get_one(Nomination, event.subject_id), "withdrawn", words.withdrawn)


def on_correction(event: CorrectionAsked) -> None:
    correction = db.session.get_one(Correction, event.subject_id)
    nomination = correction.nomination
    field = mending.name_at(nomination, correction.field) if correction.field else None
    letter = words.correction(nomination, field, correction.request, correction.due_on)
    for recipient in queries.company_people(nomination):
        send(letter, recipient, f"correction:{correction.id}:{correction.version}", topic=topic_of(nomination.call),
             about=nomination)


def on_announced(event: SelectionAnnounced) -> None:
    """Tell those who have no seat; who has one is told with the letter, by `on_letter`."""
    for nomination, is_reserve in queries.without_a_seat(event.call_id):
        say = words.in_reserve if is_reserve else words.not_selected
        _tell_company(nomination, "result", say)


def on_letter(event: LetterDispatched) -> None:
    document = db.session.get_one(Document, event.subject_id)
    if document.company is None:
        return
    letter = words.selected(document.call, document.company.name, supplementary=event.supplementary)
    for recipient in queries.people_of_company(document.company.id, document.call_id):
        send(letter, recipient, f"letter:{document.id}", topic=topic_of(document.call), about=document,
             attachments=[jobs.reference(document)], after=[jobs.job_key(document)])


def on_itinerary(event: ItineraryReleased) -> None:
    call = db.session.get_one(Call, event.call_id)
    letter = words.itinerary(call, event.number)
    documents = queries.itinerary_documents(event.subject_id)
    for recipient in queries.people_of_selected(call.id):
        send(letter, recipient, f"itinerary:{event.subject_id}", topic=topic_of(call), about=call,
             attachments=[jobs.reference(one) for one in documents], after=[jobs.job_key(one) for one in documents])


def on_certificate(event: CertificateAwarded) -> None:
    document = db.session.get_one(Document, event.subject_id)
    if document.trainee is None:
        return
    nomination = document.trainee.nomination
    letter = words.certificate(document.trainee, document.call, document.code)
    for recipient in queries.company_people(nomination):
        send(letter, recipient, f"certificate:{document.id}", topic=topic_of(document.call), about=document,
             attachments=[jobs.reference(document)], after=[jobs.job_key(document)])


def _tell_managers(company: Company, letter: Letter) -> None:
    for recipient in queries.managers_of(company.id):
        send(letter, recipient, f"company:{company.id}:{company.version}", about=company)


def on_trainee_asked(event: TraineeAsked) -> None:
    """Send a trainee the link. The mail holds it, so staff cannot read it; it stands under no call."""
    request = db.session.get_one(TraineeRequest, event.subject_id)
    key = f"trainee:{request.id}:{event.why}:{event.at.isoformat()}"
    send(consent_words.asked(request, event.token, event.why), _trainee(request), key)


def on_consents_recorded(event: ConsentsRecorded) -> None:
    """Send a trainee with an address a copy of what was decided."""
    request = db.session.get_one(TraineeRequest, event.subject_id)
    if request.email:
        records = consents.records(event.record_ids)
        send(consent_words.recorded(request, records), _trainee(request), f"consents:{records[-1].id}")


def _trainee(request: TraineeRequest) -> Recipient:
    return Recipient(request.email, request.trainee.official_name, request.language)


def _tell_company(nomination: Nomination, kind: str, say: Callable[[Nomination], Letter]) -> None:
    letter = say(nomination)
    for recipient in queries.company_people(nomination):
        send(letter, recipient, f"{kind}:{nomination.id}", topic=topic_of(nomination.call), about=nomination)
