"""By when an answer is needed, when reminders are due, and how a passport writes a name."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.consents import CONSENTS
from tests.factories.programmes import call_data
from workflow.consents import passport, rules
from workflow.consents.rules import Naming, Standing
from workflow.consents.states import Decision, RequestState
from workflow.core.clock import KST
from workflow.programmes.definition import CallDefinition

JULY = datetime(2025, 7, 10, 9, tzinfo=KST)
NEEDED = date(2025, 7, 25)


def call(**changes: Any) -> CallDefinition:
    return CallDefinition.model_validate({**call_data(), "consents": CONSENTS, **changes})


@pytest.mark.parametrize(("changes", "expected"), [
    ({"consent_asked_at": "submission"}, date(2025, 7, 25)),
    ({"consent_asked_at": "screening"}, date(2025, 10, 26)),
    ({"consent_asked_at": "screening", "phases": {"selection": {"from": "2025-08-20"}}}, date(2025, 8, 20)),
    ({"consent_asked_at": "screening", "phases": {"screening": {"to": "2025-08-08"}}}, date(2025, 8, 8)),
    ({}, date(2025, 10, 12)),
    ({"phases": {"confirmation": {"to": "2025-09-30"}}}, date(2025, 9, 30)),
])
def test_day_by_which_consents_are_needed(changes: dict[str, Any], expected: date) -> None:
    assert rules.needed_on(call(**changes)) == expected


@pytest.mark.parametrize(("after", "due"), [
    (timedelta(days=3, microseconds=-1), ()),
    (timedelta(days=3), ("after_3",)),
    (timedelta(days=7, microseconds=-1), ("after_3",)),
    (timedelta(days=7), ("after_3", "after_7")),
    (timedelta(days=11, hours=14, minutes=59), ("after_3", "after_7")),  # 21 July, 23:59
    (timedelta(days=11, hours=15), ("after_3", "after_7", "before")),  # 22 July, the third day before the 25th
    (timedelta(days=15, hours=14, minutes=59), ("after_3", "after_7", "before")),  # the 25th itself
    (timedelta(days=15, hours=15), ("after_3", "after_7")),  # too late
])
def test_reminders_due(after: timedelta, due: tuple[str, ...]) -> None:
    assert rules.reminders_due(JULY, NEEDED, JULY + after) == due


def test_nobody_is_reminded_of_the_day_right_after_being_asked() -> None:
    asked = datetime(2025, 7, 21, 9, tzinfo=KST)
    assert rules.reminders_due(asked, NEEDED, asked + timedelta(days=2)) == ()


@pytest.mark.parametrize(("now", "expected"), [
    ("Hoa", Naming.SAME), ("TRẦN THỊ HOA", Naming.SAME), ("HOAA", Naming.CORRECTED), ("TRAN THI HOAA", Naming.CORRECTED),
    ("", Naming.CORRECTED), ("PHAM QUOC BAO", Naming.ANOTHER),
])
def test_row_still_means_whom_it_named_or_who_they_say_they_are(now: str, expected: Naming) -> None:
    assert rules.naming(("HOA", "TRAN THI HOA"), now) is expected


@given(
    asked=st.integers(0, 8000).map(lambda hours: datetime(2025, 1, 1, tzinfo=KST) + timedelta(hours=hours)),
    hours=st.lists(st.integers(0, 4000), max_size=40), needed=st.dates(date(2025, 1, 1), date(2026, 3, 1)),
)  # fmt: skip
def test_there_are_at_most_three_reminders_whenever_beat_looks(
    asked: datetime, hours: list[int], needed: date
) -> None:
    sent: set[str] = set()
    mails = 0
    for hour in sorted(hours):
        due = set(rules.reminders_due(asked, needed, asked + timedelta(hours=hour)))
        mails += bool(due - sent)
        sent |= due
    assert mails <= 3
    assert not hours or max(hours) >= 24 or mails == 0


@pytest.mark.parametrize(("state", "days", "refused", "expected"), [
    (None, 0, False, Standing.UNASKED),
    (RequestState.NEW, 0, False, Standing.UNASKED),
    (RequestState.ASKED, 6, False, Standing.WAITING),
    (RequestState.ASKED, 7, False, Standing.OVERDUE),
    (RequestState.REVOKED, 8, False, Standing.REVOKED),
    (RequestState.ANSWERED, 8, False, Standing.ANSWERED),
    (RequestState.ANSWERED, 8, True, Standing.REFUSED),
    (RequestState.ASKED, 8, True, Standing.REFUSED),
])
def test_standing(state: RequestState | None, days: int, refused: bool, expected: Standing) -> None:
    now = JULY + timedelta(days=days)
    assert rules.standing(state, JULY, NEEDED, now, refused=refused) is expected


def test_answer_is_overdue_once_its_day_is_over() -> None:
    asked = datetime(2025, 7, 24, 9, tzinfo=KST)
    assert not rules.is_overdue(asked, NEEDED, datetime(2025, 7, 25, 23, 59, 59, tzinfo=KST))
    assert rules.is_overdue(asked, NEEDED, datetime(2025, 7, 26, tzinfo=KST))


@given(decided=st.dictionaries(st.sampled_from(["passport", "hotel"]), st.sampled_from(Decision)))
def test_only_a_required_consent_that_is_given_lacks_nothing(decided: dict[str, Decision]) -> None:
    consents = call().consents
    given_ = decided.get("passport") is Decision.GIVEN
    assert [one.key for one in rules.lacking(consents, decided)] == ([] if given_ else ["passport"])
    against = "passport" in decided and not given_
    assert [one.key for one in rules.refused(consents, decided)] == (["passport"] if against else [])


@pytest.mark.parametrize(("typed", "kept"), [
    ("  nguyen ", "NGUYEN"), ("Thi  Minh Hanh", "THI MINH HANH"), ("O’Brien", "O'BRIEN"), ("Abdul‐Rahman", "ABDUL-RAHMAN"),
])
def test_name_is_kept_as_the_passport_writes_it(typed: str, kept: str) -> None:
    assert passport.clean(typed) == kept
    assert passport.check(kept) is None


@pytest.mark.parametrize("typed", [
    "Nguyễn", "김민준", "Иванов", "J. Smith", "NGUYEN<<THI", "SMITH2", "-ANNA", "ANNA-", "A" * 91, "MARIA--JOSE", "=?utf-8?q?",
])
def test_what_machines_cannot_read_is_refused(typed: str) -> None:
    assert passport.check(passport.clean(typed)) is not None


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing_more(typed: str) -> None:
    once = passport.clean(typed)
    assert passport.clean(once) == once


@pytest.mark.parametrize(("surname", "given_names", "whole"), [
    ("NGUYEN", "THI MINH", "NGUYEN THI MINH"), ("", "SUHARTO", "SUHARTO"),
])
def test_whole_name_begins_with_the_surname(surname: str, given_names: str, whole: str) -> None:
    assert passport.full(surname, given_names) == whole
