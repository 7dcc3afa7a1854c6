"""Drafts, submission with its receipt and deadline, withdrawal, files."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.factories.accounts import CompanyFactory, committee_member, company_officer, officer
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import POLICY_INTERNSHIP, make_call
from tests.nominations.conftest import Scene
from tests.support.hearing import hearing
from tests.support.samples import PDF
from tests.support.uploads import upload
from workflow.accounts.models import User
from workflow.core import audit, clock, files
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.core.numbers import NumberCounter
from workflow.nominations import comparison, services
from workflow.nominations.content import content_of, names_of
from workflow.nominations.events import NominationSaved, NominationSubmitted, NominationWithdrawn
from workflow.nominations.models import Nomination
from workflow.nominations.services import attachments
from workflow.nominations.states import NominationState
from workflow.nominations.steps import Step
from workflow.programmes.models import Call
from workflow.programmes.states import CallState

CLOSES = datetime(2025, 7, 25, 15, 0, tzinfo=UTC)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str | None]]:
    return [(reason.code, reason.field) for reason in refused.value.reasons]


def test_begin_keeps_what_is_known_and_announces_a_saved_draft(scene: Scene) -> None:
    with hearing(NominationSaved) as heard, unit_of_work():
        draft = services.begin(
            db.session.get_one(Call, scene.call), scene.user().company, actor=scene.user(),
            content={"author": {"name": "한도윤", "email": "h@hanbit.example", "phone": ""}},
        )  # fmt: skip
        assert (draft.state, draft.author_name, draft.created_by) == (NominationState.DRAFT, "한도윤", scene.officer)
        assert draft.received_at is None
        assert draft.route == "company"
    assert [event.subject_id for event in heard] == [draft.id]


def test_begin_takes_the_only_route_of_a_call(app: object) -> None:
    clock_before_closing = datetime(2016, 11, 10, tzinfo=UTC)
    with unit_of_work():
        call = make_call(POLICY_INTERNSHIP)
        clerk = officer()
        draft = services.begin(
            call, CompanyFactory(), actor=clerk, received_at=clock_before_closing, on_behalf=True
        )
        assert (draft.route, draft.entered_by) == ("institution", clerk.id)


@pytest.mark.parametrize("state", [CallState.DRAFT, CallState.CLOSED])
def test_begin_is_refused_by_a_call_that_is_not_published(work: object, state: CallState) -> None:
    person = company_officer()
    with pytest.raises(Refused) as refused:
        services.begin(make_call(state=state), person.company, actor=person)
    assert codes(refused) == [("not_open", "received")]


def test_begin_is_refused_after_the_deadline(work: object) -> None:
    person, call = company_officer(), make_call()
    clock.move_to(CLOSES)
    with pytest.raises(Refused) as refused:
        services.begin(call, person.company, actor=person)
    assert codes(refused) == [("late", "received")]


def test_save_step_keeps_a_partial_step_and_counts_the_version(scene: Scene) -> None:
    with hearing(NominationSaved) as heard, unit_of_work():
        saved = services.save_step(scene.nomination(), {"city": "Huế", "organisation": ""}, actor=scene.user())
    assert saved
    assert len(heard) == 1
    nomination = scene.nomination()
    assert (nomination.city, nomination.organisation, nomination.version) == ("Huế", "", 2)
    assert nomination.updated_by == scene.officer


def test_save_step_without_a_change_writes_nothing(scene: Scene) -> None:
    with hearing(NominationSaved) as heard, unit_of_work():
        assert not services.save_step(scene.nomination(), {"city": "Hanoi"}, actor=scene.user())
    assert (heard, scene.nomination().version) == ([], 1)


def test_save_step_leaves_no_personal_data_in_the_record(scene: Scene) -> None:
    with unit_of_work():
        content = content_of(scene.nomination())
        content["trainees"][0]["name"] = "SECRET NAME"
        services.save_step(scene.nomination(), {"trainees": content["trainees"], "city": "Huế"}, actor=scene.user())
    entry = db.session.scalars(sa.select(audit.AuditEntry).order_by(audit.AuditEntry.id.desc()).limit(1)).one()
    assert (entry.verb, entry.before, entry.after) == ("nomination.save", {}, {"fields": ["city", "trainees"]})


def test_rows_keep_their_ids_and_keys_when_others_come_and_go(scene: Scene) -> None:
    with unit_of_work():
        scene.nomination().trainees = [make_trainee(0, key="A", name="ONE"), make_trainee(1, key="B", name="TWO")]
    with unit_of_work():
        second = content_of(scene.nomination())["trainees"][1]
        new = {**second, "row": "", "name": "THREE"}
        services.save_step(scene.nomination(), {"trainees": [second, new]}, actor=scene.user())
    kept = [(one.key, one.name, one.position_no) for one in scene.nomination().trainees]
    assert kept == [("B", "TWO", 0), (None, "THREE", 1)]
    assert str(scene.nomination().trainees[0].id) == second["row"]


def test_a_row_of_another_nomination_counts_as_new(scene: Scene) -> None:
    with unit_of_work():
        other = make_nomination(db.session.get_one(Call, scene.call), trainees=[make_trainee(0, name="THEIRS")])
        foreign, other_id = str(other.trainees[0].id), other.id
    with unit_of_work():
        [row] = content_of(scene.nomination())["trainees"]
        services.save_step(
            scene.nomination(), {"trainees": [{**row, "row": foreign, "name": "OURS"}]}, actor=scene.user()
        )
    assert [one.name for one in db.session.get_one(Nomination, other_id).trainees] == ["THEIRS"]
    assert [one.name for one in scene.nomination().trainees] == ["OURS"]


def test_one_row_that_is_sent_twice_becomes_two(scene: Scene) -> None:
    with unit_of_work():
        [row] = content_of(scene.nomination())["trainees"]
        services.save_step(scene.nomination(), {"trainees": [row, {**row, "name": "COPY"}]}, actor=scene.user())
    assert [one.name for one in scene.nomination().trainees] == ["NGUYEN THI MINH HANH", "COPY"]


def test_a_stale_save_is_told_who_changed_what_and_keeps_both(scene: Scene) -> None:
    call = scene.nomination().call.definition
    shown = content_of(scene.nomination(), names_of(Step.PLACE, call))
    with unit_of_work():
        theirs = {**shown, "city": "Huế", "organisation": "Hue Board"}
        services.save_step(scene.nomination(), theirs, actor=scene.user("colleague"))
    with pytest.raises(services.Overtaken) as overtaken, unit_of_work():
        services.save_step(
            scene.nomination(), {**shown, "city": "Da Nang", "city_profile": "1.2 million"}, actor=scene.user(),
            seen=comparison.mark(shown),
        )  # fmt: skip
    told = overtaken.value
    assert (told.who, told.paths) == ("김수진", ["city", "organisation"])
    assert (told.theirs["city"], told.together["city"]) == ("Huế", "Da Nang")
    assert (told.together["organisation"], told.together["city_profile"]) == ("Hue Board", "1.2 million")
    assert scene.nomination().city == "Huế"


def test_a_colleagues_change_of_another_step_does_not_matter(scene: Scene) -> None:
    shown = {"city": "Hanoi"}
    with unit_of_work():
        services.save_step(scene.nomination(), {"organisation": "Other Board"}, actor=scene.user("colleague"))
    with unit_of_work():
        assert services.save_step(scene.nomination(), {"city": "Huế"}, actor=scene.user(), seen=comparison.mark(shown))


def test_saving_what_a_colleague_saved_already_is_no_quarrel(scene: Scene) -> None:
    marks = comparison.mark({"city": "Hanoi"})
    with unit_of_work():
        services.save_step(scene.nomination(), {"city": "Huế"}, actor=scene.user("colleague"))
    with unit_of_work():
        assert not services.save_step(scene.nomination(), {"city": "Huế"}, actor=scene.user(), seen=marks)


def test_submit_gives_number_and_the_servers_moment(scene: Scene) -> None:
    before = clock.now()
    with hearing(NominationSubmitted) as heard, unit_of_work():
        services.submit(scene.nomination(), actor=scene.user())
    nomination = scene.nomination()
    assert (nomination.state, nomination.receipt_no) == (NominationState.SUBMITTED, "설계총괄과-2025-0001")
    assert nomination.received_at is not None
    assert before <= nomination.received_at <= clock.now()
    [event] = heard
    assert isinstance(event, NominationSubmitted)
    assert (event.subject_id, event.actor_id, event.quiet) == (nomination.id, scene.officer, False)


def test_receipt_numbers_have_no_gap_where_a_submission_is_refused_or_undone(scene: Scene) -> None:
    call_id = scene.call
    with unit_of_work():
        call = db.session.get_one(Call, call_id)
        good = [make_nomination(call).id for _ in range(3)]
        bad = make_nomination(call, city="").id
    with unit_of_work():
        services.submit(db.session.get_one(Nomination, good[0]), actor=scene.user())
    with pytest.raises(Refused), unit_of_work():
        services.submit(db.session.get_one(Nomination, bad), actor=scene.user())
    with suppress(ZeroDivisionError), unit_of_work():
        services.submit(db.session.get_one(Nomination, good[1]), actor=scene.user())
        raise ZeroDivisionError
    with unit_of_work():
        for one in good[1:]:
            services.submit(db.session.get_one(Nomination, one), actor=scene.user())
    numbers = [db.session.get_one(Nomination, one).receipt_no for one in good]
    assert numbers == ["설계총괄과-2025-0001", "설계총괄과-2025-0002", "설계총괄과-2025-0003"]
    assert db.session.scalars(sa.select(NumberCounter.last)).all() == [3]


@pytest.mark.parametrize(("moment", "taken"), [(CLOSES - timedelta(seconds=1), True), (CLOSES, False)])
def test_the_deadline_is_an_exclusive_end_on_the_servers_clock(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, moment: datetime, taken: bool
) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)
    if taken:
        with unit_of_work():
            services.submit(scene.nomination(), actor=scene.user())
        assert scene.nomination().received_at == moment
    else:
        with pytest.raises(Refused) as refused, unit_of_work():
            services.submit(scene.nomination(), actor=scene.user())
        assert codes(refused) == [("late", "received")]
        assert (scene.nomination().state, scene.nomination().receipt_no) == (NominationState.DRAFT, None)


def test_submit_says_all_that_is_missing_in_the_order_of_the_form(scene: Scene) -> None:
    with unit_of_work():
        nomination = scene.nomination()
        nomination.author_phone, nomination.country, nomination.criterion = "", "", 4
        nomination.milestones, nomination.duties_acknowledged = [], ["airfare"]
    with pytest.raises(Refused) as refused, unit_of_work():
        services.submit(scene.nomination(), actor=scene.user())
    assert codes(refused) == [
        ("missing", "author.phone"), ("missing", "country"), ("missing", "milestones"),
        ("staff_only", "criterion"), ("missing", "duties_acknowledged"),
    ]  # fmt: skip


def test_submitting_what_a_colleague_changed_since_is_stale(scene: Scene) -> None:
    with unit_of_work():
        services.save_step(scene.nomination(), {"city": "Huế"}, actor=scene.user("colleague"))
    with pytest.raises(Stale) as stale, unit_of_work():
        services.submit(scene.nomination(), actor=scene.user(), version=1)
    assert stale.value.who == "김수진"
    assert scene.nomination().state is NominationState.DRAFT


def test_submitting_twice_is_refused_with_the_receipt(scene: Scene) -> None:
    with unit_of_work():
        services.submit(scene.nomination(), actor=scene.user())
    with pytest.raises(Refused) as refused, unit_of_work():
        services.submit(scene.nomination(), actor=scene.user("colleague"))
    assert codes(refused) == [("no_draft", None)]
    assert "설계총괄과-2025-0001" in refused.value.reasons[0].text.en


def test_what_is_submitted_cannot_be_saved_or_given_files(scene: Scene) -> None:
    with unit_of_work():
        services.submit(scene.nomination(), actor=scene.user())
    for attempt in (
        lambda: services.save_step(scene.nomination(), {"city": "Huế"}, actor=scene.user()),
        lambda: services.attach(scene.nomination(), upload(), actor=scene.user()),
    ):
        with pytest.raises(Refused) as refused, unit_of_work():
            attempt()
        assert codes(refused) == [("no_draft", None)]


def test_entry_on_behalf_counts_its_original_moment_even_after_the_deadline(scene: Scene) -> None:
    original = CLOSES - timedelta(seconds=1)
    with unit_of_work():
        clerk = officer()
        draft = make_nomination(db.session.get_one(Call, scene.call), entered_by=clerk.id, criterion=4)
        draft.received_at = original
        draft_id, clerk_id = draft.id, clerk.id
    clock.move_to(CLOSES + timedelta(days=2))
    with unit_of_work():
        services.submit(
            db.session.get_one(Nomination, draft_id), actor=db.session.get_one(User, clerk_id)
        )
    entered = db.session.get_one(Nomination, draft_id)
    assert (entered.received_at, entered.entered_by, entered.receipt_no) == (original, clerk_id, "설계총괄과-2025-0001")


def test_a_company_that_submits_what_staff_began_counts_from_now(scene: Scene) -> None:
    with unit_of_work():
        scene.nomination().entered_by, scene.nomination().received_at = officer().id, datetime(2025, 7, 3, tzinfo=UTC)
    with unit_of_work():
        services.submit(scene.nomination(), actor=scene.user())
    assert scene.nomination().received_at is not None
    assert scene.nomination().received_at > datetime(2025, 7, 9, tzinfo=UTC)


@pytest.mark.parametrize(("moment", "code"), [
    (CLOSES, "late"), (datetime(2025, 7, 1, 14, 59, tzinfo=UTC), "early"),
    (datetime(2025, 7, 20, tzinfo=UTC), "future"),
])  # fmt: skip
def test_moments_that_staff_may_not_enter(scene: Scene, moment: datetime, code: str) -> None:
    if code == "late":
        clock.move_to(CLOSES + timedelta(days=1))
    with unit_of_work():
        clerk = officer()
        with pytest.raises(Refused) as refused:
            services.set_receipt(scene.nomination(), moment, actor=clerk)
    assert codes(refused) == [(code, "received")]


def test_withdraw_needs_a_reason_and_keeps_it_in_the_record(scene: Scene) -> None:
    with unit_of_work():
        services.submit(scene.nomination(), actor=scene.user())
    with pytest.raises(Refused) as refused, unit_of_work():
        services.withdraw(scene.nomination(), actor=scene.user(), reason="  ")
    assert codes(refused) == [("missing", "reason")]
    with hearing(NominationWithdrawn) as heard, unit_of_work():
        services.withdraw(scene.nomination(), actor=scene.user(), reason="사업 중단")
    assert (scene.nomination().state, len(heard)) == (NominationState.WITHDRAWN, 1)
    assert scene.nomination().withdrawn_at is not None
    entry = db.session.scalars(sa.select(audit.AuditEntry).where(audit.AuditEntry.verb == "nomination.withdraw")).one()
    assert entry.reason == "사업 중단"


def test_a_draft_cannot_be_withdrawn_and_nobody_withdraws_twice(scene: Scene) -> None:
    with pytest.raises(Refused) as refused, unit_of_work():
        services.withdraw(scene.nomination(), actor=scene.user(), reason="x")
    assert codes(refused) == [("state", None)]
    with unit_of_work():
        services.submit(scene.nomination(), actor=scene.user())
        services.withdraw(scene.nomination(), actor=scene.user(), reason="x")
    with pytest.raises(Refused), unit_of_work():
        services.withdraw(scene.nomination(), actor=scene.user(), reason="x")


def test_a_committee_member_submits_nothing(scene: Scene) -> None:
    with unit_of_work():
        member_id = committee_member().id
    with pytest.raises(NotAllowed), unit_of_work():
        services.submit(scene.nomination(), actor=db.session.get_one(User, member_id))


def test_files_are_attached_with_their_korean_names_and_taken_away(scene: Scene) -> None:
    with unit_of_work():
        services.attach(scene.nomination(), upload(name="사업 증빙(최종).pdf"), actor=scene.user())
    [attached] = scene.nomination().files
    assert (attached.file.name, attached.attached_by) == ("사업 증빙(최종).pdf", scene.officer)
    assert files.read(attached.file) == PDF
    with unit_of_work():
        nomination = scene.nomination()
        services.detach(nomination, nomination.files[0], actor=scene.user("colleague"))
    [history] = scene.nomination().files
    assert scene.nomination().files_in_force == []
    assert (history.removed_by, history.file.name) == (
        scene.colleague, "사업 증빙(최종).pdf",
    )  # fmt: skip


def test_only_so_many_files(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "FILES_AT_MOST", 1)
    with unit_of_work():
        services.attach(scene.nomination(), upload(), actor=scene.user())
    with pytest.raises(Refused) as refused, unit_of_work():
        services.attach(scene.nomination(), upload(name="b.pdf"), actor=scene.user())
    assert codes(refused) == [("too_many_files", "files")]


def test_of_two_files_looked_at_for_one_place_the_second_is_refused(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "FILES_AT_MOST", 1)
    with (
        services.look_at_file(scene.nomination(), io.BytesIO(PDF), "a.pdf") as first,
        services.look_at_file(scene.nomination(), io.BytesIO(PDF), "b.pdf") as second,
    ):
        with unit_of_work():
            services.attach(scene.nomination(), first, actor=scene.user())
        with pytest.raises(Refused) as refused, unit_of_work():
            services.attach(scene.nomination(), second, actor=scene.user())
    assert codes(refused) == [("too_many_files", "files")]
    assert not second.path.exists()


@pytest.mark.databases
def test_a_life_from_draft_to_withdrawal_on_both_databases(scene: Scene) -> None:
    with unit_of_work():
        content = content_of(scene.nomination())
        marks = comparison.mark(content)
        trainees = [*content["trainees"], {**content["trainees"][0], "row": "", "name": "MARÍA PEÑA"}]
        services.save_step(scene.nomination(), {"trainees": trainees}, actor=scene.user(), seen=marks)
        services.attach(scene.nomination(), upload(name="증빙.pdf"), actor=scene.user())
    with unit_of_work():
        services.submit(scene.nomination(), actor=scene.user())
    with unit_of_work():
        services.withdraw(scene.nomination(), actor=scene.user(), reason="사업 중단")
    nomination = scene.nomination()
    assert (nomination.state, nomination.receipt_no) == (NominationState.WITHDRAWN, "설계총괄과-2025-0001")
    assert [one.name for one in nomination.trainees] == ["NGUYEN THI MINH HANH", "MARÍA PEÑA"]
    assert audit.first_broken(db.session()) is None
