"""The composition root: which blueprints there are, which handler hears which event, which panel
shows on which page, and the groups of commands."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from workflow.accounts import commands as accounts_commands
from workflow.accounts import models as accounts
from workflow.accounts import session as accounts_session
from workflow.accounts import views as accounts_views
from workflow.accounts.events import CompanyRenamed, CompanyReturned, CompanyVerified
from workflow.approvals import models as approvals
from workflow.approvals import views as approvals_views
from workflow.approvals.events import Approved, Returned
from workflow.board import models as board
from workflow.board import panels as board_panels
from workflow.board import views as board_views
from workflow.board.events import InquiryAnswered, InquiryAsked, NoticePublished
from workflow.board.services.notices import APPEAR
from workflow.consents import handlers as consents_handlers
from workflow.consents import models as consents
from workflow.consents import panels as consents_panels
from workflow.consents import seats as consents_seats
from workflow.consents import views as consents_views
from workflow.consents.events import (
    ConsentGiven,
    ConsentRefused,
    ConsentsRecorded,
    TraineeAsked,
    TraineeConfirmed,
)
from workflow.consents.services.asking import REMIND
from workflow.core import commands as core_commands
from workflow.core import files, mail, outbox_worker
from workflow.core.events import on
from workflow.core.slots import fill
from workflow.core.wake import every
from workflow.demo import commands as demo_commands
from workflow.demo import views as demo_views
from workflow.documents import commands as documents_commands
from workflow.documents import handlers as documents_handlers
from workflow.documents import jobs as documents_jobs
from workflow.documents import models as documents
from workflow.documents import panels as documents_panels
from workflow.documents import views as documents_views
from workflow.documents.events import CertificateAwarded, LetterDispatched
from workflow.documents.services import letters as documents_letters
from workflow.insight import handlers as insight_handlers
from workflow.insight import models as insight
from workflow.insight import panels as insight_panels
from workflow.insight import said as insight_said
from workflow.insight import views as insight_views
from workflow.intake import handlers as intake_handlers
from workflow.intake import models as intake
from workflow.intake import panels as intake_panels
from workflow.intake import views as intake_views
from workflow.intake.events import SheetTaken
from workflow.itinerary import models as itinerary
from workflow.itinerary import panels as itinerary_panels
from workflow.itinerary import views as itinerary_views
from workflow.itinerary.events import ItineraryReleased, SessionRemoved
from workflow.meetings import models as meetings
from workflow.meetings import panels as meetings_panels
from workflow.meetings import references as meetings_references
from workflow.meetings import views as meetings_views
from workflow.nominations import commands as nominations_commands
from workflow.nominations import decided as nominations_decided
from workflow.nominations import models as nominations
from workflow.nominations import standings
from workflow.nominations import views as nominations_views
from workflow.nominations.events import (
    NominationDiscarded,
    NominationSaved,
    NominationSubmitted,
    NominationWithdrawn,
)
from workflow.nominations.views import decided as nominations_decision_page
from workflow.notifications import handlers as notifications_handlers
from workflow.notifications import notice_mails
from workflow.notifications import views as notifications_views
from workflow.notifications.services import DEADLINES
from workflow.people import handlers as people_handlers
from workflow.people import models as people
from workflow.people import panels as people_panels
from workflow.people import views as people_views
from workflow.people.services.register import GATHER
from workflow.programmes import commands as programmes_commands
from workflow.programmes import models as programmes
from workflow.programmes import panels as programmes_panels
from workflow.programmes import views as programmes_views
from workflow.programmes.events import DeadlineExtended
from workflow.reference import models as reference
from workflow.reference import views as reference_views
from workflow.reference.events import DacListChanged
from workflow.screening import beside as screening_beside
from workflow.screening import cautions as screening_cautions
from workflow.screening import commands as screening_commands
from workflow.screening import handlers as screening_handlers
from workflow.screening import models as screening
from workflow.screening import panels as screening_panels
from workflow.screening import submission as screening_submission
from workflow.screening import views as screening_views
from workflow.screening.events import (
    CorrectionAnswered,
    CorrectionAsked,
    CorrectionResolved,
    NominationScreened,
    TraineeScreened,
)
from workflow.screening.findings import TASK as FIND
from workflow.selection import commands as selection_commands
from workflow.selection import handlers as selection_handlers
from workflow.selection import models as selection
from workflow.selection import panels as selection_panels
from workflow.selection import seated as selection_seated
from workflow.selection import services as selection_services
from workflow.selection import views as selection_views
from workflow.selection.events import SeatFreed, SelectionAnnounced, SelectionApproved, TraineePromoted
from workflow.training import handlers as training_handlers
from workflow.training import models as training
from workflow.training import views as training_views
from workflow.training.events import CompletionSettled

MODELS = (
    accounts, reference, programmes, board, meetings, nominations, intake, consents, people, screening, approvals, selection,
    itinerary, training, documents, insight,
)
"""Every stage's tables, so that the mappers and the migrations know them all."""


def wire(app: Flask) -> None:
    """Put the stages together. Handlers run in the order they are named here."""
    _blueprints(app)
    _events()
    _slots()
    _commands(app)


def _blueprints(app: Flask) -> None:
    accounts_session.init_app(app)
    app.register_blueprint(accounts_views.blueprint)
    app.register_blueprint(reference_views.blueprint)
    app.register_blueprint(programmes_views.blueprint)
    app.register_blueprint(board_views.blueprint)
    app.register_blueprint(meetings_views.blueprint)
    app.register_blueprint(nominations_views.blueprint)
    app.register_blueprint(intake_views.blueprint)
    app.register_blueprint(people_views.blueprint)
    app.register_blueprint(consents_views.blueprint)
    app.register_blueprint(screening_views.blueprint)
    app.register_blueprint(approvals_views.blueprint)
    app.register_blueprint(selection_views.blueprint)
    app.register_blueprint(itinerary_views.blueprint)
    app.register_blueprint(training_views.blueprint)
    app.register_blueprint(documents_views.blueprint)
    app.register_blueprint(notifications_views.blueprint)
    app.register_blueprint(insight_views.blueprint)
    settings = app.extensions["settings"]
    if settings.demonstration or settings.testing:
        app.register_blueprint(demo_views.blueprint)


def _events() -> None:
    on(Approved, selection_handlers.on_approved)
    on(Returned, selection_handlers.on_returned)
    on(NominationSubmitted, people_handlers.on_submitted)
    on(NominationSaved, people_handlers.on_saved)
    on(TraineeConfirmed, people_handlers.on_confirmed)
    on(DacListChanged, screening_handlers.on_dac_list)
    on(NominationSaved, consents_handlers.on_saved)
    on(NominationSubmitted, consents_handlers.on_submitted)
    on(NominationSubmitted, screening_handlers.on_nomination)
    on(NominationWithdrawn, screening_handlers.on_nomination)
    for of_trainee in (TraineeConfirmed, ConsentGiven, ConsentRefused):
        on(of_trainee, screening_handlers.on_trainee)
    on(NominationWithdrawn, selection_handlers.on_withdrawn)
    on(NominationDiscarded, intake_handlers.on_discarded)
    for of_nomination in (NominationSaved, NominationSubmitted, NominationWithdrawn, NominationDiscarded):
        on(of_nomination, insight_handlers.on_nomination)
    for of_part in (
        NominationScreened, TraineeScreened, CorrectionAsked, CorrectionAnswered, CorrectionResolved, SeatFreed,
        TraineePromoted,
    ):
        on(of_part, insight_handlers.on_part_of_nomination)
    on(SelectionAnnounced, insight_handlers.on_announcement)
    on(SelectionAnnounced, consents_handlers.on_seated)
    on(TraineePromoted, consents_handlers.on_seated)
    on(CompanyRenamed, insight_handlers.on_company_renamed)
    on(SessionRemoved, training_handlers.on_session_removed)
    on(CompletionSettled, training_handlers.on_settled)
    on(CompletionSettled, insight_handlers.on_completion)
    _papers()
    _mails()


def _papers() -> None:
    """Which event prepares, sends or voids documents; before the mails that attach them."""
    on(SelectionApproved, documents_handlers.on_approved)
    on(SelectionAnnounced, documents_handlers.on_announced)
    on(TraineePromoted, documents_handlers.on_promoted)
    on(SeatFreed, documents_handlers.on_seat_freed)
    on(NominationWithdrawn, documents_handlers.on_withdrawn)
    on(ItineraryReleased, documents_handlers.on_released)
    outbox_worker.register(documents_jobs.KIND, documents_jobs.DocumentHandler)
    mail.provide(documents_jobs.SCHEME, documents_jobs.attachment)


def _mails() -> None:
    """Which event is told to whom by mail; after all that the event changes."""
    for account_event in notifications_handlers.ACCOUNT_MAILS:
        on(account_event, notifications_handlers.on_account)
    on(DeadlineExtended, notifications_handlers.on_deadline_extended)
    on(NoticePublished, notifications_handlers.on_notice)
    outbox_worker.register(notice_mails.KIND, notice_mails.NoticeMails)
    on(InquiryAsked, notifications_handlers.on_asked)
    on(InquiryAnswered, notifications_handlers.on_answered)
    on(CompanyVerified, notifications_handlers.on_company_verified)
    on(CompanyReturned, notifications_handlers.on_company_returned)
    on(TraineeAsked, notifications_handlers.on_trainee_asked)
    on(ConsentsRecorded, notifications_handlers.on_consents_recorded)
    on(NominationSubmitted, notifications_handlers.on_submitted)
    on(SheetTaken, notifications_handlers.on_sheet_taken)
    on(NominationWithdrawn, notifications_handlers.on_withdrawn)
    on(CorrectionAsked, notifications_handlers.on_correction)
    on(SelectionAnnounced, notifications_handlers.on_announced)
    on(LetterDispatched, notifications_handlers.on_letter)
    on(ItineraryReleased, notifications_handlers.on_itinerary)
    on(CertificateAwarded, notifications_handlers.on_certificate)
    every(timedelta(hours=1), DEADLINES)
    every(timedelta(minutes=5), FIND)
    every(timedelta(hours=1), REMIND)
    every(timedelta(minutes=5), GATHER)
    every(timedelta(minutes=1), APPEAR)
    every(timedelta(hours=1), files.SWEEP)


def _slots() -> None:
    fill("user_menu", accounts_session.user_menu)
    fill("banner", demo_views.banner)
    fill("privacy.programmes", programmes_panels.privacy)
    fill("notice.aside", board_panels.notices_of)
    fill("notice.aside", intake_panels.of_call)
    fill("notice.after", board_panels.questions_on)
    fill("notice.history", meetings_panels.behind_amendments)
    fill(meetings_references.SLOT, meetings_panels.amendments_by_decision)
    fill(meetings_references.SLOT, nominations_decided.nominations_by_decision)
    fill(meetings_references.SLOT, screening_panels.admitted_by_decision)
    fill(meetings_references.SLOT, selection_panels.exceptions_by_decision)
    fill("nomination.aside", board_panels.questions_of)
    fill("nomination.aside", screening_views.corrections.company_panel)
    fill("nomination.aside", consents_panels.of_nomination)
    fill("screening.aside", people_panels.of_nomination)
    fill("screening.aside", insight_panels.at_screening)
    fill("screening.aside", consents_panels.of_nomination)
    fill("dashboard", consents_panels.of_call)
    fill("submission.declared", consents_panels.declared)
    fill("trainees.named", consents_panels.named)
    fill("nominations.todo", consents_panels.todo)
    fill("nominations.next", consents_panels.what_follows)
    fill("sheet.declared", consents_panels.declared_in_sheet)
    fill(consents_seats.SLOT, selection_seated.seated)
    fill("nomination.standing", selection_panels.of_nomination)
    fill("approval.subject", selection_panels.of_approval)
    fill("screening.aside", selection_panels.of_nomination)
    fill("nominations.said", insight_said.by_standing)
    fill(standings.NOMINATIONS, insight_panels.standings)
    fill(standings.TRAINEES, insight_panels.trainee_standings)
    fill("nominations.beside", screening_beside.corrections)
    fill("submission.blockers", screening_submission.blockers)
    fill("submission.cautions", screening_cautions.cautions)
    fill("screening.blockers", selection_services.frozen)
    fill("submission.blockers", consents_panels.blockers)
    fill("screening.aside", nominations_views.company.staff_panel)
    fill("city.content", people_panels.of_city)
    fill("screening.aside", nominations_decision_page.panel)
    fill("nomination.aside", itinerary_panels.of_nomination)
    fill("nomination.aside", documents_panels.of_nomination)
    fill("company.panel", insight_panels.of_company)
    fill("company.drafts", insight_panels.drafts_of)
    fill("announcement.blockers", documents_letters.blockers)
    fill("itinerary.release", documents_panels.of_release)


def _commands(app: Flask) -> None:
    app.cli.add_command(core_commands.audit_group)
    app.cli.add_command(accounts_commands.group)
    app.cli.add_command(programmes_commands.group)
    app.cli.add_command(nominations_commands.group)
    app.cli.add_command(screening_commands.group)
    app.cli.add_command(selection_commands.group)
    app.cli.add_command(documents_commands.group)
    app.cli.add_command(demo_commands.group)
