"""Pages of the company account: rights, hand-over, profile with its certificate, verification by the office."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.accounts.conftest import PASSWORD
from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, UserFactory, company_officer, officer
from tests.support.counting import statements
from tests.support.samples import PDF
from tests.support.uploads import upload
from workflow.accounts.models import Company, CompanyCertificate, User
from workflow.accounts.roles import Right
from workflow.accounts.services import profile
from workflow.accounts.states import AccountState, VerificationState
from workflow.core.audit import AccessEntry
from workflow.core.db import db, unit_of_work

PROFILE = {
    "name_ko": "한빛철도㈜", "name_en": "Hanbit Rail", "representative": "한대표", "address_ko": "서울특별시 중구",
    "phone": "02-120", "version": "1",
}


class House:
    """A company with a manager, a colleague who submits and one who writes; and an officer."""

    def __init__(self) -> None:
        with unit_of_work():
            self.company: Company = CompanyFactory(name_ko="한빛철도㈜", name_en="Hanbit Rail")
            self.manager, self.submitter, self.writer = (
                company_officer(company=self.company, right=right, password_hash="x", name=name)
                for right, name in ((Right.MANAGE, "한관리"), (Right.SUBMIT, "오제출"), (Right.WRITE, "서작성"))
            )
            self.officer: User = officer()

    def certify(self) -> CompanyCertificate:
        with unit_of_work():
            return profile.add_certificate(self.company, upload(name="사업자등록증.pdf"), actor=self.manager)

    def in_state(self, state: VerificationState, **values: Any) -> None:
        with unit_of_work() as session:
            session.execute(sa.update(Company).where(Company.id == self.company.id).values(
                state=state, asked_at=sa.func.coalesce(Company.asked_at, Company.created_at), **values))


@pytest.fixture
def house(app: Flask) -> House:
    return House()


def right_of(user: User) -> Right:
    return db.session.get_one(User, user.id).right


def state_of(house: House) -> VerificationState:
    return db.session.get_one(Company, house.company.id).state


# Rights


def test_page_explains_each_right_in_a_line_and_names_that_of_each_member(client: Client, house: House) -> None:
    page = client.sign_in(house.writer).get("/company").text
    for line in (
        "기업정보와 담당자, 권한을 관리하고 추천서를 제출·철회합니다.", "추천서를 작성하고 제출·철회합니다.",
        "추천서를 작성합니다. 제출은 동료가 합니다.",
    ):
        assert line in page
    for deed in ("권한 변경", "기업 계정 인계", "동료 초대", "기업정보 입력", "사용 중지"):
        assert deed not in page, "only a manager does these"


def test_manager_changes_a_right(client: Client, house: House) -> None:
    client.sign_in(house.manager)
    assert "권한 변경" in client.get("/company").text
    answer = client.post(
        f"/company/members/{house.writer.id}/right", data={"version": "1", "right": "submit"}, follow_redirects=True
    )
    assert "서작성님의 권한을 변경했습니다." in answer.text
    assert right_of(house.writer) is Right.SUBMIT


def test_last_manager_keeps_the_right_and_is_told_why(client: Client, house: House) -> None:
    answer = client.sign_in(house.manager).post(
        f"/company/members/{house.manager.id}/right", data={"version": "1", "right": "write"}, follow_redirects=True
    )
    assert "마지막 관리 담당자입니다. 먼저 로그인할 수 있는 동료에게 관리 권한을 주세요." in answer.text
    assert right_of(house.manager) is Right.MANAGE


@pytest.mark.parametrize("right", ["", "owner"])
def test_unknown_right_changes_nothing(client: Client, house: House, right: str) -> None:
    path = f"/company/members/{house.writer.id}/right"
    assert client.sign_in(house.manager).post(path, data={"version": "1", "right": right}).status_code == 303
    assert right_of(house.writer) is Right.WRITE


@pytest.mark.parametrize(("path", "form"), [
    ("/company/members/{other}/right", {"version": "1", "right": "write"}),
    ("/company/members/{other}/disable", {"version": "1"}), ("/company/members/{other}/notices", {"version": "1"}),
    ("/company/verification/ask", {"version": "1"}), ("/company/hand-over", {"to": "new"}), ("/company/profile", PROFILE),
])
def test_who_manages_nothing_is_refused_clearly(client: Client, house: House, path: str, form: dict[str, str]) -> None:
    answer = client.sign_in(house.submitter).post(
        path.format(other=house.manager.id), data=form, follow_redirects=True
    )
    assert "기업 관리 권한이 있는 담당자만 할 수 있습니다. 관리 담당자에게 요청하세요." in answer.text
    assert right_of(house.manager) is Right.MANAGE
    assert state_of(house) is VerificationState.UNVERIFIED


def test_writer_invites_nobody(client: Client, house: House) -> None:
    form = {"name": "새", "email": "new@hanbit.example", "language": "ko", "right": "write"}
    answer = client.sign_in(house.writer).post("/company/invite", data=form)
    assert answer.status_code == 422
    assert "기업 관리 권한이 있는 담당자만 할 수 있습니다." in answer.text


def test_mails_on_notices_are_stopped_and_begun_by_oneself(client: Client, house: House) -> None:
    client.sign_in(house.writer)
    path = f"/company/members/{house.writer.id}/notices"
    answer = client.post(path, data={"version": "1", "wanted": ""}, follow_redirects=True)
    assert "이제 서작성님에게 새 공지와 모집공고 메일을 보내지 않습니다." in answer.text
    assert not db.session.get_one(User, house.writer.id).wants_notices
    client.post(path, data={"version": "2", "wanted": "1"})
    assert db.session.get_one(User, house.writer.id).wants_notices


# Hand-over


def test_manager_hands_over_and_stays_as_writer(client: Client, house: House) -> None:
    client.sign_in(house.manager)
    page = client.get("/company/hand-over").text
    assert ("오제출" in page, "서작성" in page, f'value="{house.manager.id}"' in page) == (True, True, False)
    answer = client.post("/company/hand-over", data={"to": str(house.submitter.id), "afterwards": "write", "language": "ko"})
    assert answer.location == "/company"
    assert (right_of(house.submitter), right_of(house.manager)) == (Right.MANAGE, Right.WRITE)


def test_manager_who_leaves_is_signed_out(client: Client, house: House) -> None:
    client.sign_in(house.manager)
    form = {"to": str(house.writer.id), "afterwards": "leave", "language": "ko"}
    answer = client.post("/company/hand-over", data=form, follow_redirects=True)
    assert "기업 계정을 인계했습니다." in answer.text
    assert answer.request.path == "/sign-in"
    assert client.get("/company").location.startswith("/sign-in")
    assert db.session.get_one(User, house.manager.id).state is AccountState.DISABLED


def test_somebody_new_takes_over_when_they_accept(client: Client, house: House, mails: list[Any], seen: str) -> None:
    form = {"to": "new", "name": "새 담당", "email": "new@hanbit.example", "language": "ko", "afterwards": "leave"}
    answer = client.sign_in(house.manager).post("/company/hand-over", data=form, follow_redirects=True)
    assert "상대가 수락할 때까지는 계속 관리 담당자입니다." in answer.text
    assert "계정 인수" in answer.text, "the open invitation says what it is for"
    client.post(f"/set-password/{mails[-1].token}", data={"password": PASSWORD, "consent": seen})
    assert "한빛철도㈜" in client.get("/company").text
    assert db.session.get_one(User, house.manager.id).state is AccountState.DISABLED


@pytest.mark.parametrize(("form", "said"), [
    ({}, "인수할 사람을 고르세요."), ({"to": "{submitter}"}, "내 계정을 어떻게 할지 고르세요."),
    ({"to": "new", "afterwards": "write"}, "동료의 이름을 입력하세요."),
    ({"to": "new", "afterwards": "write", "name": "새", "email": "x"}, "전자우편 주소 형식이 아닙니다."),
])
def test_hand_over_says_what_is_missing(client: Client, house: House, form: dict[str, str], said: str) -> None:
    form = {name: value.format(submitter=house.submitter.id) for name, value in form.items()}
    answer = client.sign_in(house.manager).post("/company/hand-over", data={**form, "language": "ko"})
    assert answer.status_code == 422
    assert said in answer.text
    assert right_of(house.manager) is Right.MANAGE


def test_foreign_member_takes_nothing_over(client: Client, house: House) -> None:
    with unit_of_work():
        stranger = company_officer(password_hash="x", right=Right.WRITE)
    form = {"to": str(stranger.id), "afterwards": "write", "language": "ko"}
    assert client.sign_in(house.manager).post("/company/hand-over", data=form).status_code == 422
    assert (right_of(stranger), right_of(house.manager)) == (Right.WRITE, Right.MANAGE)


def test_office_appoints_once_the_manager_who_left_is_disabled_with_a_reason(client: Client, house: House) -> None:
    client.sign_in(house.officer)
    base = f"/manage/companies/{house.company.id}"
    assert "로그인할 수 있는 관리 담당자가 있습니다" in client.get(f"{base}/hand-over").text
    gone = f"{base}/members/{house.manager.id}/disable"
    refused = client.post(gone, data={"version": "1"}, follow_redirects=True)
    assert "기업의 마지막 관리 담당자입니다. 사용을 중지하는 사유를 적어 주세요." in refused.text
    client.post(gone, data={"version": "1", "reason": "퇴사"})
    assert "로그인할 수 있는 관리 담당자가 없습니다" in client.get(base).text
    form = {"to": str(house.writer.id), "language": "ko"}
    assert "관리 담당자를 정하는 사유를 적어 주세요." in client.post(f"{base}/hand-over", data=form).text
    answer = client.post(f"{base}/hand-over", data={**form, "reason": "대표전화로 확인"}, follow_redirects=True)
    assert "관리 담당자를 정했습니다." in answer.text
    assert right_of(house.writer) is Right.MANAGE


def test_office_does_not_change_rights_where_a_manager_can_sign_in(client: Client, house: House) -> None:
    client.sign_in(house.officer)
    base = f"/manage/companies/{house.company.id}"
    assert "권한 변경" not in client.get(base).text
    form = {"to": str(house.writer.id), "language": "ko", "reason": "요청"}
    assert client.post(f"{base}/hand-over", data=form).status_code == 422
    invitation = {"name": "새", "email": "n@hanbit.example", "language": "ko", "right": "manage"}
    assert client.post(f"{base}/invite", data=invitation).status_code == 422
    assert right_of(house.writer) is Right.WRITE


# Profile and verification


def test_profile_is_saved_with_its_certificate_and_asked_to_be_verified(client: Client, house: House) -> None:
    client.sign_in(house.manager)
    assert "확인에 필요한 내용: 대표자, 국문 주소, 전화, 사업자등록증" in client.get("/company").text
    answer = client.post(
        "/company/profile", data={**PROFILE, "certificate": (io.BytesIO(PDF), "사업자등록증.pdf")}, follow_redirects=True
    )
    assert "기업정보를 저장했습니다." in answer.text
    assert "확인에 필요한 내용을 모두 갖췄습니다" in answer.text
    version = db.session.get_one(Company, house.company.id).version
    answer = client.post("/company/verification/ask", data={"version": str(version)}, follow_redirects=True)
    assert "담당 부서에 기업 확인을 요청했습니다." in answer.text
    assert state_of(house) is VerificationState.ASKED


@pytest.mark.parametrize(("changed", "said"), [
    ({"name_ko": ""}, "기업 국문명을 입력하세요."), ({"phone": "전화"}, "전화번호를 숫자로 적어 주세요."),
    ({"homepage": "javascript:alert(1)"}, "누리집 주소를 확인해 주세요."),
])
def test_profile_that_is_wrong_says_so_and_keeps_the_rest(
    client: Client, house: House, changed: dict[str, str], said: str
) -> None:
    answer = client.sign_in(house.manager).post("/company/profile", data={**PROFILE, **changed})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="한대표"' in answer.text
    assert db.session.get_one(Company, house.company.id).representative == ""


def test_certificate_that_is_none_is_refused_with_all_that_was_typed(client: Client, house: House) -> None:
    form = {**PROFILE, "certificate": (io.BytesIO(b"just text"), "x.pdf")}
    answer = client.sign_in(house.manager).post("/company/profile", data=form)
    assert answer.status_code == 422
    assert 'value="한대표"' in answer.text
    assert db.session.get_one(Company, house.company.id).representative == "", "all or nothing"


def test_everything_wrong_with_a_profile_and_its_file_is_said_at_once(client: Client, house: House) -> None:
    form = {**PROFILE, "name_ko": "", "phone": "전화", "certificate": (io.BytesIO(b"just text"), "x.pdf")}
    page = client.sign_in(house.manager).post("/company/profile", data=form).text
    for field in ("name_ko", "phone", "certificate"):
        assert f'<li><a href="#{field}">' in page


def test_file_that_has_to_be_chosen_again_is_named(client: Client, house: House) -> None:
    form = {**PROFILE, "phone": "전화", "certificate": (io.BytesIO(PDF), "사업자등록증.pdf")}
    page = client.sign_in(house.manager).post("/company/profile", data=form).text
    said = "다른 내용을 먼저 고쳐야 해서 파일은 저장되지 않았습니다. 다시 골라 주세요: 사업자등록증.pdf"
    assert page.count(said) == 2, "above the form and beside the field"
    assert db.session.scalars(sa.select(CompanyCertificate)).all() == []


def test_profile_says_how_large_the_file_may_be(client: Client, house: House) -> None:
    page = client.sign_in(house.manager).get("/company/profile").text
    assert "파일 하나는 20 MB까지 올릴 수 있습니다." in page
    assert "다시 골라 주세요" not in page


# What comes next


def test_manager_of_a_new_company_is_told_what_comes_next(client: Client, house: House) -> None:
    page = client.sign_in(house.manager).get("/company").text
    assert "다음에 할 일" in page
    for way in ("/company/profile", "/"):
        assert f'<a href="{way}">' in page.partition("다음에 할 일")[2]
    assert "다음에 할 일" not in client.sign_in(house.writer).get("/company").text


def test_verified_company_is_told_nothing_of_it(client: Client, house: House) -> None:
    house.in_state(VerificationState.VERIFIED)
    assert "다음에 할 일" not in client.sign_in(house.manager).get("/company").text


def test_stale_profile_is_409(client: Client, house: House) -> None:
    assert client.sign_in(house.manager).post("/company/profile", data={**PROFILE, "version": "9"}).status_code == 409


def test_certificate_is_read_by_its_company_and_the_office_on_record(client: Client, house: House) -> None:
    stored = house.certify()
    assert client.sign_in(house.writer).get(f"/company/certificates/{stored.id}").data == PDF
    path = f"/manage/companies/{house.company.id}/certificates/{stored.id}"
    assert client.sign_in(house.officer).get(path).data == PDF
    entry = db.session.scalars(sa.select(AccessEntry).where(AccessEntry.purpose == "company certificate")).one()
    assert (entry.actor_id, entry.subject_ids) == (house.officer.id, [house.company.id])
    with unit_of_work():
        stranger, other = company_officer(password_hash="x"), CompanyFactory()
    assert client.get(f"/manage/companies/{other.id}/certificates/{stored.id}").status_code == 404
    assert client.sign_in(stranger).get(f"/company/certificates/{stored.id}").status_code == 404


def test_former_certificate_stays_in_reach(client: Client, house: House) -> None:
    first, second = house.certify(), house.certify()
    page = client.sign_in(house.manager).get("/company").text
    valid, _heading, former = page.partition("이전 사업자등록증")
    assert f"/company/certificates/{second.id}" in valid
    assert f"/company/certificates/{first.id}" in former


def test_officer_verifies_and_the_tag_says_so_everywhere(client: Client, house: House) -> None:
    house.in_state(VerificationState.ASKED)
    client.sign_in(house.officer)
    base = f"/manage/companies/{house.company.id}"
    assert "기업정보를 사업자등록증과 비교하세요" in client.get(base).text
    answer = client.post(f"{base}/verification/verify", data={"version": "1"}, follow_redirects=True)
    assert "기업을 확인했습니다. 관리 담당자에게 메일로 알립니다." in answer.text
    for path, reader in ((base, house.officer), ("/manage/companies", house.officer), ("/company", house.writer)):
        assert "확인 완료</span>" in client.sign_in(reader).get(path).text, path


def test_officer_returns_with_a_reason_that_the_company_reads(client: Client, house: House) -> None:
    house.in_state(VerificationState.CHANGED)
    path = f"/manage/companies/{house.company.id}/verification/return"
    client.sign_in(house.officer)
    assert "무엇을 고쳐야 하는지 적어 주세요." in client.post(path, data={"version": "1"}, follow_redirects=True).text
    client.post(path, data={"version": "1", "reason": "대표자 이름이 다릅니다."})
    page = client.sign_in(house.manager).get("/company").text
    assert "담당 부서가 확인을 반려했습니다" in page
    assert "대표자 이름이 다릅니다." in page


@pytest.mark.parametrize("version", ["", "7", "x"])
def test_verifying_from_a_stale_page_is_409(client: Client, house: House, version: str) -> None:
    house.in_state(VerificationState.ASKED)
    path = f"/manage/companies/{house.company.id}/verification/verify"
    assert client.sign_in(house.officer).post(path, data={"version": version}).status_code == 409
    assert state_of(house) is VerificationState.ASKED


@pytest.mark.parametrize(("state", "names"), [
    ("to-verify", {"asked㈜", "changed㈜"}), ("verified", {"verified㈜"}), ("asked", {"asked㈜"}),
    ("", {"unverified㈜", "asked㈜", "verified㈜", "returned㈜", "changed㈜"}),
    ("%", {"unverified㈜", "asked㈜", "verified㈜", "returned㈜", "changed㈜"}),
])
def test_list_is_narrowed_by_verification(client: Client, state: str, names: set[str]) -> None:
    with unit_of_work():
        reader = UserFactory(roles=["officer"])
        for one in VerificationState:
            CompanyFactory(name_ko=f"{one.value}㈜", state=one)
    page = client.sign_in(reader).get("/manage/companies", query_string={"state": state}).text
    assert {one for one in (f"{state.value}㈜" for state in VerificationState) if one in page} == names


@pytest.mark.parametrize("count", [1, 3])
def test_office_s_page_takes_the_same_queries_for_every_number_of_certificates_and_members(
    client: Client, house: House, count: int
) -> None:
    for _ in range(count):
        house.certify()
        with unit_of_work():
            company_officer(company=house.company)
    client.sign_in(house.officer)
    with statements() as sent:
        client.get(f"/manage/companies/{house.company.id}")
    reading = [one for one in sent if not one.upper().startswith("INSERT")]
    assert len(reading) == 19, reading  # the reading is put on record first, and all is read again after that
