"""A company's home, its view, receipt and withdrawal; and that nobody reaches what is not theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from tests.conftest import Client
from tests.factories.accounts import UserFactory, committee_member, coordinator, officer
from tests.factories.consents import ask_trainee
from tests.factories.nominations import make_nomination
from tests.nominations.conftest import Scene
from tests.support.counting import statements
from tests.support.samples import PDF
from tests.support.uploads import upload
from workflow.accounts.models import User
from workflow.core import clock
from workflow.core.audit import AccessEntry
from workflow.core.db import db, unit_of_work
from workflow.nominations import services
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call

SignIn = Callable[[str], Client]
AsStaff = Callable[[Callable[[], User]], Client]


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def submit(scene: Scene) -> None:
    with unit_of_work():
        services.attach(scene.nomination(), upload(name="증빙.pdf"), actor=scene.user())
        services.submit(scene.nomination(), actor=scene.user())


def test_an_empty_home_says_what_will_be_here_and_offers_the_open_call(scene: Scene, as_user: SignIn) -> None:
    page = as_user("stranger").get("/nominations")
    assert page.text.count("<h1") == 1
    assert "아직 추천서가 없습니다" in page.text
    assert 'action="/calls/URT-2025/nominate"' in page.text


def test_home_shows_the_next_thing_to_do_and_by_when(scene: Scene, as_user: SignIn) -> None:
    with unit_of_work():
        scene.nomination().milestones = []
    said = words(as_user("officer").get("/nominations").text)
    assert "나머지를 작성해 제출해 주세요. 남은 항목 1건. (2025. 7. 25.(금) 23:59 KST까지)" in said
    submit_ready = scene.nomination()
    assert submit_ready.state is NominationState.DRAFT


def test_home_says_that_a_received_nomination_needs_no_more_than_the_trainees_answers(
    scene: Scene, as_user: SignIn
) -> None:
    submit(scene)
    browser = as_user("officer")
    said = words(browser.get("/nominations").text)
    assert "접수번호 설계총괄과-2025-0001" in said
    assert "할 일 본인 확인 링크를 보내 주세요: NGUYEN THI MINH HANH. (2025. 10. 12.(일)까지)" in said
    assert "지금 하실 일은 없습니다" not in said
    with unit_of_work():
        ask_trainee(scene.nomination().trainees[0])
    said = words(browser.get("/nominations").text)
    assert "지금 하실 일은 없습니다" in said
    assert "적격" not in said


def test_home_says_that_a_late_draft_was_not_submitted(scene: Scene, as_user: SignIn) -> None:
    clock.move_to(datetime(2025, 7, 25, 15, 0, tzinfo=UTC))
    said = words(as_user("officer").get("/nominations").text)
    assert "접수가 마감되어 제출하지 못했습니다" in said
    assert "접수 중인 공고가 없습니다" in said


def test_home_takes_a_fixed_number_of_queries(scene: Scene, as_user: SignIn) -> None:
    submit(scene)
    browser, counts = as_user("officer"), []
    with statements() as sent:
        browser.get("/nominations")
    counts.append(len(sent))
    with unit_of_work():
        call = db.session.get_one(Call, scene.call)
        company = scene.nomination().company
        make_nomination(call, company)
        make_nomination(call, company, state=NominationState.SUBMITTED)
    with statements() as sent:
        browser.get("/nominations")
    counts.append(len(sent))
    assert counts == [12, 12]


def test_what_follows_a_submission_names_the_link_to_the_trainees(scene: Scene, as_user: SignIn) -> None:
    submit(scene)
    said = words(as_user("officer").get(f"/nominations/{scene.draft}/receipt").text)
    assert "연수생 본인이 추천 내용을 확인합니다. 링크는 추천서 화면에서 기업이 보냅니다. 기한 2025. 10. 12.(일)" in said


def test_withdrawn_nomination_says_why_and_promises_no_later_stage(scene: Scene, as_user: SignIn) -> None:
    submit(scene)
    with unit_of_work():
        services.withdraw(scene.nomination(), actor=scene.user(), reason="사업 일정이 바뀌었습니다")
    said = words(as_user("officer").get(f"/nominations/{scene.draft}").text)
    assert "철회 사유 사업 일정이 바뀌었습니다" in said
    assert "결과 진행하지 않음 연수 진행하지 않음" in said
    assert "연수 예정" not in said


def test_home_leads_to_the_receipt_of_what_came_in(scene: Scene, as_user: SignIn) -> None:
    browser, receipt = as_user("officer"), f'href="/nominations/{scene.draft}/receipt"'
    assert receipt not in browser.get("/nominations").text
    submit(scene)
    assert receipt in browser.get("/nominations").text


def test_a_draft_leads_to_the_step_that_lacks_something(scene: Scene, as_user: SignIn) -> None:
    with unit_of_work():
        scene.nomination().milestones = []
    assert as_user("officer").get(f"/nominations/{scene.draft}").location == f"/nominations/{scene.draft}/edit/milestones"
    with unit_of_work():
        scene.nomination().author_phone = ""
    assert as_user("officer").get(f"/nominations/{scene.draft}").location == f"/nominations/{scene.draft}/edit/author"


def test_the_view_shows_all_that_was_said_and_where_it_stands(scene: Scene, as_user: SignIn) -> None:
    submit(scene)
    page = as_user("colleague").get(f"/nominations/{scene.draft}")
    said = words(page.text)
    assert page.text.count("<h1") == 1
    for text in (
        "베트남 Hanoi", "설계총괄과-2025-0001", "민간기업 추천", "Metropolitan Railway Board", "memorandum signed",
        "2025. 1. 15.(수)", "NGUYEN THI MINH HANH", "도시철도 정책관리자", "증빙.pdf", "한도윤", "추천한 연수생의 항공료 부담",
        "2. 민간기업에서 추진 중인 해외진출 사업",
    ):  # fmt: skip
        assert text in said, text


def test_a_receipt_is_the_companys_to_print(scene: Scene, as_user: SignIn) -> None:
    browser = as_user("officer")
    assert browser.get(f"/nominations/{scene.draft}/receipt").location == f"/nominations/{scene.draft}/edit/review"
    submit(scene)
    said = words(browser.get(f"/nominations/{scene.draft}/receipt").text)
    for text in ("설계총괄과-2025-0001", "한빛철도㈜", "1명: NGUYEN THI MINH HANH", "증빙.pdf", "다음 절차"):
        assert text in said, text


def test_withdrawing_asks_for_a_reason_and_shows_it_is_done(scene: Scene, as_user: SignIn) -> None:
    submit(scene)
    browser, version = as_user("officer"), str(scene.nomination().version)
    refused = browser.post(f"/nominations/{scene.draft}/withdraw", data={"reason": " ", "version": version})
    assert refused.status_code == 422
    assert "철회 사유를 적어 주세요." in refused.text
    assert scene.nomination().state is NominationState.SUBMITTED
    done = browser.post(f"/nominations/{scene.draft}/withdraw", data={"reason": "사업 중단", "version": version})
    assert (done.status_code, done.location) == (303, f"/nominations/{scene.draft}")
    assert scene.nomination().state is NominationState.WITHDRAWN
    assert "추천철회" in words(browser.get(f"/nominations/{scene.draft}").text)
    assert "2025. 7. 10.(목)" in words(browser.get(f"/nominations/{scene.draft}/receipt").text)


def test_withdrawing_what_changed_since_or_was_withdrawn_is_told(scene: Scene, as_user: SignIn) -> None:
    submit(scene)
    browser = as_user("officer")
    stale = browser.post(f"/nominations/{scene.draft}/withdraw", data={"reason": "x", "version": "1"})
    assert (stale.status_code, scene.nomination().state) == (303, NominationState.SUBMITTED)
    version = str(scene.nomination().version)
    browser.post(f"/nominations/{scene.draft}/withdraw", data={"reason": "x", "version": version})
    again = browser.post(f"/nominations/{scene.draft}/withdraw", data={"reason": "y"}, follow_redirects=True)
    assert "처리할 수 없습니다" in again.text


ROUTES = [
    ("GET", "/nominations/{id}"), ("GET", "/nominations/{id}/edit/place"), ("POST", "/nominations/{id}/edit/place"),
    ("GET", "/nominations/{id}/edit/review"), ("POST", "/nominations/{id}/submit"),
    ("POST", "/nominations/{id}/withdraw"), ("GET", "/nominations/{id}/receipt"),
    ("GET", "/nominations/{id}/files/{file}"), ("POST", "/nominations/{id}/files/{file}/remove"),
]  # fmt: skip


@pytest.mark.parametrize("submitted", [False, True])
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_another_companys_nomination_is_a_404(
    scene: Scene, as_user: SignIn, method: str, path: str, submitted: bool
) -> None:
    with unit_of_work():
        services.attach(scene.nomination(), upload(name="증빙.pdf"), actor=scene.user())
        if submitted:
            services.submit(scene.nomination(), actor=scene.user())
    file_id, version = scene.nomination().files[0].id, scene.nomination().version
    address = path.format(id=scene.draft, file=file_id)
    answer = as_user("stranger").open(address, method=method, data={"reason": "x", "version": str(version)})
    assert answer.status_code == 404
    assert scene.nomination().version == version
    assert as_user("stranger").open(path.format(id=999, file=1), method=method).status_code == 404


def test_a_file_of_another_nomination_is_a_404_through_ones_own(scene: Scene, as_user: SignIn) -> None:
    with unit_of_work():
        services.attach(scene.nomination(), upload(name="증빙.pdf"), actor=scene.user())
        own = make_nomination(db.session.get_one(Call, scene.call), scene.user("stranger").company).id
    file_id = scene.nomination().files[0].id
    assert as_user("stranger").get(f"/nominations/{own}/files/{file_id}").status_code == 404
    assert as_user("stranger").post(f"/nominations/{own}/files/{file_id}/remove").status_code == 404


def test_a_companys_officer_without_a_company_sees_nothing(as_staff: AsStaff, scene: Scene) -> None:
    browser = as_staff(lambda: UserFactory(roles=["company"]))
    assert browser.get("/nominations").status_code == 404
    assert browser.post("/calls/URT-2025/nominate").status_code == 404
    assert browser.get(f"/nominations/{scene.draft}/edit/place").status_code == 404


def test_staff_do_not_see_a_companys_draft(as_staff: AsStaff, scene: Scene) -> None:
    browser = as_staff(officer)
    for path in ("edit/place", "edit/review", "receipt"):
        assert browser.get(f"/nominations/{scene.draft}/{path}").status_code == 404
    assert browser.post(f"/nominations/{scene.draft}/submit").status_code == 404


def test_staff_read_what_came_in_and_each_reading_is_on_record(as_staff: AsStaff, scene: Scene) -> None:
    submit(scene)
    file_id = scene.nomination().files[0].id
    clerk = as_staff(officer)
    assert clerk.get(f"/nominations/{scene.draft}/receipt").status_code == 200
    assert clerk.get(f"/nominations/{scene.draft}/files/{file_id}").data == PDF
    for make in (coordinator, committee_member):
        assert as_staff(make).get(f"/nominations/{scene.draft}/files/{file_id}").status_code == 200
    read = db.session.execute(sa.select(AccessEntry.purpose, AccessEntry.subject_ids).order_by(AccessEntry.id)).all()
    assert [tuple(one) for one in read] == [
        ("nominations.receipt", [scene.draft]), *[("nominations.file", [scene.draft])] * 3,
    ]  # fmt: skip


def test_a_companys_own_reading_is_no_access_by_others(scene: Scene, as_user: SignIn) -> None:
    submit(scene)
    as_user("officer").get(f"/nominations/{scene.draft}/receipt")
    assert db.session.scalars(sa.select(AccessEntry)).all() == []


def test_an_officer_withdraws_on_behalf_but_changes_nothing_else(as_staff: AsStaff, scene: Scene) -> None:
    submit(scene)
    clerk, version = as_staff(officer), str(scene.nomination().version)
    assert clerk.post(f"/nominations/{scene.draft}/edit/place", data={"city": "X"}).status_code == 404
    assert clerk.post(f"/nominations/{scene.draft}/withdraw", data={"version": version}).status_code == 303
    assert scene.nomination().state is NominationState.SUBMITTED
    done = clerk.post(f"/nominations/{scene.draft}/withdraw", data={"reason": "기업 요청", "version": version})
    assert done.status_code == 303
    assert scene.nomination().state is NominationState.WITHDRAWN


@pytest.mark.parametrize("make", [coordinator, committee_member])
def test_other_staff_have_no_part_in_nominations(as_staff: AsStaff, scene: Scene, make: Callable[[], User]) -> None:
    submit(scene)
    browser = as_staff(make)
    for path in ("/nominations", f"/nominations/{scene.draft}", f"/nominations/{scene.draft}/edit/place"):
        assert browser.get(path).status_code == 403
    assert browser.post(f"/nominations/{scene.draft}/withdraw", data={"reason": "x"}).status_code == 403


def test_nobody_signed_in_is_led_to_sign_in(client: Client, scene: Scene) -> None:
    for path in ("/nominations", f"/nominations/{scene.draft}", f"/nominations/{scene.draft}/edit/place"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in")


def test_english_readers_read_english(scene: Scene, as_user: SignIn) -> None:
    submit(scene)
    with unit_of_work():
        scene.user().language = "en"
    said = words(as_user("officer").get(f"/nominations/{scene.draft}").text)
    for text in (
        "Hanoi, Vietnam", "Nominated by a private company", "Urban railway policy manager", "15 Jan 2025 (Wed)",
        "Send the confirmation link to",
    ):  # fmt: skip
        assert text in said, text


def test_ids_of_nominations_are_read_by_number_alone(scene: Scene, as_user: SignIn) -> None:
    browser = as_user("officer")
    for odd in ("0", "99999999999999999999999", "-1", "abc", "1.0"):
        assert browser.get(f"/nominations/{odd}").status_code == 404
    assert db.session.get(Nomination, scene.draft) is not None


def test_officers_find_receipt_and_withdrawal_on_the_page_of_the_screening(as_staff: AsStaff, scene: Scene) -> None:
    submit(scene)
    page = as_staff(officer).get(f"/manage/nominations/{scene.draft}").text
    assert f'href="/nominations/{scene.draft}/receipt"' in page
    assert f'action="/nominations/{scene.draft}/withdraw"' in page
    assert "withdraw" not in as_staff(committee_member).get(f"/manage/nominations/{scene.draft}").text
