"""Pages of who asks: links are sent, shown once, repeated and revoked; staff's reading is on record."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import Client
from tests.consents.conftest import Scene
from tests.consents.test_asking import HANH, HOLDER, WHOLE, opens, send
from tests.consents.test_views_trainee import words
from tests.factories.accounts import company_officer
from tests.factories.consents import ask_trainee, make_asking_call, make_submitted, request_to
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import make_call
from tests.support.counting import statements
from workflow.consents import panels, queries
from workflow.consents.services import answering
from workflow.consents.services.answering import Answers
from workflow.consents.states import Decision, RequestState
from workflow.core import clock
from workflow.core.audit import AccessEntry
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused
from workflow.core.outbox import OutboxRow
from workflow.nominations import services as nominations
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.states import NominationState
from workflow.screening import findings
from workflow.screening.models import Finding

SignIn = Callable[[str], Client]


def address(scene: Scene, verb: str = "", which: str = "first") -> str:
    page = f"/nominations/{scene.nomination}/trainees"
    return f"{page}/{getattr(scene, which)}/{verb}" if verb else page


def test_company_sends_a_link_and_sees_since_when_it_waits(scene: Scene, as_user: SignIn) -> None:
    company = as_user("author")
    answer = company.post(address(scene, "send"), data={"email": HANH, "language": "en"})
    assert (answer.status_code, answer.location) == (303, address(scene))
    said = words(company.get(address(scene)).text)
    assert "NGUYEN THI MINH HANH 답변 대기" in said
    assert "TRAN VAN DUC 미요청" in said
    assert HANH in said
    assert "링크를 보냈습니다" in said
    beside = words(company.get(f"/nominations/{scene.nomination}").text)
    assert "NGUYEN THI MINH HANH 답변 대기 2025. 7. 10.(목)부터" in beside
    assert "동의 필요 시점: 참가확정 시, 2025. 10. 12.(일)까지" in beside


def test_wrong_address_is_shown_beside_its_trainee_and_kept(scene: Scene, as_user: SignIn) -> None:
    answer = as_user("author").post(address(scene, "send", "second"), data={"email": "duc@", "language": "en"})
    assert answer.status_code == 422
    assert 'value="duc@"' in answer.text
    assert queries.request_of(scene.second) is None


def test_link_to_hand_on_is_shown_once_and_mailed_to_nobody(scene: Scene, as_user: SignIn) -> None:
    company = as_user("author")
    page = company.post(address(scene, "link"), data={"language": "ko"})
    token = re.search(r"http://localhost/trainee/([\w-]{43})<", page.text)
    assert token is not None
    assert page.headers["Cache-Control"] == "no-store"
    assert opens(token[1]) == scene.first
    assert token[1] not in company.get(address(scene)).text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxRow)) == 0


def test_stale_page_is_told(scene: Scene, as_user: SignIn) -> None:
    send(scene)
    seen = {"version": str(scene.request().version - 1)}
    company = as_user("author")
    assert company.post(address(scene, "revoke"), data=seen).status_code == 409
    assert company.post(address(scene, "send"), data={"email": HANH, "language": "en", **seen}).status_code == 409
    assert scene.request().state is RequestState.ASKED


def test_revoking_by_button(scene: Scene, as_user: SignIn) -> None:
    token = send(scene)
    answer = as_user("author").post(address(scene, "revoke"), data={"version": str(scene.request().version)})
    assert (answer.status_code, opens(token)) == (303, None)


def test_reminder_by_button_says_why_it_is_too_soon(scene: Scene, as_user: SignIn) -> None:
    send(scene)
    company = as_user("author")
    company.post(address(scene, "remind"), data={"version": str(scene.request().version)})
    assert "마지막으로 보낸 지 하루가 지나지 않았습니다" in words(company.get(address(scene)).text)


def test_another_company_finds_nothing(scene: Scene, as_user: SignIn) -> None:
    stranger = as_user("stranger")
    assert stranger.get(address(scene)).status_code == 404
    for verb in ("send", "link", "remind", "revoke"):
        assert stranger.post(address(scene, verb), data={"email": HANH, "language": "en"}).status_code == 404
    assert queries.request_of(scene.first) is None


def readings() -> list[tuple[str, str, list[int]]]:
    rows = db.session.scalars(sa.select(AccessEntry).order_by(AccessEntry.id))
    return [(one.purpose, one.subject_type, one.subject_ids) for one in rows]


def test_reading_by_staff_is_on_record_the_company_reads_its_own(scene: Scene, as_user: SignIn) -> None:
    as_user("author").get(address(scene))
    assert readings() == []
    officer = as_user("officer")
    officer.get(address(scene))
    officer.get("/manage/calls/URT-2025/trainees?standing=unasked")
    assert readings() == [
        ("consents.of_nomination", "Nomination", [scene.nomination]),
        ("consents.of_call", "Trainee", [scene.first, scene.second]),
    ]


def test_staff_see_what_a_trainee_said_beside_the_findings(scene: Scene, as_user: SignIn) -> None:
    send(scene)
    refuses = {"passport": Decision.REFUSED, "hotel": Decision.GIVEN}
    with unit_of_work():
        answering.answer(
            scene.request(), Answers("PHAM", "LAN", {"position": "Deputy"}, decisions=refuses), language="en", holder=HOLDER
        )
    said = words(as_user("officer").get(f"/manage/nominations/{scene.nomination}").text)
    assert "PHAM LAN 필수 동의 거부" in said
    assert "기업이 입력한 성명: NGUYEN THI MINH HANH" in said
    assert "동의하지 않음: 여권번호 수집·이용" in said
    assert "직위에 대한 본인 의견: Deputy" in said


@pytest.mark.databases
def test_list_of_a_call_is_narrowed_by_its_address(scene: Scene, as_user: SignIn) -> None:
    send(scene)
    officer = as_user("officer")
    clock.move_to(clock.now() + timedelta(days=7))
    every, overdue = (
        words(officer.get(f"/manage/calls/URT-2025/trainees{query}").text) for query in ("", "?standing=overdue")
    )
    assert "NGUYEN THI MINH HANH" in every
    assert "TRAN VAN DUC" in every
    assert "NGUYEN THI MINH HANH" in overdue
    assert "TRAN VAN DUC" not in overdue
    assert "본인 확인이 늦어지는 연수생 1" in words(officer.get("/home").text)


def test_list_of_a_call_costs_the_same_for_one_and_for_three(scene: Scene, as_user: SignIn) -> None:
    officer, counted = as_user("officer"), []
    for _round in range(2):
        officer.get("/manage/calls/URT-2025/trainees")
        with statements() as sent:
            officer.get("/manage/calls/URT-2025/trainees")
        counted.append(len(sent))
        with unit_of_work():
            for place in range(3):
                make_submitted(scene.whole().call, trainees=[make_trainee(name=f"NAME {place}")])
    assert counted[0] == counted[1]
    assert counted[0] == 14


@pytest.mark.parametrize("people", [1, 3])
def test_links_of_a_nomination_cost_the_same_for_one_and_for_three(
    scene: Scene, as_user: SignIn, people: int
) -> None:
    with unit_of_work():
        trainees = [make_trainee(place, name=f"NAME {place}") for place in range(people)]
        other = make_submitted(scene.whole().call, scene.user().company, trainees=trainees).id
    company = as_user("author")
    with statements() as sent:
        assert company.get(f"/nominations/{other}/trainees").status_code == 200
    assert len(sent) == 7


# --- consents that a call needs earlier ----------------------------------------------------------------


@pytest.fixture
def draft(app: Flask) -> Nomination:
    with unit_of_work():
        made = make_nomination(make_asking_call(consent_asked_at="submission"))
        company_officer(company=made.company)
        id = made.id
    return db.session.get_one(Nomination, id)


def test_submission_waits_for_the_required_consents(draft: Nomination) -> None:
    trainee, actor = draft.trainees[0], draft.company.members[0]
    with pytest.raises(Refused) as refused, unit_of_work():
        nominations.submit(draft, actor=actor)
    assert [(one.code, one.field) for one in refused.value.reasons] == [("consent", "consents.0")]
    assert "passport number" in refused.value.reasons[0].text.en
    with unit_of_work():
        ask_trainee(trainee)
        answering.answer(request_to(trainee), WHOLE, language="en", holder=HOLDER)
        nominations.submit(draft, actor=actor)
    assert draft.state is NominationState.SUBMITTED


def test_consent_that_was_refused_is_told_as_such_and_no_step_of_the_form_is_to_be_mended(
    draft: Nomination, client: Client
) -> None:
    with unit_of_work():
        ask_trainee(draft.trainees[0])
    assert "has not answered yet" in panels.blockers(draft)[0].text.pick("en")
    against = Answers("NGUYEN", "HANH", decisions={"passport": Decision.REFUSED, "hotel": Decision.REFUSED})
    with unit_of_work():
        answering.answer(request_to(draft.trainees[0]), against, language="en", holder=HOLDER)
    reasons = panels.blockers(draft)
    assert [(one.code, one.field) for one in reasons] == [("consent_refused", "consents.0")]  # the other is not required
    assert "Name another person until 25 Jul 2025 (Fri), or ask the office" in reasons[0].text.pick("en")
    page = client.sign_in(draft.company.members[0]).get(f"/nominations/{draft.id}/edit/review").text
    assert "고칠 것 있음" not in words(page)
    assert f'href="/nominations/{draft.id}/trainees">연수생 본인 확인·동의</a>: NGUYEN' in page
    said = words(client.get(f"/nominations/{draft.id}/trainees").text)
    assert "본인이 참가에 필요한 동의를 하지 않았습니다" in said


def test_what_is_not_written_yet_is_said_before_a_link_is_sent(draft: Nomination, client: Client) -> None:
    browser, address = client.sign_in(draft.company.members[0]), f"/nominations/{draft.id}/trainees"
    assert "아직 적지 않은 항목" not in words(browser.get(address).text)
    with unit_of_work():
        draft.country, draft.trainees[0].position = "", ""
    assert "아직 적지 않은 항목: 국가, 직위." in words(browser.get(address).text)
    with unit_of_work():
        draft.trainees[0].name = ""
    assert "연수생 성명을 먼저 입력해 주세요" in words(browser.get(address).text)
    sent = browser.post(f"{address}/{draft.trainees[0].id}/link", data={"language": "en"})
    assert (sent.status_code, queries.request_of(draft.trainees[0].id)) == (422, None)


def test_what_staff_enter_came_with_its_consents_on_paper(draft: Nomination) -> None:
    draft.entered_by = 1
    assert panels.blockers(draft) == []


def test_submission_keeps_what_the_company_declared(draft: Nomination) -> None:
    with unit_of_work():
        call = draft.call
        call.data = {**call.data, "consent_asked_at": "confirmation"}
        nominations.submit(draft, actor=draft.company.members[0])
    kept = queries.declaration_of(draft.id)
    assert kept is not None
    assert kept.text["en"].startswith("The company declares that each trainee")
    assert (kept.declared_by, len(kept.text_hash)) == (draft.company.members[0].id, 64)


@pytest.mark.parametrize(("moment", "found"), [
    ("screening", ["required consent still missing: Collection and use of the passport number"] * 2),
    ("confirmation", []),
])
def test_screening_flags_what_the_call_needs_by_then(scene: Scene, moment: str, found: list[str]) -> None:
    with unit_of_work():
        call = scene.whole().call
        call.data = {**call.data, "consent_asked_at": moment}
        findings.run(call)
    rows = db.session.scalars(sa.select(Finding).where(Finding.rule == "consents").order_by(Finding.id)).all()
    assert [one.text.en for one in rows] == found
    assert {one.outcome for one in rows} <= {"flag"}


def test_call_without_consents_still_asks_for_the_name(app: Flask, client: Client) -> None:
    with unit_of_work():
        nomination = make_submitted(make_call())
        officer = company_officer(company=nomination.company)
        id = nomination.id
    said = words(app.test_client().sign_in(officer).get(f"/nominations/{id}").text)  # type: ignore[attr-defined]
    assert "연수생 본인 확인·동의" in said
    assert "동의 필요 시점" not in said


def test_what_a_change_of_the_name_would_do_is_said_beside_it(draft: Nomination, client: Client) -> None:
    """Before anything is saved, and after: nothing that a person said is lost unawares, or passed on."""
    trainee, company = draft.trainees[0], client.sign_in(draft.company.members[0])
    address = f"/nominations/{draft.id}/edit/trainees"
    assert "본인이 이 성명으로 답변했습니다" not in words(company.get(address).text)
    with unit_of_work():
        ask_trainee(trainee)
    assert "이 성명으로 링크를 보냈습니다" in words(company.get(address).text)
    with unit_of_work():
        answering.answer(request_to(trainee), WHOLE, language="en", holder=HOLDER)
    assert "본인이 이 성명으로 답변했습니다" in words(company.get(address).text)
    told = {"NGUYEN THI MIN HANH": "답변과 동의는 그대로 유지되며", "PHAM QUOC BAO": "지금은 다른 사람의 성명이므로"}
    for name, said in told.items():
        with unit_of_work():
            db.session.get_one(Trainee, trainee.id).name = name
        assert said in words(company.get(address).text)


def test_call_without_consents_says_by_when_the_trainees_answer(scene: Scene, as_user: SignIn) -> None:
    with unit_of_work():
        call = scene.whole().call
        call.data = {**call.data, "consents": []}
    said = words(as_user("author").get(address(scene)).text)
    assert "연수생 답변 기한: 2025. 10. 12.(일)" in said
    assert "동의 필요" not in said
    assert "동의" not in said.split("연수생마다 계정 없이")[1].split("링크를 보내면")[0]
