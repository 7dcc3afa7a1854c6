"""What a trainee answers: the name, the records of consent, and that these are never changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DatabaseError

from tests.consents.conftest import Scene
from tests.consents.test_asking import HANH, HOLDER, WHOLE, send
from tests.factories.consents import ask_trainee, make_asking_call, make_submitted, request_to
from tests.support.hearing import hearing
from workflow.consents import queries, texts
from workflow.consents.events import ConsentGiven, ConsentRefused, ConsentsRecorded, TraineeConfirmed
from workflow.consents.models import ConsentRecord
from workflow.consents.services import answering
from workflow.consents.services.answering import Answers
from workflow.consents.states import Decision
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused
from workflow.core.outbox import OutboxRow
from workflow.programmes.parts import Consent


def answer(scene: Scene, answers: Answers = WHOLE, language: str = "en") -> None:
    with unit_of_work():
        answering.answer(scene.request(), answers, language=language, holder=HOLDER)


def consent(scene: Scene, key: str = "passport") -> Consent:
    return next(one for one in scene.whole().call.definition.consents if one.key == key)


def decisions(scene: Scene) -> list[tuple[str, Decision]]:
    return [(one.key, one.decision) for one in queries.history_of(scene.request().id)]


def test_each_answer_is_announced(scene: Scene) -> None:
    scene.ask()
    with hearing(TraineeConfirmed, ConsentGiven, ConsentRefused, ConsentsRecorded) as heard:
        answer(scene, Answers("TRAN", "DUC", {"position": "Deputy"}, decisions=WHOLE.decisions))
    assert [type(one) for one in heard] == [TraineeConfirmed, ConsentGiven, ConsentRefused, ConsentsRecorded]
    confirmed, _given, refused, _all = heard
    assert (confirmed.trainee_id, confirmed.nomination_id) == (scene.first, scene.nomination)  # type: ignore[attr-defined]
    assert (confirmed.renamed, confirmed.remarks) == (True, True)  # type: ignore[attr-defined]
    assert (refused.key, refused.withdrawn) == ("hotel", False)  # type: ignore[attr-defined]


def test_name_in_the_passport_is_the_official_one_beside_what_was_typed(scene: Scene) -> None:
    scene.ask()
    answer(scene, Answers("", "SUHARTO", decisions=WHOLE.decisions))
    trainee = scene.trainee()
    assert (trainee.name, trainee.passport_name, trainee.official_name) == ("NGUYEN THI MINH HANH", "SUHARTO", "SUHARTO")
    assert queries.of_nomination(scene.whole())[0].renamed


def test_record_keeps_the_text_in_the_language_in_which_it_was_shown(scene: Scene) -> None:
    scene.ask()
    answer(scene, language="ko")
    record = queries.history_of(scene.request().id)[0]
    assert record.language == "ko"
    assert record.shown["purpose"] == "초청장 발급과 항공권 예약"
    assert record.text_hash == texts.version_of(texts.as_shown(consent(scene), "ko"))
    assert record.text_hash != texts.version_of(texts.as_shown(consent(scene), "en"))
    assert (record.link, record.address) == (HOLDER.link, HOLDER.address)


@pytest.mark.parametrize("left_out", ["passport", "hotel"])
def test_each_consent_has_to_be_decided_the_optional_too(scene: Scene, left_out: str) -> None:
    scene.ask()
    some = {key: one for key, one in WHOLE.decisions.items() if key != left_out}
    with pytest.raises(Refused) as refused:
        answer(scene, Answers("NGUYEN", "THI", decisions=some))
    assert [one.field for one in refused.value.reasons] == [f"consents.{left_out}"]
    assert decisions(scene) == []


def test_nobody_withdraws_before_giving(scene: Scene) -> None:
    scene.ask()
    with pytest.raises(Refused):
        answer(scene, Answers("NGUYEN", "THI", decisions=dict.fromkeys(WHOLE.decisions, Decision.WITHDRAWN)))


def test_change_of_mind_is_a_row_of_its_own(scene: Scene) -> None:
    scene.ask()
    answer(scene)
    with hearing(ConsentRefused) as heard, unit_of_work():
        assert answering.withdraw(scene.request(), "passport", holder=HOLDER) is not None
        assert answering.withdraw(scene.request(), "passport", holder=HOLDER) is None
        assert answering.withdraw(scene.request(), "hotel", holder=HOLDER) is None  # it was refused
    with unit_of_work():
        assert answering.give(scene.request(), consent(scene), language="ko", holder=HOLDER) is not None
        assert answering.give(scene.request(), consent(scene), language="ko", holder=HOLDER) is None
    assert [one.withdrawn for one in heard] == [True]  # type: ignore[attr-defined]
    assert decisions(scene) == [
        ("passport", Decision.GIVEN), ("hotel", Decision.REFUSED), ("passport", Decision.WITHDRAWN),
        ("passport", Decision.GIVEN),
    ]  # fmt: skip


def test_withdrawal_names_the_text_that_was_consented_to_even_if_the_call_asks_no_more(scene: Scene) -> None:
    scene.ask()
    answer(scene)
    with unit_of_work():
        call = scene.whole().call
        call.data = {**call.data, "consents": []}
    with unit_of_work():
        answering.withdraw(scene.request(), "passport", holder=HOLDER)
    given, _refused, withdrawn = queries.history_of(scene.request().id)
    assert (withdrawn.text_hash, withdrawn.shown) == (given.text_hash, given.shown)


def test_copy_is_mailed_to_who_has_an_address(scene: Scene) -> None:
    send(scene)
    answer(scene)
    scene.ask("second")
    with unit_of_work():
        answering.answer(scene.request("second"), WHOLE, language="en", holder=HOLDER)
    subjects = db.session.execute(sa.select(OutboxRow.recipient, OutboxRow.subject).order_by(OutboxRow.id)).all()
    programme = scene.whole().call.definition.programme
    assert [tuple(one) for one in subjects][1:] == [(HANH, f"A copy of your consents ({programme.en})")]


@pytest.fixture
def record(app: Flask) -> Iterator[int]:
    with unit_of_work():
        nomination = make_submitted(make_asking_call())
        ask_trainee(nomination.trainees[0])
        yield answering.answer(request_to(nomination.trainees[0]), WHOLE, language="en", holder=HOLDER)[0].id


@pytest.mark.databases
def test_record_is_append_only(record: int) -> None:
    change = sa.update(ConsentRecord).values(decision=Decision.GIVEN)
    for statement in (change, sa.delete(ConsentRecord).where(ConsentRecord.id == record)):
        with pytest.raises(DatabaseError, match="append-only"), db.session.begin_nested():
            db.session.execute(statement)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ConsentRecord)) == 2
