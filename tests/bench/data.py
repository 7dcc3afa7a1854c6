"""What the pages are measured on: the call of 2025, asking 60 questions of its own, with 500 nominations,
then with 20,000."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

import sqlalchemy as sa
from flask import Flask

from tests.factories.accounts import CompanyFactory, UserFactory, officer
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import make_call
from workflow.accounts.models import Company, User
from workflow.core import clock, files
from workflow.core.db import db, unit_of_work
from workflow.insight.models import StandingCount, StandingRow
from workflow.insight.services import refresh, refresh_call
from workflow.nominations.models import Milestone, Nomination, NominationFile, Trainee
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call

FEW, TIMES = 500, 40
APART = 1_000_000
"""Nominations from this id on are not copied: those of the company whose pages are measured."""
COUNTRIES = ("VNM", "BGD", "IDN", "COL", "PER", "UZB", "EGY", "KEN")  # more than one page of each


def questions() -> list[dict[str, Any]]:
    """Return 60 questions of every kind: 40 of the nomination, 20 of each trainee, two of them documents."""
    kinds = cycle(("text", "long_text", "number", "date", "yes_no", "choice"))
    found: list[dict[str, Any]] = []
    for number, kind in zip(range(58), kinds, strict=False):
        found.append({
            "key": f"q{number}", "of": "nomination" if number < 39 else "trainee", "kind": kind, "required": number % 4 == 0,
            "ko": f"문항 {number}", "en": f"Question {number}", "help": {"ko": "도움말", "en": "Help"},
            **({"choices": [{"key": f"o{n}", "ko": f"보기 {n}", "en": f"Option {n}"} for n in range(5)]}
               if kind == "choice" else {}),
        })  # fmt: skip
    return [
        *found,
        {"key": "evidence", "of": "nomination", "kind": "file", "ko": "사업 증빙", "en": "Evidence"},
        {"key": "cv", "of": "trainee", "kind": "file", "ko": "이력서", "en": "CV"},
    ]


ANSWERS = {"text": "Hanoi", "long_text": "Two lines\nof text", "number": "12.5", "date": "2025-01-15", "yes_no": True,
           "choice": "o3"}  # fmt: skip


def answers(of: str) -> dict[str, Any]:
    """Return an answer to each of the questions to the nomination or to a trainee."""
    return {one["key"]: ANSWERS[one["kind"]] for one in questions() if one["of"] == of and one["kind"] != "file"}


@dataclass(frozen=True)
class Filled:
    """The call, and cookies of those who open its pages: an officer, a company with a draft, and one that submits."""

    code: str
    call_id: int
    officer: str
    company: str
    draft_id: int
    submitter: str
    submitter_id: int


def fill(app: Flask) -> Filled:
    """Make the call with 500 submitted nominations, and the people who look at them."""
    with app.app_context():
        with unit_of_work():
            call = make_call(questions=questions())
            companies = [CompanyFactory() for _ in range(20)]
            staff = officer()
            for company, country in islice(zip(cycle(companies), cycle(COUNTRIES), strict=False), FEW):
                make_nomination(
                    call, company, state=NominationState.SUBMITTED, country=country,
                    answers=answers("nomination"), trainees=people(),
                )  # fmt: skip
            own, busy = CompanyFactory(), CompanyFactory()
            member, submitter = UserFactory(company=own), UserFactory(company=busy)
            draft = make_nomination(call, own, id=APART, answers=answers("nomination"), trainees=people())
            refresh_call(call.id)
        filled = Filled(
            call.code, call.id, cookie_of(app, staff), cookie_of(app, member), draft.id, cookie_of(app, submitter), busy.id
        )
        db.session.remove()
    return filled


def people() -> list[Trainee]:
    return [
        make_trainee(0, answers=answers("trainee")),
        make_trainee(1, name="TRAN QUOC BAO", category="railway_officer", answers=answers("trainee")),
    ]


def make_draft(app: Flask, filled: Filled) -> tuple[int, str]:
    """Make one complete draft of the company, with two trainees and three files; return its id and version."""
    with app.app_context():
        with unit_of_work() as session:
            call, company = session.get_one(Call, filled.call_id), session.get_one(Company, filled.submitter_id)
            draft = make_nomination(call, company, answers=answers("nomination"), trainees=people())
            for question, trainee in (("evidence", None), *(("cv", one.id) for one in draft.trainees)):
                kept = files.store_bytes(b"%PDF-1.7", f"{question}.pdf", files.PDF)
                draft.files.append(NominationFile(file=kept, question=question, trainee_id=trainee, attached_at=clock.now()))
            refresh(draft.id)
        made = draft.id, str(draft.version)
        db.session.remove()
    return made


def multiply(app: Flask) -> None:
    """Copy what there is until the call has 20,000 nominations, as rows of the same tables."""
    with app.app_context(), unit_of_work() as session:
        for step in range(1, TIMES):
            for model in (Nomination, Milestone, Trainee, StandingRow):
                table = sa.inspect(model).local_table
                rows = sa.select(*(_shifted(column, step) for column in table.columns)).where(_first(table))
                session.execute(sa.insert(table).from_select([column.name for column in table.columns], rows))
        session.execute(sa.update(StandingCount).values(count=StandingCount.count * TIMES))
        session.execute(sa.text("ANALYZE"))


def cookie_of(app: Flask, user: User) -> str:
    """Return the cookie of a browser in which `user` is signed in."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = user.get_id()
        session["_fresh"] = True
    cookie = client.get_cookie(str(app.config["SESSION_COOKIE_NAME"]))
    assert cookie is not None
    return f"{cookie.key}={cookie.value}"


def _shifted(column: sa.Column[object], step: int) -> sa.ColumnElement[object]:
    """Return what the copy of this column holds in the copy number `step`."""
    if column.name == "nomination_id" or (column.name == "id" and column.table.name == "nomination"):
        return column + step * FEW
    if column.name == "id":
        return sa.null()  # numbered by the database
    if column.name == "receipt_no":
        return column + sa.literal(f"-{step}")
    return column


def _first(table: sa.FromClause) -> sa.ColumnElement[bool]:
    key = table.c.id if table.name == "nomination" else table.c.nomination_id
    return key <= FEW
