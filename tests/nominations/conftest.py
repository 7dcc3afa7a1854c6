"""A company, its two officers and a draft in the open call of 2025, committed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer
from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from workflow.accounts.models import User
from workflow.core.db import db, unit_of_work
from workflow.nominations.models import Nomination


@dataclass(frozen=True)
class Scene:
    """Ids, since each request and each unit of work reads its own objects."""

    call: int
    company: int
    officer: int
    colleague: int
    stranger: int
    draft: int

    def nomination(self) -> Nomination:
        return db.session.get_one(Nomination, self.draft)

    def user(self, name: str = "officer") -> User:
        return db.session.get_one(User, getattr(self, name))


@pytest.fixture
def scene(app: Flask) -> Scene:
    with unit_of_work():
        call, company = make_call(), CompanyFactory(name_ko="한빛철도㈜")
        officer = company_officer(company=company, name="한도윤", email="h.doyun@hanbit.example")
        colleague = company_officer(company=company, name="김수진")
        draft = make_nomination(call, company)
        return Scene(call.id, company.id, officer.id, colleague.id, company_officer().id, draft.id)


@pytest.fixture
def as_user(app: Flask, client: Client, scene: Scene) -> Callable[[str], Client]:
    """Return a function that gives a browser in which somebody of the scene is signed in."""

    def sign_in(name: str) -> Any:
        return app.test_client().sign_in(scene.user(name))  # type: ignore[attr-defined]

    return sign_in


@pytest.fixture
def as_staff(app: Flask, client: Client) -> Callable[[Callable[[], User]], Client]:
    """Return a function that makes an account by a factory and gives a browser signed in with it."""

    def sign_in(make: Callable[[], User]) -> Any:
        with unit_of_work():
            person = make()
        return app.test_client().sign_in(person)  # type: ignore[attr-defined]

    return sign_in
