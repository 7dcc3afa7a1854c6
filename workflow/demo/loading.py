"""Brings the demonstration to a stage of its life by the same services that people's pages call.

Each step is a unit of work of its own and does nothing where it was done before, so loading can be
repeated and continued. With the demonstration's clock, each stage moves it to the day on which an
office would have come that far.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path

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
from workflow.demo import afterwards
from workflow.demo.people import PASSWORD, PEOPLE
from workflow.nominations.batch import read_batch
from workflow.nominations.importer import bring_in
from workflow.programmes import queries as calls
from workflow.programmes import services as programmes
from workflow.programmes.callfile import read_call
from workflow.programmes.models import Call
from workflow.screening import findings
from workflow.screening.decisionfile import decide_all, read_decisions
from workflow.screening.models import Screening
from workflow.selection import services as selection
from workflow.selection.scorefile import enter_sheets, read_sheets
from workflow.selection.states import RoundState

FILES = Path(__file__).parent
CODE = "URT-2025"
CALL_FILES = ("urban-railway-2025.yaml", "policy-internship-2017.yaml")
CONTACT = {"name": "서지우", "phone": "02-2133-0000", "fax": "02-2133-0001", "email": "officer@city.example"}
"""A sample contact: the notice leaves it open, and the office fills it in."""


class Stage(StrEnum):
    """How far the demonstration has come."""

    CALLS = "calls"
    NOMINATIONS = "nominations"
    SCREENING = "screening"
    SELECTION = "selection"
    ITINERARY = "itinerary"
    COMPLETED = "completed"


def load(stage: Stage) -> None:
    """Bring the demonstration up to `stage`; what stands already is left as it is."""
    for one in Stage:
        _STEPS[one]()
        if one is stage:
            break


def person(role: Role) -> User:
    """Return the demonstration's account for a role."""
    address = next(one.email for one in PEOPLE if one.role == role)
    return db.session.scalars(sa.select(User).where(User.email == address)).one()


def the_call() -> Call:
    return calls.call_named(CODE)


def _calls() -> None:
    with unit_of_work():
        for name in CALL_FILES:
            definition = read_call(FILES / name)
            if calls.call_by_code(definition.code) is None:
                filled = definition.model_copy(update={"contact": type(definition.contact)(**CONTACT)})
                programmes.import_call(filled, actor=SYSTEM)
    hashed = hash_password(PASSWORD)
    batch = read_batch(FILES / "nominations-2025.yaml")
    with unit_of_work():
        for one in PEOPLE:
            if user_by_address(one.email) is None and one.role != Role.COMPANY:
                accounts.create_person(one.email, name=one.ko, roles=(one.role,), password_hash=hashed, actor=SYSTEM)
        for entry in batch.nominations:
            named = batch.company_of(entry)
            company = accounts.obtain_company(named.registration_no, name_ko=named.ko, name_en=named.en, actor=SYSTEM)
            if user_by_address(entry.author.email) is None:
                accounts.create_person(
                    entry.author.email, name=entry.author.name, roles=(Role.COMPANY,), company=company,
                    password_hash=hashed, actor=SYSTEM,
                )


def _nominations() -> None:
    with unit_of_work():
        bring_in(read_batch(FILES / "nominations-2025.yaml"), the_call())
    _reach(datetime(2025, 7, 28, 9, tzinfo=clock.KST))


def _screening() -> None:
    with unit_of_work():
        call = the_call()
        findings.run(call)
        if db.session.scalar(sa.select(sa.func.count()).select_from(Screening)) == 0:
            decide_all(call, read_decisions(FILES / "decisions-2025.yaml"), actor=person(Role.OFFICER))
    _reach(datetime(2025, 8, 1, 9, tzinfo=clock.KST))


def _selection() -> None:
    with unit_of_work():
        call = the_call()
        round_ = selection.begin_round(call)
        if round_.state is RoundState.OPEN:
            enter_sheets(call, read_sheets(FILES / "scores-2025.yaml"), actor=person(Role.OFFICER))
            selection.submit(call, actor=person(Role.OFFICER))
    _reach(datetime(2025, 8, 8, 9, tzinfo=clock.KST))
    with unit_of_work():
        waiting = sa.select(Approval).where(
            Approval.subject_type == selection.SUBJECT, Approval.state == ApprovalState.PENDING
        )
        for approval in db.session.scalars(waiting).all():
            approvals.approve(approval, actor=person(Role.APPROVER))
    afterwards.number_letters(the_call, person)
    with unit_of_work():
        round_ = selection.begin_round(the_call())
        if round_.state is RoundState.APPROVED:
            selection.announce(round_, actor=person(Role.OFFICER))
    _reach(datetime(2025, 8, 11, 9, tzinfo=clock.KST))


def _itinerary() -> None:
    afterwards.plan(the_call, person)
    _reach(datetime(2025, 10, 20, 9, tzinfo=clock.KST))


def _completed() -> None:
    _reach(datetime(2025, 10, 31, 18, tzinfo=clock.KST))
    afterwards.complete(the_call, person)
    _reach(datetime(2025, 11, 3, 9, tzinfo=clock.KST))


def _reach(moment: datetime) -> None:
    """Move the demonstration's clock to `moment`, unless it is past it or runs on real time."""
    if clock.is_shifted() and clock.now() < moment:
        clock.move_to(moment)


_STEPS: dict[Stage, Callable[[], None]] = {
    Stage.CALLS: _calls,
    Stage.NOMINATIONS: _nominations,
    Stage.SCREENING: _screening,
    Stage.SELECTION: _selection,
    Stage.ITINERARY: _itinerary,
    Stage.COMPLETED: _completed,
}

