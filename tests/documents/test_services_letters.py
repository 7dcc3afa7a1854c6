"""Letters: dispatched with the announcement, late ones, stale ones, reissued ones; printed itineraries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests.factories.documents import (
    Selection,
    announced_selection,
    approved_selection,
    facts_of_letter,
    jobs_ordered,
    office_number,
    release_itinerary,
)
from tests.factories.programmes import make_call
from tests.support.hearing import hearing
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Reason, Refused
from workflow.documents import jobs, queries
from workflow.documents.current import Current
from workflow.documents.events import DocumentVoided, LetterDispatched
from workflow.documents.models import Document
from workflow.documents.rules import Deadlines
from workflow.documents.services import letters, numbers, register
from workflow.documents.states import DocumentState
from workflow.nominations.models import Trainee
from workflow.selection import promotions
from workflow.selection import queries as selections

HANBIT, DONGHAE, GARAM = "한빛㈜", "동해㈜", "가람㈜"
INTERNAL: dict[str, Any] = {"letters": {"number": "internal"}}


def promote_garam(selection: Selection) -> None:
    """Free Indonesia's place, so that Peru of 가람㈜ enters with its first trainee."""
    with unit_of_work():
        for one in selections.placements_of(selection.call.id):
            if one.country == "IDN":
                promotions.decline(one, actor=selection.officer, reason="불참")
    with unit_of_work():
        vacancy = selections.open_vacancies(selection.call.id)[0]
        assert vacancy.proposed is not None
        promotions.promote(vacancy, vacancy.proposed, actor=selection.approver)


def test_all_leave_with_the_announcement_by_who_announces(app: Flask) -> None:
    selection = approved_selection()
    selection.number()
    with hearing(LetterDispatched) as heard:
        selection.announce()
    assert [(one.company_id, one.supplementary, one.actor_id) for one in heard] == [
        (letter.company_id, False, selection.officer.id) for letter in selection.letters
    ]
    assert {one.dispatched_at is not None for one in selection.letters} == {True}
    assert jobs_ordered() == [jobs.job_key(one) for one in selection.letters]


def test_numbers_given_here_are_gapless_and_taken_only_at_the_announcement(app: Flask) -> None:
    selection = approved_selection(**INTERNAL)
    assert [one.number for one in selection.letters] == [None, None]
    assert letters.blockers(selection.round) == []
    selection.announce()
    assert [one.number for one in selection.letters] == ["설계총괄과-1", "설계총괄과-2"]
    assert facts_of_letter(selection.letters[0]).enforced_on == date(2025, 7, 10)
    assert [one.name for one in facts_of_letter(selection.letters[0]).signers] == [selection.approver.name]
    other = announced_selection(code="OTHER", **INTERNAL)
    assert [one.number for one in other.letters] == ["설계총괄과-3", "설계총괄과-4"]


def test_announcement_that_fails_gives_its_numbers_back(app: Flask) -> None:
    selection = approved_selection(**INTERNAL)

    def fail() -> None:
        with unit_of_work():
            for letter in selection.letters:
                numbers.number_here(letter, actor=selection.officer)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    selection.announce()
    assert [one.number for one in selection.letters] == ["설계총괄과-1", "설계총괄과-2"]


def test_call_without_letters_waits_for_none(app: Flask) -> None:
    selection = approved_selection(notified_by_official_letter=None)
    assert selection.letters == []
    assert letters.blockers(selection.round) == []
    selection.announce()
    assert selection.letters == []


def test_letter_that_was_declared_void_is_missing_until_it_is_prepared_again(app: Flask) -> None:
    selection = approved_selection(**INTERNAL)
    with unit_of_work():
        register.void(selection.letter_to(HANBIT), "잘못 준비", actor=selection.officer)
    assert [reason.code for reason in letters.blockers(selection.round)] == ["letter_missing"]
    with unit_of_work():
        letters.prepare_letters(selection.call, actor=selection.officer)
    assert letters.blockers(selection.round) == []
    assert len(selection.letters) == 2


def test_promotion_numbered_here_sends_its_letter_at_once(app: Flask) -> None:
    selection = announced_selection(**INTERNAL)
    with hearing(LetterDispatched) as heard:
        promote_garam(selection)
    letter = selection.letter_to(GARAM, supplementary=True)
    assert (letter.state, letter.number) == (DocumentState.DISPATCHED, "설계총괄과-3")
    assert [one.supplementary for one in heard] == [True]
    assert [line.name for line in facts_of_letter(letter).roster] == ["C PERSON A"]


def test_promotion_numbered_outside_waits_for_its_number(app: Flask) -> None:
    selection = announced_selection()
    promote_garam(selection)
    letter = selection.letter_to(GARAM, supplementary=True)
    assert (letter.state, letter.placement.trainee.key) == (DocumentState.PREPARED, "C-A")
    with unit_of_work():
        numbers.give_number(letter, office_number(8000), actor=selection.officer)
        letters.dispatch(letter, actor=selection.officer)
    assert selection.letter_to(GARAM, supplementary=True).dispatched_at is not None


def test_supplementary_letter_is_void_when_its_trainee_leaves_before_it_is_out(app: Flask) -> None:
    selection = announced_selection()
    promote_garam(selection)
    letter_id = selection.letter_to(GARAM, supplementary=True).id
    with unit_of_work():
        place = next(one for one in selections.placements_of(selection.call.id) if one.trainee.key == "C-A")
        promotions.decline(place, actor=selection.officer, reason="불참")
    assert db.session.get_one(Document, letter_id).state is DocumentState.VOID


def test_later_change_of_a_name_is_seen_and_taken_over(app: Flask) -> None:
    selection = approved_selection()
    letter = selection.letter_to(HANBIT)
    before = letter.facts_hash
    with unit_of_work() as session:
        session.query(Trainee).filter_by(key="A-A").one().name = "NEW NAME"
    letter = selection.letter_to(HANBIT)
    assert Current(selection.call, selection.letters).stale() == {letter.id}
    assert facts_of_letter(letter).roster[0].name == "A PERSON A"
    assert [one.code for one in letters.blockers(selection.round)] == ["letter_number", "letter_changed"]
    with unit_of_work():
        register.take_over(selection.letter_to(HANBIT), actor=selection.officer)
    letter = selection.letter_to(HANBIT)
    assert facts_of_letter(letter).roster[0].name == "NEW NAME"
    assert letter.facts_hash != before
    assert not Current(selection.call, [letter]).is_stale(letter)


def test_letter_that_is_out_is_reissued_not_changed(app: Flask) -> None:
    selection = announced_selection()
    with unit_of_work() as session:
        session.query(Trainee).filter_by(key="A-A").one().name = "NEW NAME"
    letter = selection.letter_to(HANBIT)
    assert Current(selection.call, [letter]).is_stale(letter)
    with pytest.raises(Refused, match="Reissue"), unit_of_work():
        register.take_over(letter, actor=selection.officer)
    with unit_of_work(), hearing(DocumentVoided) as heard:
        made = letters.reissue(selection.letter_to(HANBIT), "성명 정정", actor=selection.officer)
        assert (made.state, made.replaces_id, made.key) == (DocumentState.PREPARED, letter.id, letter.key)
    assert [one.subject_id for one in heard] == [letter.id]
    void = db.session.get_one(Document, letter.id)
    assert (void.state, void.void_reason, void.number) == (DocumentState.VOID, "성명 정정", "설계총괄과-5000")
    assert facts_of_letter(selection.letter_to(HANBIT)).roster[0].name == "NEW NAME"


def test_who_leaves_after_the_dispatch_makes_no_letter_stale(app: Flask) -> None:
    selection = announced_selection()
    with unit_of_work():
        place = next(one for one in selections.placements_of(selection.call.id) if one.trainee.key == "A-A")
        promotions.decline(place, actor=selection.officer, reason="불참")
    assert Current(selection.call, selection.letters).stale() == set()


def test_dates_that_are_set_are_taken_over_by_letters_without_a_number(app: Flask) -> None:
    selection = approved_selection()
    with unit_of_work():
        numbers.give_number(selection.letter_to(HANBIT), office_number(), actor=selection.officer)
    terms = queries.terms_of(selection.call.id)
    assert terms is not None
    dates = Deadlines(date(2025, 9, 19), terms.papers_by, terms.absent_by, terms.travel_by)
    with unit_of_work():
        letters.set_terms(selection.call, dates, plan_number="과-1", plan_on=date(2025, 7, 9), actor=selection.officer)
    assert facts_of_letter(selection.letter_to(DONGHAE)).reply_by == date(2025, 9, 19)
    assert facts_of_letter(selection.letter_to(DONGHAE)).related[1].number == "과-1"
    assert facts_of_letter(selection.letter_to(HANBIT)).reply_by != date(2025, 9, 19)
    assert Current(selection.call, selection.letters).stale() == {selection.letter_to(HANBIT).id}


def test_dates_that_cannot_be_are_refused(app: Flask) -> None:
    selection = approved_selection()
    day = date(2025, 10, 26)
    with pytest.raises(Refused) as refused, unit_of_work():
        letters.set_terms(selection.call, Deadlines(day, day, day, day), actor=selection.officer)
    assert [one.field for one in refused.value.reasons] == ["reply_by", "papers_by", "absent_by", "travel_by"]


def test_new_release_makes_no_letter_stale(app: Flask) -> None:
    selection = announced_selection()
    with unit_of_work():
        release_itinerary(selection.call)
    assert Current(selection.call, selection.letters).stale() == set()


def test_release_is_printed_in_both_languages(app: Flask) -> None:
    with unit_of_work():
        call = make_call()
        release = release_itinerary(call)
    found = queries.itineraries_of(call.id)[release.id]
    assert [(one.language, one.state) for one in found] == [("ko", DocumentState.PREPARED), ("en", DocumentState.PREPARED)]
    assert jobs_ordered() == [jobs.job_key(one) for one in found]
    assert Current(call, found).stale() == set()


def test_reason_names_companies_in_the_readers_language(app: Flask) -> None:
    selection = approved_selection()
    (reason,) = letters.blockers(selection.round)
    assert isinstance(reason, Reason)
    assert reason.text.ko == "한빛㈜, 동해㈜: 공문의 시행번호가 없습니다."
    assert reason.text.en == "A, B: has no letter number yet."
