"""Links to trainees: who gets one, whose page it opens, and when it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.consents.conftest import Scene
from tests.factories.consents import ask_trainee, make_asking_call, make_submitted, request_to
from tests.factories.nominations import make_trainee
from tests.support.hearing import hearing
from workflow.accounts.models import OneTimeLink, Purpose
from workflow.accounts.services import links
from workflow.consents import handlers, queries
from workflow.consents.events import TraineeAsked
from workflow.consents.models import TraineeRequest
from workflow.consents.rules import Standing
from workflow.consents.services import answering, asking
from workflow.consents.services.answering import Answers, Holder
from workflow.consents.states import Decision, RequestState
from workflow.core import clock
from workflow.core.audit import SYSTEM, AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.outbox import OutboxRow
from workflow.nominations import services as nominations
from workflow.nominations.events import NominationSubmitted
from workflow.nominations.models import Trainee

HANH = "hanh@mrb.example"
HOLDER = Holder("0" * 64, "203.0.113.7")
WHOLE = Answers("NGUYEN", "THI MINH HANH", decisions={"passport": Decision.GIVEN, "hotel": Decision.REFUSED})


def send(scene: Scene, which: str = "first", **values: Any) -> str:
    """Send a link by mail and return its token."""
    with hearing(TraineeAsked) as heard, unit_of_work():
        asking.ask(scene.trainee(which), **{"email": HANH, "language": "en", "actor": scene.user(), **values})
    return heard[0].token  # type: ignore[attr-defined, no-any-return]


def remind_all() -> int:
    with unit_of_work():
        return asking.remind_all()


def opens(token: str) -> int | None:
    """Return whose page a token opens."""
    found = queries.by_token(token)
    return found[0].trainee_id if found else None


def mails() -> list[tuple[str | None, str | None, str | None]]:
    rows = sa.select(OutboxRow.recipient, OutboxRow.language, OutboxRow.subject).order_by(OutboxRow.id)
    return [tuple(row) for row in db.session.execute(rows)]  # type: ignore[misc]


def test_link_goes_to_the_trainee_in_the_language_that_was_chosen(scene: Scene) -> None:
    token = send(scene)
    send(scene, "second", email="duc@mrb.example", language="ko")
    programme = scene.whole().call.definition.programme
    assert mails() == [
        (HANH, "en", f"Please confirm your nomination ({programme.en})"),
        ("duc@mrb.example", "ko", f"추천 내용을 확인해 주세요 ({programme.ko})"),
    ]
    assert len(token) == 43  # 256 bits
    assert opens(token) == scene.first
    assert scene.request().expires_at == datetime(2025, 11, 2, tzinfo=clock.KST)  # the training ends on 1 November


def test_neither_token_nor_address_is_in_the_record(scene: Scene) -> None:
    token = send(scene)
    kept = str([(one.before, one.after, one.reason) for one in db.session.scalars(sa.select(AuditEntry))])
    assert token not in kept
    assert HANH not in kept
    assert token not in str(db.session.execute(sa.text("SELECT * FROM one_time_link")).all())


def test_new_link_ends_those_before(scene: Scene) -> None:
    first, handed_out, last = send(scene), scene.ask(), send(scene)
    assert [opens(one) for one in (first, handed_out, last)] == [None, None, scene.first]


def test_reminder_leaves_the_link_before_good(scene: Scene) -> None:
    first = send(scene)
    clock.move_to(clock.now() + timedelta(days=1))
    with hearing(TraineeAsked) as heard, unit_of_work():
        asking.remind(scene.request(), actor=scene.user())
    assert opens(first) == opens(heard[0].token) == scene.first  # type: ignore[attr-defined]


def test_link_ends_with_the_training(scene: Scene) -> None:
    token = send(scene)
    clock.move_to(datetime(2025, 11, 1, 23, 59, 59, tzinfo=clock.KST))
    assert opens(token) == scene.first
    clock.move_to(datetime(2025, 11, 2, tzinfo=clock.KST))
    assert opens(token) is None
    with pytest.raises(Refused, match="training is over"):
        send(scene)


def test_link_of_another_purpose_opens_no_page(scene: Scene) -> None:
    send(scene)
    with unit_of_work():
        bound = links.issue(Purpose.RESET, subject=scene.request().subject)[1]
        astray = links.issue(queries.PURPOSE, subject="trainee_request:x", lifetime=timedelta(days=1))[1]
        nobody = links.issue(queries.PURPOSE, lifetime=timedelta(days=1))[1]
    assert [opens(one) for one in (bound, astray, nobody)] == [None, None, None]


@pytest.mark.parametrize(("values", "field"), [
    ({"email": ""}, "email"), ({"email": "hanh"}, "email"), ({"language": "fr"}, "language"),
])
def test_wrong_address_or_language_is_refused(scene: Scene, values: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        send(scene, **values)
    assert [one.field for one in refused.value.reasons] == [field]
    assert queries.request_of(scene.first) is None


def test_trainees_of_a_withdrawn_nomination_are_asked_nothing(scene: Scene) -> None:
    with unit_of_work():
        nominations.withdraw(scene.whole(), actor=scene.user(), reason="일정 변경")
    with pytest.raises(Refused, match="withdrawn"):
        send(scene)


def test_stale_page_revokes_nothing(scene: Scene) -> None:
    token = send(scene)
    with pytest.raises(Stale), unit_of_work():
        asking.revoke(scene.request(), actor=scene.user(), version=scene.request().version - 1)
    assert opens(token) == scene.first


def test_revoked_link_opens_nothing_until_a_new_one_is_sent(scene: Scene) -> None:
    token = send(scene)
    with unit_of_work():
        asking.revoke(scene.request(), actor=scene.user())
    assert (opens(token), scene.request().state) == (None, RequestState.REVOKED)
    assert opens(send(scene)) == scene.first


def test_what_was_answered_stays_when_its_link_is_revoked(scene: Scene) -> None:
    token = send(scene)
    with unit_of_work():
        answering.answer(scene.request(), WHOLE, language="en", holder=HOLDER)
        asking.revoke(scene.request(), actor=scene.user())
    assert (opens(token), scene.request().state) == (None, RequestState.ANSWERED)
    with unit_of_work():
        asking.ask(scene.trainee(), email=HANH, language="en", actor=scene.user())
    assert scene.request().state is RequestState.ANSWERED  # a new link to what was answered asks nothing anew


def test_reminding_by_hand_waits_a_day_and_needs_an_address(scene: Scene) -> None:
    send(scene)
    scene.ask("second")
    with pytest.raises(Refused, match="less than a day"), unit_of_work():
        asking.remind(scene.request(), actor=scene.user())
    clock.move_to(clock.now() + timedelta(days=1))
    with pytest.raises(Refused, match="Send a link by mail first"), unit_of_work():
        asking.remind(scene.request("second"), actor=scene.user())
    with unit_of_work():
        asking.remind(scene.request(), actor=scene.user())
    assert len(mails()) == 2


@pytest.mark.databases
def test_reminders_go_out_on_the_third_and_seventh_day_and_before_the_day_each_once(scene: Scene) -> None:
    send(scene)
    asked_at, sent = clock.now(), []
    needed = datetime(2025, 10, 12, 9, tzinfo=clock.KST)  # two weeks before the training
    for moment in (
        asked_at + timedelta(days=3, seconds=-1), asked_at + timedelta(days=3), asked_at + timedelta(days=3, hours=1),
        asked_at + timedelta(days=7), asked_at + timedelta(days=20), needed - timedelta(days=4),
        needed - timedelta(days=3), needed, needed + timedelta(days=5),
    ):  # fmt: skip
        clock.move_to(moment)
        sent.append((remind_all(), remind_all()))
    assert sent == [(0, 0), (1, 0), (0, 0), (1, 0), (0, 0), (0, 0), (1, 0), (0, 0), (0, 0)]
    assert scene.request().reminded == ["after_3", "after_7", "before"]
    assert len(mails()) == 4


def test_clock_that_jumps_reminds_once(scene: Scene) -> None:
    send(scene)
    clock.move_to(clock.now() + timedelta(days=30))
    assert (remind_all(), remind_all()) == (1, 0)


def test_who_has_answered_or_was_handed_the_link_is_not_reminded(scene: Scene) -> None:
    send(scene)
    scene.ask("second")
    with unit_of_work():
        answering.answer(scene.request(), WHOLE, language="en", holder=HOLDER)
    clock.move_to(clock.now() + timedelta(days=4))
    assert remind_all() == 0


def rename(scene: Scene, name: str) -> None:
    with unit_of_work():
        scene.trainee().name = name
        scene.whole().updated_at = clock.now()
        asking.follow_names(scene.whole())


def standing(scene: Scene) -> Standing:
    return queries.of_nomination(scene.whole())[0].standing


@pytest.mark.parametrize("name", ["Nguyễn Thị Minh Hạnh", "HANH NGUYEN THI MINH"])
def test_the_same_person_written_otherwise_stays_asked(scene: Scene, name: str) -> None:
    token = send(scene)
    rename(scene, name)
    assert opens(token) == scene.first


def test_name_that_is_corrected_keeps_what_was_answered_and_is_confirmed_by_the_trainee(scene: Scene) -> None:
    token = send(scene)
    with unit_of_work():
        answering.answer(scene.request(), WHOLE, language="en", holder=HOLDER)
    rename(scene, "NGUYEN THI MINH HANHH")
    asked = queries.of_nomination(scene.whole())[0]
    assert (opens(token), asked.standing, sorted(asked.latest)) == (scene.first, Standing.RENAMED, ["hotel", "passport"])
    assert asked.trainee.official_name == "NGUYEN THI MINH HANH"
    assert remind_all() == 0  # a name is perhaps being typed
    clock.move_to(clock.now() + timedelta(hours=1))
    assert (remind_all(), remind_all()) == (1, 0)
    assert mails()[-1] == (HANH, "en", f"Your name was changed: please confirm it ({scene.whole().call.definition.programme.en})")
    with unit_of_work():
        answering.answer(scene.request(), replace(WHOLE, decisions={}), language="en", holder=HOLDER)
    assert standing(scene) is Standing.ANSWERED


def test_trainee_whose_name_was_changed_is_reminded_by_hand(scene: Scene) -> None:
    send(scene)
    with unit_of_work():
        answering.answer(scene.request(), WHOLE, language="en", holder=HOLDER)
    clock.move_to(clock.now() + timedelta(days=1))
    with pytest.raises(Refused, match="Only a trainee whose answer is waited for"), unit_of_work():
        asking.remind(scene.request(), actor=scene.user())
    rename(scene, "NGUYEN THI MIN HANH")
    with hearing(TraineeAsked) as heard, unit_of_work():
        asking.remind(scene.request(), actor=scene.user())
    assert heard[0].why == "renamed"  # type: ignore[attr-defined]


def test_name_that_is_typed_anew_loses_nothing_on_the_way(scene: Scene) -> None:
    """A draft is saved while it is typed in: what stands there for a moment names nobody."""
    token = send(scene)
    with unit_of_work():
        answering.answer(scene.request(), WHOLE, language="en", holder=HOLDER)
    for typed in ("N", "", "PHAM", "NGUYEN THI MINH HANH"):
        rename(scene, typed)
    assert (opens(token), standing(scene)) == (scene.first, Standing.ANSWERED)
    assert scene.trainee().passport_name == "NGUYEN THI MINH HANH"


def test_row_that_names_another_has_no_answer_of_theirs_and_the_link_opens_nothing(scene: Scene) -> None:
    token = send(scene)
    with unit_of_work():
        answering.answer(scene.request(), WHOLE, language="en", holder=HOLDER)
    rename(scene, "PHAM QUOC BAO")
    asked = queries.of_nomination(scene.whole())[0]
    assert (opens(token), asked.request, asked.latest) == (None, None, {})
    assert (asked.standing, asked.instead_of) == (Standing.UNASKED, "NGUYEN THI MINH HANH")
    clock.move_to(clock.now() + timedelta(days=8))
    assert remind_all() == 0
    with pytest.raises(Refused, match="Only a trainee whose answer is waited for"), unit_of_work():
        asking.remind(scene.request(), actor=scene.user())


def test_submission_forgets_for_good_who_is_not_named_any_more(scene: Scene) -> None:
    send(scene)
    rename(scene, "PHAM QUOC BAO")
    with unit_of_work():
        handlers.on_submitted(NominationSubmitted(
            subject_id=scene.nomination, actor_id=scene.author, at=clock.now(), quiet=True))
    assert queries.request_of(scene.first) is None


def test_another_person_in_the_same_row_is_asked_anew_and_never_inherits_a_consent(scene: Scene) -> None:
    token = send(scene)
    with unit_of_work():
        answering.answer(scene.request(), WHOLE, language="en", holder=HOLDER)
    old = scene.request().id
    rename(scene, "PHAM QUOC BAO")
    assert (opens(token), scene.trainee().official_name) == (None, "PHAM QUOC BAO")
    send(scene)
    assert scene.request().id > old
    assert queries.of_nomination(scene.whole())[0].latest == {}
    assert [one.key for one in queries.history_of(old)] == ["passport", "hotel"]  # evidence stays


OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["hand_out", "ask", "remind", "revoke"]), st.integers(0, 2)), min_size=1, max_size=14
)


@given(operations=OPERATIONS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_token_opens_its_own_trainee_while_it_is_in_force_and_nothing_else(
    app: Flask, operations: list[tuple[str, int]]
) -> None:
    with unit_of_work() as session:
        people = [make_trainee(place, name=f"NAME {'ABC'[place]}") for place in range(3)]
        make_submitted(make_asking_call(), trainees=people)
        good: dict[int, set[str]] = {place: set() for place in range(3)}
        issued: set[str] = set()
        for verb, place in operations:
            token = _do(verb, people[place])
            if verb in ("hand_out", "ask") or (verb == "revoke" and token is not None):
                good[place] = set()
            if token:
                good[place].add(token)
                issued.add(token)
        for token in issued:
            expected = {people[place].id for place, tokens in good.items() if token in tokens}
            assert {opens(token)} == (expected or {None})
        hashes = set(session.scalars(sa.select(OneTimeLink.token_hash)))
        assert not issued & hashes
        session.rollback()


def _do(verb: str, trainee: Trainee) -> str | None:
    """Do it and return the token that was issued, '' for a revocation, None where it was refused."""
    with hearing(TraineeAsked) as heard:
        try:
            if verb == "hand_out":
                return ask_trainee(trainee)
            if verb == "ask":
                asking.ask(trainee, email=HANH, language="en", actor=SYSTEM)
            elif queries.request_of(trainee.id) is None:
                return None
            elif verb == "remind":
                request_to(trainee).sent_at = clock.now() - timedelta(days=1)
                asking.remind(request_to(trainee), actor=SYSTEM)
            else:
                asking.revoke(request_to(trainee), actor=SYSTEM)
                return ""
        except Refused:
            return None
    return heard[0].token  # type: ignore[attr-defined, no-any-return]


def test_request_of_another_trainee_is_never_reused(scene: Scene) -> None:
    """An id is not given again, so a link that is bound to a row which is gone opens nobody's page."""
    token = scene.ask()
    gone = scene.request().id
    with unit_of_work() as session:
        session.execute(sa.delete(TraineeRequest).where(TraineeRequest.id == gone))
    scene.ask("second")
    assert scene.request("second").id > gone
    assert opens(token) is None
