import io
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

import workflow.demo
from tests.factories.accounts import officer
from tests.factories.programmes import call_data, make_call
from tests.support.samples import PDF
from tests.support.uploads import upload
from workflow.accounts.models import User
from workflow.core import audit, clock, files
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.core.files import StoredFile
from workflow.programmes import queries, services
from workflow.programmes.callfile import read_call
from workflow.programmes.definition import CallDefinition
from workflow.programmes.models import Call, CallAmendment, CallAttachment, Programme
from workflow.programmes.services import ImportResult
from workflow.programmes.states import CallState

DEMO = Path(workflow.demo.__file__).parent


@pytest.fixture
def staff(app: Flask) -> User:
    with unit_of_work():
        return officer()


def railway() -> CallDefinition:
    return read_call(DEMO / "urban-railway-2025.yaml")


def changed(**changes: Any) -> CallDefinition:
    return CallDefinition.model_validate({**call_data(), **changes})


def last_audit() -> audit.AuditEntry:
    return db.session.scalars(sa.select(audit.AuditEntry).order_by(audit.AuditEntry.id.desc())).first()  # type: ignore[return-value]


@pytest.mark.databases
@pytest.mark.parametrize("name", ["urban-railway-2025.yaml", "policy-internship-2017.yaml"])
def test_both_calls_of_the_demonstration_are_imported_and_published(app: Flask, name: str) -> None:
    definition = read_call(DEMO / name)
    with unit_of_work():
        imported = services.import_call(definition, actor=audit.SYSTEM)
    assert imported.result is ImportResult.CREATED
    call = queries.call_or_404(definition.code)
    assert (call.state, call.definition) == (CallState.PUBLISHED, definition)
    assert (call.closes_at, call.published_on) == (definition.closes_at, definition.published_on)
    assert call.programme.name == definition.programme
    assert last_audit().verb == "call.publish"


def test_the_same_file_again_changes_nothing(app: Flask) -> None:
    for expected in (ImportResult.CREATED, ImportResult.UNCHANGED, ImportResult.UNCHANGED):
        with unit_of_work():
            assert services.import_call(railway(), actor=audit.SYSTEM).result is expected
    assert queries.call_or_404("URT-2025").version == 2
    assert db.session.scalar(sa.select(sa.func.count(audit.AuditEntry.id))) == 2


def test_an_existing_call_with_other_content_is_left_alone(app: Flask) -> None:
    with unit_of_work():
        services.import_call(railway(), actor=audit.SYSTEM)
    other = changed(quotas={"trainees": 20}, purpose={"ko": "다른 목적"})
    with unit_of_work():
        imported = services.import_call(other, actor=audit.SYSTEM)
        assert (imported.result, imported.differs) == (ImportResult.CHANGED, ("purpose", "quotas"))
    assert queries.call_or_404("URT-2025").definition == railway()


def test_calls_of_one_programme_share_its_row(app: Flask) -> None:
    with unit_of_work():
        services.create_call(railway(), actor=audit.SYSTEM)
        services.create_call(changed(code="URT-2026"), actor=audit.SYSTEM)
    programme = db.session.scalars(sa.select(Programme)).one()
    assert sorted(call.code for call in programme.calls) == ["URT-2025", "URT-2026"]


def test_a_code_that_is_taken_is_refused_at_its_field(app: Flask, staff: User) -> None:
    with unit_of_work():
        make_call()
    with pytest.raises(Refused) as caught, unit_of_work():
        services.create_call(railway(), actor=staff)
    assert [(reason.code, reason.field) for reason in caught.value.reasons] == [("code_taken", "code")]


def update(call: Call, actor: User, version: int | None = None, **changes: Any) -> bool:
    reason = changes.pop("reason", "")
    with unit_of_work():
        return services.update_call(call, changes, actor=actor, version=version, reason=reason)


@pytest.mark.databases
def test_an_update_keeps_the_columns_in_step_and_an_audit_row(app: Flask, staff: User) -> None:
    with unit_of_work():
        call = make_call(state=CallState.DRAFT)
    training = {"from": "2025-10-27", "to": "2025-11-02", "tentative": False}
    assert update(call, staff, 1, nominations_close_on="2025-07-31", published_on="2025-07-03", training=training)
    call = queries.call_or_404("URT-2025")
    assert call.closes_at == datetime(2025, 8, 1, 0, 0, tzinfo=clock.KST)
    assert (str(call.published_on), str(call.training_from), str(call.training_to), call.version) == (
        "2025-07-03", "2025-10-27", "2025-11-02", 2,
    )  # fmt: skip
    entry = last_audit()
    assert (entry.verb, entry.actor_id) == ("call.update", staff.id)
    assert entry.before is not None
    assert entry.after is not None
    assert sorted(entry.after) == ["nominations_close_on", "published_on", "training"]
    assert (entry.before["nominations_close_on"], entry.after["nominations_close_on"]) == ("2025-07-25", "2025-07-31")


def test_an_update_without_a_change_writes_nothing(app: Flask, staff: User) -> None:
    with unit_of_work():
        call = make_call()
    assert not update(call, staff, 1, quotas=call_data()["quotas"])
    assert queries.call_or_404("URT-2025").version == 1
    assert last_audit() is None


def test_an_update_validates_the_call_as_a_whole(app: Flask, staff: User) -> None:
    with unit_of_work():
        call = make_call(state=CallState.DRAFT)
    with pytest.raises(Refused) as caught:
        update(call, staff, nominations_close_on="2025-12-01")
    assert [(reason.field, reason.text.en) for reason in caught.value.reasons] == [
        ("nominations_close_on", "The closing day must be before the training begins."),
    ]  # fmt: skip
    assert queries.call_or_404("URT-2025").version == 1


def test_an_update_from_an_old_page_is_stale_and_names_who_was_faster(app: Flask, staff: User) -> None:
    with unit_of_work():
        call = make_call(state=CallState.DRAFT)
    update(call, staff, 1, trainees_per_nomination=3)
    with pytest.raises(Stale) as caught:
        update(queries.call_or_404("URT-2025"), staff, 1, trainees_per_nomination=4)
    assert caught.value.who == staff.name
    assert queries.call_or_404("URT-2025").definition.trainees_per_nomination == 3


def test_the_programme_of_another_name_is_made(app: Flask, staff: User) -> None:
    with unit_of_work():
        call = make_call(state=CallState.DRAFT)
    update(call, staff, programme={"ko": "다른 연수", "en": "Another training"})
    assert queries.call_or_404("URT-2025").programme.name.en == "Another training"


@pytest.mark.databases
def test_a_published_quota_changes_with_a_reason_that_becomes_an_amendment(app: Flask, staff: User) -> None:
    with unit_of_work():
        call = make_call()
    with pytest.raises(Refused) as caught:
        update(call, staff, quotas={"countries": 6, "trainees": 12, "trainees_per_country": 2}, reason="  ")
    assert [(reason.code, reason.field) for reason in caught.value.reasons] == [("amendment_reason", "reason")]
    update(call, staff, quotas={"countries": 6, "trainees_per_country": 2}, reason="예산 조정")
    amended = db.session.scalars(sa.select(CallAmendment)).one()
    assert (amended.field, amended.before, amended.after, amended.reason) == ("quotas.trainees", "14", "", "예산 조정")
    assert (amended.actor_id, amended.actor_name, amended.at <= clock.now()) == (staff.id, staff.name, True)


def test_a_draft_changes_without_reason_and_amendment(app: Flask, staff: User) -> None:
    with unit_of_work():
        call = make_call(state=CallState.DRAFT)
    assert update(call, staff, quotas={"trainees": 10})
    assert db.session.scalars(sa.select(CallAmendment)).all() == []


def test_words_of_a_published_call_change_without_a_reason(app: Flask, staff: User) -> None:
    with unit_of_work():
        call = make_call()
    assert update(call, staff, contact={"name": "서지우", "phone": "02-2133-0000"})
    assert db.session.scalars(sa.select(CallAmendment)).all() == []


def test_an_endless_reason_is_refused(app: Flask, staff: User) -> None:
    with unit_of_work():
        call = make_call()
    with pytest.raises(Refused) as caught:
        update(call, staff, quotas={"trainees": 10}, reason="가" * 1001)
    assert caught.value.reasons[0].field == "reason"


def test_a_published_call_keeps_its_code_and_a_draft_takes_a_free_one(app: Flask, staff: User) -> None:
    with unit_of_work():
        published, draft = make_call(), make_call(state=CallState.DRAFT, code="URT-2026")
    with pytest.raises(Refused) as caught:
        update(published, staff, code="URT-2024")
    assert caught.value.reasons[0].code == "published_code"
    with pytest.raises(Refused) as caught:
        update(draft, staff, code="URT-2025")
    assert caught.value.reasons[0].code == "code_taken"
    assert update(draft, staff, code="URT-2027")
    assert queries.call_or_404("URT-2027")


def test_a_call_is_published_closed_and_reopened_by_its_officer_only(app: Flask, staff: User) -> None:
    with unit_of_work():
        call, nobody = make_call(state=CallState.DRAFT), officer()
        nobody.grants.clear()
    with pytest.raises(NotAllowed), unit_of_work():
        services.publish_call(call, actor=nobody)
    with pytest.raises(Refused) as caught, unit_of_work():
        services.reopen_call(call, actor=staff, reason=" ")
    assert caught.value.reasons[0].field == "reason"
    for deed, state in (
        (services.publish_call, CallState.PUBLISHED), (services.close_call, CallState.CLOSED),
        (partial(services.reopen_call, reason="정산이 남음"), CallState.PUBLISHED),
    ):  # fmt: skip
        with unit_of_work():
            deed(call, actor=staff)
        assert queries.call_or_404("URT-2025").state == state
    with pytest.raises(Refused), unit_of_work():
        services.publish_call(call, actor=staff)


def test_an_attachment_counts_the_version_up_and_leaves_its_trace(app: Flask, staff: User) -> None:
    with unit_of_work():
        call = make_call()
    with unit_of_work():
        services.attach(call, upload(name="추천서.pdf"), title={"ko": "추천서 서식"}, actor=staff)
    call = queries.call_or_404("URT-2025")
    assert (call.version, [str(one.title) for one in call.attachments]) == (2, ["추천서 서식"])
    assert (call.attachments[0].file.name, call.attachments[0].file.media_type) == ("추천서.pdf", "application/pdf")
    assert last_audit().verb == "call.attach"
    with unit_of_work():
        services.remove_attachment(queries.attachment_or_404("URT-2025", 1), actor=staff)
    assert queries.call_or_404("URT-2025").version == 3
    assert db.session.scalars(sa.select(CallAttachment)).all() == []
    assert db.session.scalars(sa.select(StoredFile)).all() == []


@pytest.mark.parametrize(("content", "title", "code"), [
    (b"", {"ko": "서식"}, "file_empty"), (b"GIF89a......", {"ko": "서식"}, "file_kind"),
    (PDF, {}, "title"), (PDF, {"ko": "두\n줄"}, "title"),
])  # fmt: skip
def test_a_bad_attachment_is_refused_before_it_is_stored(
    app: Flask, staff: User, content: bytes, title: dict[str, str], code: str
) -> None:
    with unit_of_work():
        call = make_call()
    with pytest.raises(Refused) as caught, files.take(io.BytesIO(content), "x.pdf") as taken, unit_of_work():
        services.attach(call, taken, title=title, actor=staff)
    assert caught.value.reasons[0].code == code
    assert db.session.scalars(sa.select(StoredFile)).all() == []


def test_open_calls_are_those_that_take_nominations_at_that_moment(work: Session) -> None:
    make_call()
    make_call(code="URT-DRAFT", state=CallState.DRAFT)
    make_call(code="URT-SOON", nominations_close_on="2025-07-20")
    make_call(code="URT-LATER", published_on="2025-07-20", nominations_close_on="2025-07-30")
    at = datetime(2025, 7, 10, 9, 0, tzinfo=clock.KST)
    assert [call.code for call in queries.calls_open_at(at)] == ["URT-SOON", "URT-2025"]
    assert [call.code for call in queries.calls_open_at(datetime(2025, 7, 25, 23, 59, 59, tzinfo=clock.KST))] == [
        "URT-2025", "URT-LATER",
    ]  # fmt: skip
    assert [call.code for call in queries.calls_open_at(datetime(2025, 7, 26, tzinfo=clock.KST))] == ["URT-LATER"]
