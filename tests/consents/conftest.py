"""A submitted nomination of two trainees in a call that asks for consents, committed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer, officer
from tests.factories.consents import ask_trainee, make_asking_call, make_submitted, request_to
from tests.factories.nominations import make_trainee
from workflow.accounts.models import User
from workflow.consents.models import TraineeRequest
from workflow.core.db import db, unit_of_work
from workflow.nominations.models import Nomination, Trainee


@dataclass(frozen=True)
class Scene:
    """Ids, since each request and each unit of work reads its own objects."""

    call: int
    company: int
    nomination: int
    first: int
    second: int
    author: int
    stranger: int
    officer: int

    def trainee(self, which: str = "first") -> Trainee:
        return db.session.get_one(Trainee, getattr(self, which))

    def whole(self) -> Nomination:
        return db.session.get_one(Nomination, self.nomination)

    def request(self, which: str = "first") -> TraineeRequest:
        return request_to(self.trainee(which))

    def user(self, name: str = "author") -> User:
        return db.session.get_one(User, getattr(self, name))

    def ask(self, which: str = "first", **values: Any) -> str:
        with unit_of_work():
            return ask_trainee(self.trainee(which), **values)


@pytest.fixture
def scene(app: Flask) -> Scene:
    with unit_of_work():
        company = CompanyFactory(name_ko="한빛철도㈜", name_en="Hanbit Rail")
        people = [
            make_trainee(0, position="Director of Planning"),
            make_trainee(1, name="TRAN VAN DUC", position="Engineer"),
        ]
        nomination = make_submitted(make_asking_call(), company, trainees=people)
        return Scene(
            call=nomination.call_id, company=company.id, nomination=nomination.id, first=people[0].id,
            second=people[1].id, author=company_officer(company=company).id, stranger=company_officer().id,
            officer=officer().id,
        )


@pytest.fixture
def as_user(app: Flask, client: Client, scene: Scene) -> Callable[[str], Client]:
    """Return a function that gives a browser in which somebody of the scene is signed in."""

    def sign_in(name: str) -> Any:
        return app.test_client().sign_in(scene.user(name))  # type: ignore[attr-defined]

    return sign_in


@pytest.fixture
def browser(app: Flask, client: Client) -> Client:
    """A browser without an account."""
    return client


def hidden(page: str, name: str) -> str:
    """Return the value of a hidden field of a page."""
    start = page.index(f'name="{name}"')
    tag = page[page.rindex("<input", 0, start):page.index(">", start)]
    return tag.split('value="')[1].split('"')[0]


def filled(page: str, **changes: Any) -> dict[str, Any]:
    """Return the form of a trainee's page, filled in so that it is taken."""
    form = {
        "seen": hidden(page, "seen"), "shown_in": hidden(page, "shown_in"), "surname": "Nguyen",
        "given_names": "Thi Minh Hanh", "checked": "y", "consents-passport": "given", "consents-hotel": "refused",
        **changes,
    }  # fmt: skip
    return {name: value for name, value in form.items() if value is not None}
