"""Numbers of letters: entered after the office's own system, one by one and pasted, and whose they are."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories.documents import (
    Selection,
    approved_selection,
    facts_of_letter,
    jobs_ordered,
    office_number,
)
from tests.support.samples import PNG
from tests.support.threads import at_once
from tests.support.uploads import upload
from workflow.accounts.models import User
from workflow.core import clock
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.core.inspection import kinds
from workflow.documents import jobs
from workflow.documents.models import Document, LetterNumber
from workflow.documents.services import letters, numbers
from workflow.documents.states import DocumentState

HANBIT, DONGHAE = "한빛㈜", "동해㈜"


def reasons(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str | None, str]]:
    return [(one.field, one.text.en) for one in refused.value.reasons]


@pytest.fixture
def approved(app: Flask) -> Selection:
    return approved_selection()


def test_number_makes_the_letter_say_it_and_orders_its_pdf(approved: Selection) -> None:
    with unit_of_work():
        letter = approved.letter_to(HANBIT)
        numbers.give_number(letter, office_number(disclosure="비공개(5)"), actor=approved.officer)
    letter = approved.letter_to(HANBIT)
    assert letter.state is DocumentState.NUMBERED
    assert (letter.number, letter.number_year, letter.approver, letter.disclosure) == (
        "설계총괄과-5127", 2025, "이한강", "비공개(5)",
    )  # fmt: skip
    assert (facts_of_letter(letter).number, facts_of_letter(letter).enforced_on) == ("설계총괄과-5127", date(2025, 7, 10))
    assert facts_of_letter(letter).letterhead.disclosure == "비공개(5)"
    assert letter.facts_hash == facts_of_letter(letter).digest()
    assert jobs_ordered() == [jobs.job_key(letter)]


def test_wrong_days_and_disclosure_are_told_field_by_field(approved: Selection) -> None:
    today = clock.today()
    with pytest.raises(Refused) as refused, unit_of_work():
        numbers.give_number(
            approved.letter_to(HANBIT),
            office_number(approved_on=today + timedelta(days=2), enforced_on=today + timedelta(days=1), disclosure="몰래"),
            actor=approved.officer,
        )
    assert [field for field, _text in reasons(refused)] == ["enforced_on", "approved_on", "enforced_on", "disclosure"]


def test_number_can_be_corrected_until_the_letter_is_out(approved: Selection) -> None:
    with unit_of_work():
        numbers.give_number(approved.letter_to(HANBIT), office_number(1), actor=approved.officer)
    with unit_of_work():
        numbers.give_number(approved.letter_to(HANBIT), office_number(2), actor=approved.officer)
    assert approved.letter_to(HANBIT).number == "설계총괄과-2"
    assert [row.serial for row in db.session.query(LetterNumber)] == [2]
    approved.number()
    approved.announce()
    with pytest.raises(Refused, match="cannot be done in the present state"), unit_of_work():
        numbers.give_number(approved.letter_to(HANBIT), office_number(3), actor=approved.officer)


def test_one_number_may_go_to_several_companies_of_a_call(approved: Selection) -> None:
    with unit_of_work():
        for letter in approved.letters:
            numbers.give_number(letter, office_number(9), actor=approved.officer)
    approved.announce()
    assert [one.number for one in approved.letters] == ["설계총괄과-9"] * 2


def test_number_of_another_day_is_another_letters(approved: Selection) -> None:
    with unit_of_work():
        numbers.give_number(approved.letter_to(HANBIT), office_number(9), actor=approved.officer)
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Refused) as refused, unit_of_work():
        numbers.give_number(
            approved.letter_to(DONGHAE), office_number(9, approved_on=yesterday, enforced_on=yesterday),
            actor=approved.officer,
        )  # fmt: skip
    assert reasons(refused) == [
        ("number", "설계총괄과-9 is the number of a letter of another day or kind. Look at the number again.")
    ]


def test_number_of_another_call_is_refused(approved: Selection) -> None:
    other = approved_selection(code="OTHER")
    with unit_of_work():
        numbers.give_number(approved.letter_to(HANBIT), office_number(9), actor=approved.officer)
    with pytest.raises(Refused) as refused, unit_of_work():
        numbers.give_number(other.letter_to(HANBIT), office_number(9), actor=other.officer)
    assert reasons(refused) == [
        ("number", "설계총괄과-9 of 2025 is the number of another call's letter. Look at the number again.")
    ]


def test_pasted_rows_are_entered_all_or_none(approved: Selection) -> None:
    with pytest.raises(Refused) as refused, unit_of_work():
        numbers.give_numbers(
            approved.call, f"과-1\t{HANBIT}\n과-2\t{DONGHAE}\t2025-07-10\t2026-01-01", office_number(0),
            actor=approved.officer,
        )  # fmt: skip
    assert reasons(refused) == [("rows", "과-2: This day is yet to come. Look at it again.")]
    assert {one.state for one in approved.letters} == {DocumentState.PREPARED}
    with unit_of_work():
        numbers.give_numbers(approved.call, f"과-2\t{DONGHAE}\n과-1\t{HANBIT}", office_number(0), actor=approved.officer)
    assert [one.number for one in approved.letters] == ["과-1", "과-2"]


def test_offices_own_pdf_is_the_record_and_nothing_else_is_taken(approved: Selection) -> None:
    letter = approved.letter_to(HANBIT)
    with pytest.raises(Refused, match="number first"), unit_of_work():
        letters.keep_office_file(letter, upload(), actor=approved.officer)
    approved.number()
    with pytest.raises(Refused, match="not of an accepted kind"), letters.look_at_office_file(io.BytesIO(b"text"), "a.pdf"):
        pass
    with pytest.raises(Refused, match="not of an accepted kind"), unit_of_work():
        letters.keep_office_file(approved.letter_to(HANBIT), upload(PNG, "공문.png", kinds.PNG), actor=approved.officer)
    with unit_of_work():
        letters.keep_office_file(approved.letter_to(HANBIT), upload(name="공문.pdf"), actor=approved.officer)
    record = approved.letter_to(HANBIT).record
    assert record is not None
    assert record.name == "공문.pdf"


def test_letter_does_not_leave_before_the_announcement(approved: Selection) -> None:
    approved.number()
    with pytest.raises(Refused, match="leave together when the result is announced"), unit_of_work():
        letters.dispatch(approved.letter_to(HANBIT), actor=approved.officer)


def test_stale_form_changes_nothing(approved: Selection) -> None:
    seen = approved.letter_to(HANBIT).version
    with unit_of_work():
        numbers.give_number(approved.letter_to(HANBIT), office_number(1), actor=approved.officer)
    with pytest.raises(Stale), unit_of_work():
        numbers.give_number(approved.letter_to(HANBIT), office_number(2), actor=approved.officer, version=seen)
    assert approved.letter_to(HANBIT).number == "설계총괄과-1"


def test_only_officers_write_numbers(approved: Selection) -> None:
    with pytest.raises(NotAllowed), unit_of_work():
        numbers.give_number(approved.letter_to(HANBIT), office_number(), actor=approved.coordinator)


@pytest.mark.databases
def test_two_calls_that_enter_one_number_at_once_get_it_once(app: Flask) -> None:
    """The row of the number decides, not a look before it."""
    calls = [approved_selection(code=f"CALL-{n}") for n in range(4)]
    ids = [(one.letter_to(HANBIT).id, one.officer.id) for one in calls]
    db.session.remove()

    def enter(place: int) -> str:
        with app.app_context():
            document_id, officer_id = ids[place]
            with unit_of_work() as session:
                person = session.get_one(User, officer_id)
                numbers.give_number(session.get_one(Document, document_id), office_number(77), actor=person)
            return "entered"

    results = at_once(4, enter)
    refused = [one for one in results if isinstance(one, Refused)]
    assert results.count("entered") == 1, results
    assert {one.reasons[0].field for one in refused} == {"number"}
    assert len(refused) == 3
    assert db.session.scalar(sa.select(sa.func.count()).where(Document.number == "설계총괄과-77")) == 1
