"""Links: once, for one purpose, for a time, and not after they were revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories.accounts import officer
from tests.support.threads import at_once
from workflow.accounts.models import OneTimeLink, Purpose
from workflow.accounts.services import links
from workflow.core import clock
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused


def test_token_is_long_random_and_stored_only_as_a_hash(work: Any) -> None:
    link, token = links.issue(Purpose.RESET, user=officer())
    other = links.issue(Purpose.RESET, user=officer())[1]
    assert len(token) == 43  # 256 bits in base 64
    assert token != other
    assert token not in str(link.__dict__)
    assert len(link.token_hash) == 64


def test_looking_changes_nothing_and_using_works_once(work: Any) -> None:
    link, token = links.issue(Purpose.RESET, user=officer())
    assert links.find(token, [Purpose.RESET]) is link
    assert links.find(token, [Purpose.RESET]) is link
    assert links.use(token, [Purpose.RESET]).used_at is not None
    assert links.find(token, [Purpose.RESET]) is None
    with pytest.raises(Refused) as refused:
        links.use(token, [Purpose.RESET])
    assert refused.value.reasons[0].text.en == "This link cannot be used: it was used before, or its time is over."


def test_link_is_good_for_its_purpose_only(work: Any) -> None:
    token = links.issue(Purpose.RESET, user=officer())[1]
    assert links.find(token, [Purpose.INVITE, "host confirmation"]) is None
    with pytest.raises(Refused):
        links.use(token, [Purpose.INVITE, "host confirmation"])
    assert links.find(token, links.SETS_PASSWORD) is not None


@pytest.mark.parametrize("token", ["", "x", "가나다", "a" * 5000])
def test_unknown_token_is_no_link(work: Any, token: str) -> None:
    assert links.find(token, links.SETS_PASSWORD) is None


@pytest.mark.parametrize(("purpose", "good_for"), [
    (Purpose.RESET, timedelta(hours=1)), (Purpose.SIGN_UP, timedelta(days=1)),
    (Purpose.INVITE, timedelta(days=7)), (Purpose.JOIN, timedelta(days=7)),
])
def test_link_ends_with_its_time(app: Flask, purpose: Purpose, good_for: timedelta) -> None:
    with unit_of_work():
        token = links.issue(purpose)[1]
        begun = clock.now()
    clock.move_to(begun + good_for - timedelta(seconds=30))
    assert links.find(token, [purpose]) is not None
    clock.move_to(begun + good_for + timedelta(seconds=1))
    assert links.find(token, [purpose]) is None
    with pytest.raises(Refused), unit_of_work():
        links.use(token, [purpose])


def test_newer_link_ends_the_older_one_of_the_same_purpose(work: Any) -> None:
    user = officer()
    old, invitation = links.issue(Purpose.RESET, user=user)[1], links.issue(Purpose.INVITE, user=user)[1]
    other = links.issue(Purpose.RESET, user=officer())[1]
    new = links.issue(Purpose.RESET, user=user)[1]
    assert [links.find(token, links.SETS_PASSWORD) is not None for token in (old, new, invitation, other)] == [
        False, True, True, True
    ]


def test_revoked_link_is_not_good_and_a_used_one_stays_used(work: Any) -> None:
    user = officer()
    token = links.issue(Purpose.RESET, user=user)[1]
    links.use(token, [Purpose.RESET])
    assert links.revoke(OneTimeLink.user_id == user.id) == 0
    token = links.issue(Purpose.RESET, user=user)[1]
    assert links.revoke(OneTimeLink.user_id == user.id) == 1
    with pytest.raises(Refused):
        links.use(token, [Purpose.RESET])


def test_rows_of_ended_links_are_deleted_after_a_week(app: Flask) -> None:
    with unit_of_work():
        links.issue(Purpose.SIGN_UP, facts={"email": "kim@company.example"})
    clock.move_to(clock.now() + timedelta(days=8, seconds=1))
    with unit_of_work():
        links.issue(Purpose.SIGN_UP, facts={"email": "lee@company.example"})
    assert [link.facts["email"] for link in db.session.scalars(sa.select(OneTimeLink))] == ["lee@company.example"]


@pytest.mark.databases
def test_of_eight_uses_at_the_same_moment_one_counts(app: Flask) -> None:
    with unit_of_work():
        token = links.issue(Purpose.RESET, user=officer())[1]

    def use(number: int) -> str:
        with app.app_context(), unit_of_work():
            return str(links.use(token, [Purpose.RESET]).purpose)

    results = at_once(8, use)
    assert [result for result in results if result == "reset"] == ["reset"]
    assert sum(isinstance(result, Refused) for result in results) == 7
