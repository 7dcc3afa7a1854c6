"""What the pages are measured on: the call of 2025 with 500 nominations, then with 20,000."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice

import sqlalchemy as sa
from flask import Flask

from tests.factories.accounts import CompanyFactory, UserFactory, officer
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import make_call
from workflow.accounts.models import Company, User
from workflow.core.db import db, unit_of_work
from workflow.insight.models import StandingCount, StandingRow
from workflow.insight.services import refresh, refresh_call
from workflow.nominations.models import Milestone, Nomination, Trainee
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call

FEW, TIMES = 500, 40
COUNTRIES = ("VNM", "BGD", "IDN", "COL", "PER", "UZB", "EGY", "KEN")  # more than one page of each


@dataclass(frozen=True)
class Filled:
    """The call, and cookies of those who open its pages."""

    code: str
    call_id: int
    officer: str
    company: str
    company_id: int


def fill(app: Flask) -> Filled:
    """Make the call with 500 submitted nominations, and the people who look at them."""
    with app.app_context():
        with unit_of_work():
            call = make_call()
            companies = [CompanyFactory() for _ in range(20)]
            staff, member = officer(), UserFactory(company=companies[0])
            for company, country in islice(zip(cycle(companies), cycle(COUNTRIES), strict=False), FEW):
                make_nomination(
                    call, company, state=NominationState.SUBMITTED, country=country,
                    trainees=[make_trainee(0), make_trainee(1, name="TRAN QUOC BAO", category="railway_officer")],
                )  # fmt: skip
            refresh_call(call.id)
        filled = Filled(call.code, call.id, cookie_of(app, staff), cookie_of(app, member), companies[0].id)
        db.session.remove()
    return filled


def make_draft(app: Flask, filled: Filled) -> tuple[int, str]:
    """Make one complete draft of the company and return its id and version."""
    with app.app_context():
        with unit_of_work() as session:
            call, company = session.get_one(Call, filled.call_id), session.get_one(Company, filled.company_id)
            draft = make_nomination(call, company, trainees=[make_trainee(0), make_trainee(1)])
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
