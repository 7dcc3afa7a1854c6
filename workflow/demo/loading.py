"""Brings a call of the demonstration to a stage of its life by the same services that people's pages call.

Each step is a unit of work of its own and does nothing where it was done before, so loading can be
repeated and continued. With the demonstration's clock, each stage moves it to the day on which an
office would have come that far.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from workflow.accounts import services as accounts
from workflow.accounts.models import User
from workflow.accounts.passwords import hash_password
from workflow.accounts.queries import user_by_address
from workflow.accounts.roles import Role
from workflow.approvals import services as approvals
from workflow.approvals.models import Approval
from workflow.approvals.states import ApprovalState
from workflow.core import clock
from workflow.core.audit import SYSTEM
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused
from workflow.demo import afterwards, office
from workflow.demo.people import PASSWORD, PEOPLE
from workflow.demo.places import name_cities
from workflow.demo.sets import SETS, Recipients, WorkedSet
from workflow.nominations.batch import read_batch
from workflow.nominations.importer import bring_in
from workflow.nominations.models import Nomination
from workflow.people.services import register
from workflow.programmes import queries as calls
from workflow.programmes import services as programmes
from workflow.programmes.models import Call
from workflow.reference import queries as reference
from workflow.reference.dac import Head, RecipientList
from workflow.reference.dacfile import read as read_recipients
from workflow.reference.services import dac
from workflow.screening import findings
from workflow.screening.decisionfile import decide_all, read_decisions
from workflow.screening.models import Screening
from workflow.selection import services as selection
from workflow.selection.scorefile import enter_sheets, read_sheets
from workflow.selection.states import RoundState

CONTACT = {"name": "서지우 / Jiwoo Seo", "phone": "02-2133-0000", "fax": "02-2133-0001", "email": "officer@city.example"}
"""A sample contact: the notice leaves it open, and the office fills it in."""


class Stage(StrEnum):
    """How far the demonstration has come."""

    CALLS = "calls"
    NOMINATIONS = "nominations"
    SCREENING = "screening"
    SELECTION = "selection"
    ITINERARY = "itinerary"
    COMPLETED = "completed"


def load(stage: Stage, code: str | None = None) -> None:
    """Bring a call of the demonstration up to `stage`; what stands already is left as it is.

    `code` names one of the calls with a worked set (None: the first of them). Raises Refused for another.
    """
    load_calls()
    life = Life(set_of(code))
    steps = {
        Stage.CALLS: life.sign_up, Stage.NOMINATIONS: life.nominate, Stage.SCREENING: life.screen,
        Stage.SELECTION: life.select, Stage.ITINERARY: life.plan, Stage.COMPLETED: life.complete,
    }  # fmt: skip
    for one, step in steps.items():
        step()
        if one is stage:
            break


def set_of(code: str | None) -> WorkedSet:
    """Return the worked set of a call. Raises Refused where there is none."""
    known = {one.definition().code: one for one in SETS}
    if code is None:
        return SETS[0]
    if code not in known:
        raise Refused.because(
            "unknown_set", ko=f"예시 자료가 있는 공고가 아닙니다: {code}. 가능한 값: {', '.join(known)}",
            en=f"There is no worked set for {code}. Known are: {', '.join(known)}.", field="call",
        )
    return known[code]


def load_calls() -> None:
    """Take over every call of the demonstration, and the people of the office."""
    with unit_of_work():
        for one in SETS:
            definition = one.definition()
            if calls.call_by_code(definition.code) is None:
                filled = definition.model_copy(update={"contact": type(definition.contact)(**CONTACT)})
                programmes.import_call(filled, actor=SYSTEM)
    hashed = hash_password(PASSWORD)
    with unit_of_work():
        for person in PEOPLE:
            if user_by_address(person.email) is None and person.role != Role.COMPANY:
                accounts.create_person(
                    person.email, name=person.ko, roles=(person.role,), password_hash=hashed, actor=SYSTEM
                )
    _prepare_office()


def _prepare_office() -> None:
    with unit_of_work():
        for one in SETS:
            office.prepare(calls.call_named(one.definition().code), person(Role.OFFICER))


def person(role: Role) -> User:
    """Return the demonstration's account for a role."""
    address = next(one.email for one in PEOPLE if one.role == role)
    return db.session.scalars(sa.select(User).where(User.email == address)).one()


class Life:
    """The life of one call, step by step."""

    def __init__(self, worked: WorkedSet) -> None:
        self.worked = worked
        self.code = worked.definition().code

    def call(self) -> Call:
        return calls.call_named(self.code)

    def sign_up(self) -> None:
        """Give each company its account, and the office the list of developing countries of the time."""
        hashed = hash_password(PASSWORD)
        batch = read_batch(self.worked.nominations)
        with unit_of_work():
            for entry in batch.nominations:
                named = batch.company_of(entry)
                company = accounts.obtain_company(
                    named.registration_no, name_ko=named.ko, name_en=named.en, actor=SYSTEM
                )
                if user_by_address(entry.author.email) is None:
                    accounts.create_person(
                        entry.author.email, name=entry.author.name, roles=(Role.COMPANY,), company=company,
                        password_hash=hashed, actor=SYSTEM,
                    )
            if self.worked.recipients is not None:
                _keep_recipients(self.worked.recipients)

    def nominate(self) -> None:
        with unit_of_work():
            bring_in(read_batch(self.worked.nominations), self.call())
            register.take_in(self.call())
        _reach(self.worked.days.screening)

    def screen(self) -> None:
        with unit_of_work():
            call = self.call()
            findings.run(call)
            decided = sa.select(Screening.id).join(Screening.nomination).where(Nomination.call_id == call.id).limit(1)
            if db.session.scalar(decided) is None:
                decide_all(call, read_decisions(self.worked.decisions), actor=person(Role.OFFICER))
            name_cities(person(Role.OFFICER))
        _reach(self.worked.days.examination)

    def select(self) -> None:
        with unit_of_work():
            call = self.call()
            round_ = selection.begin_round(call)
            if round_.state is RoundState.OPEN:
                enter_sheets(call, read_sheets(self.worked.scores), actor=person(Role.OFFICER))
                selection.submit(call, actor=person(Role.OFFICER))
        _reach(self.worked.days.approval)
        with unit_of_work():
            waiting = sa.select(Approval).where(
                Approval.subject_type == selection.SUBJECT, Approval.state == ApprovalState.PENDING,
                Approval.subject_ref == selection.begin_round(self.call()).id,
            )
            for approval in db.session.scalars(waiting).all():
                approvals.approve(approval, actor=person(Role.APPROVER))
        afterwards.number_letters(self.call, person, self.worked.days.approval.date())
        with unit_of_work():
            round_ = selection.begin_round(self.call())
            if round_.state is RoundState.APPROVED:
                selection.announce(round_, actor=person(Role.OFFICER))
        _reach(self.worked.days.announced)

    def plan(self) -> None:
        afterwards.plan(self.call, person)
        _reach(self.worked.days.planned)

    def complete(self) -> None:
        _reach(self.worked.days.last_hour)
        afterwards.complete(self.call, person)
        _reach(self.worked.days.over)


def _keep_recipients(known: Recipients) -> None:
    """Keep the list of developing countries of a time that the program has none for."""
    if known.valid_from in {one.head.valid_from for one in reference.dac_lists()}:
        return
    entries = read_recipients(known.file.read_bytes())
    head = Head(known.name, known.valid_from, known.source, "")
    listed = RecipientList(head, {one.iso3: one for one in entries})
    dac.begin(listed, head, actor=SYSTEM, reason="demonstration")


def _reach(moment: datetime) -> None:
    """Move the demonstration's clock to `moment`, unless it is past it or runs on real time."""
    if clock.is_shifted() and clock.now() < moment:
        clock.move_to(moment)
