"""A draft is discarded and brought back; an empty one is not begun twice; a closed call is told apart from what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from tests.conftest import Client
from tests.factories.accounts import officer
from tests.factories.nominations import make_nomination
from tests.nominations.conftest import Scene
from workflow.accounts.models import User
from workflow.consents import queries as consents
from workflow.consents.services import asking
from workflow.core import clock
from workflow.core.audit import AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.insight.models import StandingRow
from workflow.insight.queries import counts
from workflow.intake.models import SheetEntry
from workflow.nominations import queries, services
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call

SignIn = Callable[[str], Client]
AFTER_DEADLINE = datetime(2025, 7, 25, 15, 0, tzinfo=UTC)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def discard(scene: Scene) -> None:
    with unit_of_work():
        services.discard(scene.nomination(), actor=scene.user())


def test_a_discarded_draft_leaves_lists_and_counts_and_comes_back_as_it_was(scene: Scene, as_user: SignIn) -> None:
    with unit_of_work():
        services.save_step(scene.nomination(), {"city": "Hue"}, actor=scene.user())
    assert counts(scene.call) == {"draft": 1}
    browser = as_user("colleague")
    version = scene.nomination().version
    answer = browser.post(f"/nominations/{scene.draft}/discard", data={"version": version})
    assert (answer.status_code, answer.location) == (303, "/nominations")
    assert scene.nomination().state is NominationState.DISCARDED
    assert counts(scene.call) == {}
    assert db.session.get(StandingRow, scene.draft) is None
    page = browser.get("/nominations").text
    assert f'id="nomination-{scene.draft}"' not in page
    assert "삭제한 임시저장 (1)" in page
    assert "2025. 7. 10.(목) 09:00 KST 김수진 삭제" in words(page)
    assert browser.post(f"/nominations/{scene.draft}/restore").location == f"/nominations/{scene.draft}/edit/review"
    assert (scene.nomination().state, scene.nomination().city) == (NominationState.DRAFT, "Hue")
    assert counts(scene.call) == {"draft": 1}
    done = db.session.scalars(sa.select(AuditEntry.verb).where(AuditEntry.subject_id == scene.draft)).all()
    assert [verb for verb in done if verb in ("nomination.discard", "nomination.restore")] == [
        "nomination.discard", "nomination.restore",
    ]  # fmt: skip


def test_what_a_colleague_changed_since_is_not_discarded_unseen(scene: Scene) -> None:
    with pytest.raises(Stale), unit_of_work():
        services.discard(scene.nomination(), actor=scene.user(), version=scene.nomination().version - 1)
    assert scene.nomination().state is NominationState.DRAFT


def test_nothing_that_came_in_is_discarded(scene: Scene) -> None:
    with unit_of_work():
        services.submit(scene.nomination(), actor=scene.user())
    with pytest.raises(Refused) as refused, unit_of_work():
        services.discard(scene.nomination(), actor=scene.user())
    assert [one.code for one in refused.value.reasons] == ["no_draft"]


def test_pages_and_saves_of_a_discarded_draft_say_so(scene: Scene, as_user: SignIn) -> None:
    browser, at = as_user("officer"), f"/nominations/{scene.draft}"
    discard(scene)
    for page in (at, f"{at}/edit/place", f"{at}/copy"):
        assert browser.get(page).location == "/nominations#discarded", page
    assert browser.get(f"{at}/submitted.pdf").status_code == 404
    assert browser.get(f"{at}/receipt").status_code == 303
    saved = browser.post(f"{at}/edit/place", data={"city": "Hue"}, headers={"X-Requested-With": "autosave"})
    assert (saved.status_code, saved.json["state"]) == (409, "closed")
    assert saved.json["note"].startswith("삭제한 임시저장입니다.")
    assert browser.post(f"{at}/submit", data={"version": scene.nomination().version}).status_code == 303
    assert scene.nomination().state is NominationState.DISCARDED
    assert list(queries.to_copy_from(scene.company, db.session.get_one(Call, scene.call), 0)) == []


def test_links_of_its_trainees_say_politely_that_nothing_is_asked_any_more(scene: Scene, client: Client) -> None:
    with unit_of_work():
        token = asking.hand_out(scene.nomination().trainees[0], language="en", actor=scene.user())
    assert client.get(f"/trainee/{token}").status_code == 200
    discard(scene)
    ended = client.get(f"/trainee/{token}?lang=ko")
    assert ended.status_code == 404
    assert "추천기업이 이 추천을 더 진행하지 않기로" in ended.text or "does not go on with the nomination" in ended.text
    assert consents.unanswered(10) == []
    with pytest.raises(Refused) as refused, unit_of_work():
        asking.hand_out(scene.nomination().trainees[0], language="en", actor=scene.user())
    assert [one.code for one in refused.value.reasons] == ["discarded"]
    with unit_of_work():
        services.restore(scene.nomination(), actor=scene.user())
    assert client.get(f"/trainee/{token}").status_code == 200


def test_after_the_deadline_nothing_is_brought_back(scene: Scene, as_user: SignIn) -> None:
    discard(scene)
    clock.move_to(AFTER_DEADLINE)
    browser = as_user("officer")
    assert f'action="/nominations/{scene.draft}/restore"' not in browser.get("/nominations").text
    browser.post(f"/nominations/{scene.draft}/restore")
    assert scene.nomination().state is NominationState.DISCARDED


def test_staff_discard_what_they_entered_and_no_draft_of_a_company(
    scene: Scene, as_staff: Callable[[Callable[[], User]], Client]
) -> None:
    browser = as_staff(officer)
    assert browser.post(f"/nominations/{scene.draft}/discard").status_code == 404
    with unit_of_work():
        call = db.session.get_one(Call, scene.call)
        entered = make_nomination(call, entered_by=scene.officer, received_at=clock.now()).id
        db.session.get_one(Nomination, entered).received_at = clock.now()
    answer = browser.post(f"/nominations/{entered}/discard")
    assert answer.location == "/manage/calls/URT-2025/nominations/new"
    page = browser.get(answer.location).text
    assert "삭제한 임시저장 (1)" in page
    assert f'action="/nominations/{entered}/restore"' in page


def test_a_number_of_a_sheet_whose_draft_was_discarded_is_new_again(scene: Scene) -> None:
    with unit_of_work():
        db.session.add(SheetEntry(call_id=scene.call, company_id=scene.company, no="1", nomination_id=scene.draft))
    discard(scene)
    assert db.session.scalars(sa.select(SheetEntry)).all() == []


def test_a_second_press_leads_to_the_draft_in_which_nothing_is_answered(scene: Scene, as_user: SignIn) -> None:
    browser = as_user("officer")
    first = browser.post("/calls/URT-2025/nominate").location
    again = browser.post("/calls/URT-2025/nominate")
    assert again.location == first
    assert "전에 시작한 임시저장에 아직 입력한 내용이 없어" in browser.get(first).text
    assert as_user("colleague").post("/calls/URT-2025/nominate").location != first
    begun = int(first.split("/")[2])
    with unit_of_work():
        services.save_step(db.session.get_one(Nomination, begun), {"city": "Hue"}, actor=scene.user())
    assert browser.post("/calls/URT-2025/nominate").location != first


def test_after_the_deadline_it_is_said_apart_from_what_is_missing(scene: Scene, as_user: SignIn) -> None:
    with unit_of_work():
        scene.nomination().milestones = []
    clock.move_to(AFTER_DEADLINE)
    browser = as_user("officer")
    page = words(browser.get(f"/nominations/{scene.draft}/edit/review").text)
    assert "접수가 마감되었습니다(마감: 2025. 7. 25.(금) 23:59 KST)." in page
    assert "제출 전에 보완할 항목 1건" in page
    assert "접수되어 받을 수 없습니다" not in page
    assert "접수가 마감되었습니다(마감: 2025. 7. 25.(금) 23:59 KST)." in words(browser.get("/calls/URT-2025/sheet").text)
    with unit_of_work():
        services.save_step(
            scene.nomination(), {"milestones": [{"row": "", "date": date(2025, 1, 1), "what": "signed"}]},
            actor=scene.user(),
        )  # fmt: skip
    assert "모두 작성했습니다" not in browser.get(f"/nominations/{scene.draft}/edit/review").text


def test_no_link_is_sent_for_a_draft_that_cannot_be_submitted_any_more(scene: Scene, as_user: SignIn) -> None:
    with unit_of_work():
        trainee = scene.nomination().trainees[0]
        asking.ask(trainee, email="hanh@hanoi.example", language="en", actor=scene.user())
    clock.move_to(AFTER_DEADLINE)
    assert consents.unanswered(10) == []
    trainee = scene.nomination().trainees[0]
    with pytest.raises(Refused) as refused, unit_of_work():
        asking.ask(trainee, email="hanh@hanoi.example", language="en", actor=scene.user())
    assert [one.code for one in refused.value.reasons] == ["late"]
    page = as_user("officer").get(f"/nominations/{scene.draft}/trainees").text
    assert f"/trainees/{trainee.id}/send" not in page
    assert "접수가 마감되었습니다" in page
