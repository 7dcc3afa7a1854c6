"""What is asked only of the selected, once the result is announced; and the name on documents."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from flask import Flask

from tests.conftest import Client
from tests.consents.conftest import filled
from tests.consents.test_asking import HANH, HOLDER, WHOLE
from tests.consents.test_views_trainee import words
from tests.factories.consents import CONSENTS, ask_trainee, request_to
from tests.factories.documents import (
    Selection,
    announced_selection,
    approved_selection,
    facts_of_letter,
    small_selection,
)
from tests.factories.programmes import call_data
from tests.support.hearing import hearing
from workflow.consents.confirmation import confirmation_of
from workflow.consents.events import TraineeAsked
from workflow.consents.services import answering, asking
from workflow.consents.services.answering import Answers
from workflow.consents.states import RequestState
from workflow.core.audit import SYSTEM
from workflow.core.db import db, unit_of_work
from workflow.documents.current import Current
from workflow.nominations.models import Trainee
from workflow.selection import queries as selection

ASKED = {
    "nomination_asks": None,
    "questions": [
        {"key": "diet", "ko": "식이 유의사항", "en": "Diet", "of": "trainee", "kind": "text", "asked_at": "confirmation"},
        {"key": "scan", "ko": "여권 사본", "en": "Scan of the passport", "of": "trainee", "kind": "file",
         "file_kinds": ["pdf"], "asked_at": "confirmation"},
    ],
    "consents": CONSENTS,
}  # fmt: skip


def changes() -> dict[str, Any]:
    asks = {**call_data()["nomination_asks"], "confirmation": ["passport_expires_on"]}
    return {**ASKED, "nomination_asks": asks}


def first_of(made: Selection, company: str = "한빛㈜") -> Trainee:
    """Return a trainee of a company: that of 한빛㈜ gets a seat, that of 가람㈜ does not."""
    return next(
        trainee
        for one in selection.eligible_nominations(made.call.id) if one.company.name_ko == company
        for trainee in one.trainees
    )  # fmt: skip


def answer_before(made: Selection, **company: str) -> int:
    with unit_of_work():
        trainee = first_of(made, **company)
        asking.ask(trainee, email=HANH, language="en", actor=SYSTEM)
        answering.answer(request_to(trainee), WHOLE, language="en", holder=HOLDER)
        return trainee.id


def announce(made: Selection) -> None:
    for step in (made.submit, made.approve, made.number, made.announce):
        step()


@pytest.mark.usefixtures("app")
def test_nothing_more_is_asked_before_the_announcement() -> None:
    made = approved_selection(**changes())
    assert confirmation_of(first_of(made)).questions == ()
    assert confirmation_of(first_of(made)).names == ()


@pytest.mark.usefixtures("app")
def test_selected_who_answered_before_are_asked_for_the_rest_the_others_are_not() -> None:
    made = small_selection(**changes())
    chosen, waiting = answer_before(made), answer_before(made, company="가람㈜")
    with hearing(TraineeAsked) as heard:
        announce(made)
    assert [(one.subject_id, one.why) for one in heard] == [  # type: ignore[attr-defined]
        (request_to(db.session.get_one(Trainee, chosen)).id, "more")
    ]
    assert request_to(db.session.get_one(Trainee, chosen)).state is RequestState.ASKED
    assert request_to(db.session.get_one(Trainee, waiting)).state is RequestState.ANSWERED


@pytest.mark.usefixtures("app")
def test_call_that_asks_nothing_more_leaves_the_answered_alone() -> None:
    made = small_selection(consents=CONSENTS)
    chosen = answer_before(made)
    announce(made)
    assert request_to(db.session.get_one(Trainee, chosen)).state is RequestState.ANSWERED


def test_selected_trainee_answers_and_hands_in_by_link(app: Flask, client: Client) -> None:
    made = announced_selection(**changes())
    with unit_of_work():
        trainee = first_of(made).id
        token = ask_trainee(db.session.get_one(Trainee, trainee))
    page = client.get(f"/trainee/{token}").text
    assert "For your participation" in words(page)
    missing = client.post(f"/trainee/{token}", data=filled(page), content_type="multipart/form-data")
    assert missing.status_code == 422
    said = words(missing.text)
    for name in ("Passport expires on", "Diet", "Scan of the passport"):
        assert f"{name} is missing; please fill it in." in said
    whole = {
        "values-passport_expires_on": "2028-03-01", "own-diet": "no pork",
        "files-scan": (io.BytesIO(b"\x89PNG nothing"), "scan.pdf"),
    }  # fmt: skip
    refused = client.post(f"/trainee/{token}", data=filled(page, **whole), content_type="multipart/form-data")
    assert refused.status_code == 422
    whole["files-scan"] = (io.BytesIO(blank_pdf()), "여권.pdf")
    taken = client.post(f"/trainee/{token}", data=filled(page, **whole), content_type="multipart/form-data")
    assert taken.status_code == 303, words(taken.text)
    kept = db.session.get_one(Trainee, trainee)
    assert (kept.passport_expires_on.isoformat(), kept.answers["diet"]) == ("2028-03-01", "no pork")  # type: ignore[union-attr]
    assert [(one.question, one.trainee_id, one.file.name) for one in kept.nomination.files] == [("scan", trainee, "여권.pdf")]
    assert confirmation_of(kept).is_whole()


def blank_pdf() -> bytes:
    content, blank = io.BytesIO(), pikepdf.new()
    blank.add_blank_page()
    blank.save(content)
    return content.getvalue()


@pytest.mark.usefixtures("app")
def test_name_in_the_passport_makes_the_letter_stale_and_stands_in_the_next() -> None:
    made = announced_selection(consents=CONSENTS)
    letter, trainee = made.letter_to("한빛㈜"), first_of(made)
    assert not Current(made.call, [letter]).is_stale(letter)
    with unit_of_work():
        ask_trainee(trainee)
        answering.answer(
            request_to(trainee), Answers("LE", "VAN ANH", decisions=WHOLE.decisions), language="en", holder=HOLDER
        )
    letter = made.letter_to("한빛㈜")
    current = Current(made.call, [letter])
    assert current.is_stale(letter)
    assert "LE VAN ANH" not in [line.name for line in facts_of_letter(letter).roster]
    assert "LE VAN ANH" in [line.name for line in current.facts(letter).roster]  # type: ignore[union-attr]


def test_dashboard_counts_the_selected_who_have_answered(app: Flask, client: Client) -> None:
    made = announced_selection(consents=CONSENTS)
    answer_before(made)
    said = words(client.sign_in(made.officer).get(f"/manage/calls/{made.call.code}").text)
    assert "선정 3명 중 1명 답변 · 기한 2025. 10. 12.(일)" in said
