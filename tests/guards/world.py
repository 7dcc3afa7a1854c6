"""A small world with one object of each kind in two companies, for tests that go through every route.

`own` is an officer of the company whose objects the table names, `foreign` one of the other company; each
of the staff holds one role. What the table calls `draft` or `letter` is the value of that name here.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage

import pikepdf
import sqlalchemy as sa
from flask import Flask

from tests.factories.accounts import UserFactory, admin, company_officer
from tests.factories.approvals import ApprovalFactory
from tests.factories.consents import CONSENTS, ask_trainee, request_to
from tests.factories.documents import PDF, announced_selection, make_certificate, make_completion
from tests.factories.itinerary import make_host, make_session
from tests.factories.nominations import make_nomination
from tests.factories.programmes import POLICY_INTERNSHIP, make_call
from tests.guards import board
from tests.intake.filled import filled
from workflow.accounts.models import Company, CompanyCertificate, Purpose, User
from workflow.accounts.roles import Role
from workflow.accounts.services import links
from workflow.consents.services import answering
from workflow.consents.services.answering import Answers, Holder
from workflow.consents.states import Decision
from workflow.core import clock, files
from workflow.core.db import db, unit_of_work
from workflow.core.i18n import Text
from workflow.core.outbox import OutboxRow, OutboxState
from workflow.demo import mailbox
from workflow.documents.services import letters
from workflow.documents.states import DocumentState
from workflow.intake.models import UploadedSheet
from workflow.intake.services import XLSX
from workflow.itinerary import services as itinerary
from workflow.nominations.models import Nomination, NominationFile
from workflow.notifications.letters import Letter, Recipient, send
from workflow.people.models import Person
from workflow.people.services import merging, trainings
from workflow.programmes.models import Call, CallAttachment
from workflow.programmes.states import CallState
from workflow.reference.services import cities
from workflow.screening import services as screening
from workflow.selection import promotions, queries

OWN, FOREIGN = "한빛㈜", "동해㈜"
ACTORS = ("nobody", "own", "foreign", "officer", "committee", "approver", "coordinator", "admin")
DRAFT_CALL = "DRAFT-2026"


@dataclass(frozen=True)
class World:
    """Session ids of the actors (None: signed out), and the objects by the names that the table uses."""

    sessions: dict[str, str | None]
    objects: dict[str, str | int]


def build(app: Flask) -> World:
    """Make the world in the application's empty database. Needs its context."""
    made = announced_selection(consents=CONSENTS)
    call, officer = made.call, made.officer
    own, foreign = _company(OWN), _company(FOREIGN)
    objects: dict[str, str | int] = {
        "call": call.code, "own_company": own.id, "foreign_company": foreign.id, "step": "author",
        "section": "quotas", "asset": "app.css", "enclosure": 0,
    }  # fmt: skip
    with unit_of_work():
        people = {
            "own": company_officer(company=own), "foreign": company_officer(company=foreign), "officer": officer,
            "committee": UserFactory(roles=[Role.COMMITTEE]), "approver": made.approver,
            "coordinator": made.coordinator, "admin": admin(),
        }  # fmt: skip
        objects |= _accounts(own, foreign)
        objects |= _calls()
        objects |= _nominations(call, own, foreign, people["own"], officer)
        objects["approval"] = ApprovalFactory(subject_type="sample").id
        objects |= _messages(app)
        objects |= board.objects(call, people["own"], officer)
    with unit_of_work():
        objects |= _itinerary(call, made.coordinator)
    with unit_of_work():
        first, _leaving, third = (one.trainee for one in queries.selected_of(call.id))
        certificate = make_certificate(first, DocumentState.AWARDED)
        printed = make_certificate(third, DocumentState.PRINTED)
        make_completion(first)
        make_completion(third)
        letter, waiting = made.letter_to(OWN), letters.reissue(made.letter_to(FOREIGN), "정정", actor=officer)
        for document in (certificate, printed, letter):
            document.file = files.store_bytes(_blank_page(), "문서.pdf", files.PDF)
        objects |= {
            "trainee": third.id, "letter": letter.id, "certificate": certificate.id, "printed": printed.id,
            "verification": certificate.code, "waiting": waiting.id,
        }  # fmt: skip
    with unit_of_work():
        staying, leaving, _third = queries.selected_of(call.id)
        objects["placement"] = staying.id
        promotions.decline(leaving, actor=officer, reason="참가 포기")
        objects["vacancy"] = queries.open_vacancies(call.id)[0].id
        queries.round_of(call.id).exceptions = [{"cap": "trainees", "extra": 1, "reason": "실무회의", "code": ""}]
        objects["exception"] = 0
    with unit_of_work():
        objects |= _registers(officer)
    sessions = {actor: people[actor].get_id() if actor in people else None for actor in ACTORS}
    return World(sessions, objects)


def _blank_page() -> bytes:
    content, blank = io.BytesIO(), pikepdf.new()
    blank.add_blank_page()
    blank.save(content)
    return content.getvalue()


def _company(name: str) -> Company:
    return db.session.scalars(sa.select(Company).where(Company.name_ko == name)).one()


def _accounts(own: Company, foreign: Company) -> dict[str, str | int]:
    facts = {"email": "new@hanbit.example", "name": "새 직원", "language": "ko"}
    person = UserFactory(roles=[Role.OFFICER])
    certificate = CompanyCertificate(
        company=own, file=files.store_bytes(_blank_page(), "사업자등록증.pdf", files.PDF), added_at=clock.now()
    )
    db.session.add(certificate)
    db.session.flush()
    return {
        "own_certificate": certificate.id,
        "member": company_officer(company=own).id,
        "foreign_member": company_officer(company=foreign).id,
        "invitation": links.issue(Purpose.JOIN, company=own, facts=facts)[0].id,
        "foreign_invitation": links.issue(Purpose.JOIN, company=foreign, facts=facts)[0].id,
        "person": person.id,
        "token": links.issue(Purpose.RESET, user=person)[1],
        "address_link": links.issue(Purpose.ADDRESS, user=person, facts={"email": "moved@city.example"})[1],
    }


def _calls() -> dict[str, str | int]:
    """Make, beside the call that all is about, another published one and a draft, each with a file."""
    other = make_call(POLICY_INTERNSHIP)
    asked = [{"key": "cv", "of": "trainee", "kind": "file", "ko": "이력서", "en": "Curriculum vitae"}]
    draft = make_call(code=DRAFT_CALL, state=CallState.DRAFT, questions=asked)
    published = db.session.scalars(sa.select(Call).where(Call.code == "URT-2025")).one()
    return {
        "other_call": other.code, "draft_call": draft.code, "question_key": "cv",
        "attachment": _attach(published), "other_attachment": _attach(other), "draft_attachment": _attach(draft),
    }  # fmt: skip


def _attach(call: Call) -> int:
    file = files.store_bytes(PDF, "붙임.pdf", files.PDF)
    attachment = CallAttachment(call_id=call.id, file_id=file.id, title=Text("붙임", "Enclosure"))
    db.session.add(attachment)
    db.session.flush()
    return attachment.id


def _nominations(
    call: Call, own: Company, foreign: Company, author: User, officer: User
) -> dict[str, str | int]:
    """Find the nominations that were submitted, and make a draft of the company and one by staff for it."""
    submitted, theirs = (
        db.session.scalars(
            sa.select(Nomination).where(Nomination.company_id == company.id, Nomination.call_id == call.id)
        ).one()
        for company in (own, foreign)
    )
    asked, given = submitted.trainees[0], {"passport": Decision.GIVEN, "hotel": Decision.GIVEN}
    link, answers = ask_trainee(asked), Answers("NGUYEN", "THI", decisions=given)
    answering.answer(request_to(asked), answers, language="en", holder=Holder("0" * 64, "203.0.113.7"))
    draft = make_nomination(call, own, created_by=author.id)
    entered = make_nomination(call, own, created_by=officer.id, entered_by=officer.id)
    entered.received_at = clock.now()
    tomorrow = clock.today() + timedelta(days=1)
    return {
        "draft_trainee": draft.trainees[0].id, "asked_trainee": asked.id,
        "foreign_trainee": theirs.trainees[0].id, "trainee_link": link, "consent": "passport",
        "submitted": submitted.id, "draft": draft.id, "entered": entered.id,
        "file": _file(submitted), "foreign_file": _file(theirs), "draft_file": _file(draft),
        "entered_file": _file(entered), "sheet": _sheet(call, own), "paper_sheet": _sheet(call, None),
        "correction": screening.ask_correction(submitted, "사업 단계를 보완해 주세요", tomorrow, actor=officer).id,
    }  # fmt: skip


def _sheet(call: Call, company: Company | None) -> int:
    """Make a sheet that waits to be confirmed."""
    content = filled(call.definition, [{"no": 1, "city": "Hanoi"}], by_staff=company is None)
    sheet = UploadedSheet(
        call_id=call.id, company=company, file=files.store_bytes(content, "추천서.xlsx", XLSX), name="추천서.xlsx",
        uploaded_at=clock.now(),
    )  # fmt: skip
    db.session.add(sheet)
    db.session.flush()
    return sheet.id


def _file(nomination: Nomination) -> int:
    file = files.store_bytes(PDF, "협약서.pdf", files.PDF)
    attached = NominationFile(nomination_id=nomination.id, file_id=file.id, attached_at=clock.now())
    db.session.add(attached)
    db.session.flush()
    return attached.id


def _messages(app: Flask) -> dict[str, str | int]:
    """Make a message that failed, and one that the demonstration's mailbox has caught."""
    letter = Letter(Text("제목", "Subject"), (Text("본문", "Body"),))
    send(letter, Recipient("person@company.example", "김", "ko"), "test:failed", topic="call:URT-2025")
    row = db.session.scalars(sa.select(OutboxRow).where(OutboxRow.recipient == "person@company.example")).one()
    row.state, row.due_at, row.last_error = OutboxState.FAILED, None, "550 no such user"
    caught = EmailMessage()
    caught["From"], caught["To"], caught["Subject"] = "a@yeonsu.example", "b@company.example", "Caught"
    caught.set_content("Text")
    caught.add_alternative("<p>HTML</p>", subtype="html")
    caught.add_attachment(PDF, maintype="application", subtype="pdf", filename="letter.pdf")
    folder = app.extensions["settings"].instance_dir / "mail"
    key = mailbox.keep(folder, caught.as_bytes(), "a@yeonsu.example", ["b@company.example"])
    return {"message": row.id, "caught": key}


def _itinerary(call: Call, coordinator: User) -> dict[str, str | int]:
    host = make_host()
    planned = make_session(call, "09:00", "10:00", host_id=host.id)
    other = db.session.scalars(sa.select(Call).where(Call.code != call.code, Call.code != DRAFT_CALL)).one()
    elsewhere = make_session(other, "09:00", "10:00", day=date(2017, 9, 26))
    itinerary.release(call, actor=coordinator)
    return {"host": host.id, "session": planned.id, "other_session": elsewhere.id, "day": "2025-10-28", "release": 1}


def _registers(officer: User) -> dict[str, str | int]:
    """Make three cities and three people, one of each merged into another, and a training of earlier years."""
    towns = [spelling.city for spelling in cities.note(("KEN", name) for name in ("Kisumu", "Mombasa", "Mombassa")).values()]
    records = [Person(name=name, country="KEN", created_at=clock.now()) for name in ("WANJIRU", "OTIENO", "ODHIAMBO")]
    db.session.add_all(records)
    db.session.flush()
    training = trainings.add(records[0], year=2019, ended_on=None, what="2019년 초청연수", actor=officer)
    return {
        "dac_day": "2024-01-01", "country": "VNM", "city": towns[1].id, "other_city": towns[0].id,
        "city_merge": cities.merge(towns[1], towns[2], {}, actor=officer).id,
        "record": records[0].id, "other_record": records[1].id, "training": training.id,
        "record_merge": merging.merge(records[0], records[2], {}, actor=officer).id,
    }  # fmt: skip
