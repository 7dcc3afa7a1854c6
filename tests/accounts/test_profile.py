"""A company's profile, its registration certificate, and their verification."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories.accounts import CompanyFactory, company_officer, officer
from tests.support.hearing import hearing
from tests.support.samples import JPEG, PDF, PNG
from tests.support.uploads import upload
from workflow.accounts import profile as rules
from workflow.accounts.events import CompanyRenamed, CompanyReturned, CompanyVerified
from workflow.accounts.models import Company, CompanyCertificate, User
from workflow.accounts.roles import Right
from workflow.accounts.services import profile
from workflow.accounts.states import VerificationState
from workflow.core import clock
from workflow.core.audit import AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused, Stale

WHOLE = {
    "name_ko": "한빛철도㈜", "name_en": "Hanbit Rail", "representative": "한대표", "address_ko": "서울특별시 중구 세종대로 110",
    "address_en": "110 Sejong-daero, Seoul", "phone": "02-120", "homepage": "https://hanbit.example",
    "business": "철도 엔지니어링",
}


class Town:
    """A company with a manager, and an officer."""

    def __init__(self, **values: Any) -> None:
        with unit_of_work():
            self.company: Company = CompanyFactory(**{"name_ko": "한빛철도㈜", "name_en": "Hanbit Rail", **values})
            self.manager: User = company_officer(company=self.company, password_hash="x")
            self.officer: User = officer()

    def certify(self, content: bytes = PDF, name: str = "사업자등록증.pdf") -> int:
        with profile.look_at_certificate(io.BytesIO(content), name) as taken, unit_of_work():
            return profile.add_certificate(self.company, taken, actor=self.manager).id

    def brought_to(self, state: VerificationState) -> Town:
        """Complete the company and lead it to a state by its own verbs."""
        with unit_of_work():
            profile.save(self.company, WHOLE, actor=self.manager)
        self.certify()
        if state is not VerificationState.UNVERIFIED:
            with unit_of_work():
                profile.ask_verification(self.company, actor=self.manager)
        if state in (VerificationState.VERIFIED, VerificationState.CHANGED):
            with unit_of_work():
                profile.verify(self.company, actor=self.officer)
        if state is VerificationState.RETURNED:
            with unit_of_work():
                profile.return_to_company(self.company, reason="대표자 이름이 다릅니다.", actor=self.officer)
        if state is VerificationState.CHANGED:
            self.certify(PNG, "새.png")
        assert self.company.state is state
        return self


def test_manager_writes_the_profile_and_the_number_stays(app: Flask) -> None:
    town = Town()
    number = town.company.registration_no
    with unit_of_work():
        profile.save(town.company, {**WHOLE, "registration_no": "1108100024"}, actor=town.manager, version=1)
    assert {field: getattr(town.company, field) for field in WHOLE} == WHOLE
    assert (town.company.registration_no, town.company.version) == (number, 2)
    with unit_of_work():
        profile.save(town.company, WHOLE, actor=town.manager, version=1)  # nothing changes: nothing to be stale about
    with pytest.raises(Stale), unit_of_work():
        profile.save(town.company, {**WHOLE, "phone": "02-121"}, actor=town.manager, version=1)


@pytest.mark.parametrize(("field", "typed"), [
    ("name_ko", " "), ("name_ko", "가" * 121), ("name_en", "x" * 121), ("representative", "a\u0007b"),
    ("address_ko", "가" * 201), ("phone", "전화"), ("phone", "12"), ("homepage", "javascript:alert(1)"),
    ("homepage", "not a page"), ("homepage", "https://"), ("homepage", "http://[x"), ("business", "=?utf-8?q?x?="),
])
def test_profile_that_is_typed_wrong_names_its_field(field: str, typed: str) -> None:
    assert [reason.field for reason in rules.check({**WHOLE, field: typed})] == [field]


@pytest.mark.parametrize(("typed", "kept"), [
    ("hanbit.example", "https://hanbit.example"), ("http://hanbit.example/ko", "http://hanbit.example/ko"), ("", ""),
])
def test_homepage_gets_its_scheme(app: Flask, typed: str, kept: str) -> None:
    town = Town()
    with unit_of_work():
        profile.save(town.company, {**WHOLE, "homepage": typed}, actor=town.manager)
    assert town.company.homepage == kept


def test_later_certificate_replaces_the_former_which_stays(app: Flask) -> None:
    town = Town()
    first = town.certify(PDF, "2023.pdf")
    second = town.certify(JPEG, "2025.jpg")
    rows = db.session.scalars(sa.select(CompanyCertificate).order_by(CompanyCertificate.id)).all()
    assert [(row.id, row.file.name, row.replaced_at is None) for row in rows] == [
        (first, "2023.pdf", False), (second, "2025.jpg", True),
    ]


def test_certificate_of_another_kind_is_refused_and_the_former_stays(app: Flask) -> None:
    town = Town()
    first = town.certify()
    with pytest.raises(Refused) as refused:
        town.certify(b"just text", "증명.pdf")
    assert [reason.field for reason in refused.value.reasons] == ["certificate"]
    valid = sa.select(CompanyCertificate.id).where(CompanyCertificate.replaced_at.is_(None))
    assert db.session.scalars(valid).all() == [first]


@pytest.mark.parametrize("lacking", [*rules.NEEDED, "certificate"])
def test_verification_is_asked_once_all_is_there(app: Flask, lacking: str) -> None:
    town = Town(name_en="")
    with unit_of_work():
        profile.save(town.company, {**WHOLE, lacking: ""}, actor=town.manager)
    if lacking != "certificate":
        town.certify()
    assert rules.missing(town.company, has_certificate=lacking != "certificate") == [lacking]
    with pytest.raises(Refused) as refused, unit_of_work():
        profile.ask_verification(town.company, actor=town.manager)
    assert refused.value.reasons[0].code == "missing"
    assert town.company.state is VerificationState.UNVERIFIED


def test_office_verifies_and_says_so(app: Flask) -> None:
    town = Town().brought_to(VerificationState.ASKED)
    with hearing(CompanyVerified) as heard, unit_of_work():
        profile.verify(town.company, actor=town.officer)
    assert (town.company.state, town.company.verified_by) == (VerificationState.VERIFIED, town.officer.id)
    assert town.company.verified_at is not None
    assert [event.subject_id for event in heard] == [town.company.id]


def test_office_returns_with_a_reason_which_the_next_asking_clears(app: Flask) -> None:
    town = Town().brought_to(VerificationState.ASKED)
    with pytest.raises(Refused) as refused, unit_of_work():
        profile.return_to_company(town.company, reason=" ", actor=town.officer)
    assert refused.value.reasons[0].field == "reason"
    with hearing(CompanyReturned) as heard, unit_of_work():
        profile.return_to_company(town.company, reason=" 대표자 이름이 다릅니다. ", actor=town.officer)
    assert (town.company.state, town.company.returned_reason) == (VerificationState.RETURNED, "대표자 이름이 다릅니다.")
    assert [event.reason for event in heard] == ["대표자 이름이 다릅니다."]
    with unit_of_work():
        profile.ask_verification(town.company, actor=town.manager)
    assert (town.company.state, town.company.returned_reason) == (VerificationState.ASKED, "")


@pytest.mark.parametrize("field", ["name_ko", "name_en"])
def test_new_name_is_to_be_verified_again(app: Flask, field: str) -> None:
    town = Town().brought_to(VerificationState.VERIFIED)
    before = clock.now()
    with hearing(CompanyRenamed) as heard, unit_of_work():
        profile.save(town.company, {**WHOLE, field: "Hanbit Rail Korea"}, actor=town.manager)
    assert (town.company.state, len(heard)) == (VerificationState.CHANGED, 1)
    assert town.company.asked_at is not None
    assert town.company.asked_at >= before, "it waits since the change"
    with unit_of_work():
        profile.verify(town.company, actor=town.officer)
    assert town.company.state is VerificationState.VERIFIED


def test_new_certificate_is_to_be_verified_again(app: Flask) -> None:
    town = Town().brought_to(VerificationState.VERIFIED)
    town.certify(PNG, "새.png")
    assert town.company.state is VerificationState.CHANGED


def test_other_details_leave_a_company_verified(app: Flask) -> None:
    town = Town().brought_to(VerificationState.VERIFIED)
    with hearing(CompanyRenamed) as heard, unit_of_work():
        profile.save(town.company, {**WHOLE, "phone": "02-121", "homepage": ""}, actor=town.manager)
    assert (town.company.state, heard) == (VerificationState.VERIFIED, [])


@pytest.mark.parametrize("state", [
    VerificationState.UNVERIFIED, VerificationState.ASKED, VerificationState.RETURNED, VerificationState.CHANGED,
])
def test_change_before_the_verification_leaves_it_where_it_is(app: Flask, state: VerificationState) -> None:
    town = Town().brought_to(state)
    with unit_of_work():
        profile.save(town.company, {**WHOLE, "name_en": "Hanbit Rail Korea"}, actor=town.manager)
    town.certify(JPEG, "또.jpg")
    assert town.company.state is state


@pytest.mark.parametrize(("state", "fits"), [
    (VerificationState.UNVERIFIED, False), (VerificationState.ASKED, True), (VerificationState.VERIFIED, False),
    (VerificationState.RETURNED, False), (VerificationState.CHANGED, True),
])
def test_only_what_waits_is_verified_or_returned(app: Flask, state: VerificationState, fits: bool) -> None:
    for act in (
        lambda town: profile.verify(town.company, actor=town.officer),
        lambda town: profile.return_to_company(town.company, reason="사유", actor=town.officer),
    ):
        town = Town().brought_to(state)
        if fits:
            with unit_of_work():
                act(town)
        else:
            with pytest.raises(Refused) as refused, unit_of_work():
                act(town)
            assert refused.value.reasons[0].code == "state"


def test_company_does_not_verify_itself(app: Flask) -> None:
    town = Town().brought_to(VerificationState.ASKED)
    for act in (
        lambda: profile.verify(town.company, actor=town.manager),
        lambda: profile.return_to_company(town.company, reason="사유", actor=town.manager),
    ):
        with pytest.raises(NotAllowed), unit_of_work():
            act()


def test_officer_who_looked_at_another_certificate_is_told(app: Flask) -> None:
    town = Town().brought_to(VerificationState.ASKED)
    seen = town.company.version
    town.certify(PNG, "새.png")
    with pytest.raises(Stale), unit_of_work():
        profile.verify(town.company, actor=town.officer, version=seen)
    assert town.company.state is VerificationState.ASKED


def test_who_manages_nothing_writes_no_profile(app: Flask) -> None:
    town = Town()
    with unit_of_work():
        writer = company_officer(company=town.company, right=Right.SUBMIT)
    for act in (
        lambda: profile.save(town.company, WHOLE, actor=writer),
        lambda: profile.add_certificate(town.company, upload(), actor=writer),
        lambda: profile.ask_verification(town.company, actor=writer),
    ):
        with pytest.raises(Refused) as refused, unit_of_work():
            act()
        assert refused.value.reasons[0].code == "right"


def test_record_holds_what_was_before(app: Flask) -> None:
    town = Town()
    with unit_of_work():
        profile.save(town.company, {**WHOLE, "name_en": "Hanbit Metro"}, actor=town.manager)
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == "company.edit")).one()
    assert entry.before is not None
    assert (entry.before["name_en"], entry.after) == ("Hanbit Rail", {
        **{field: text for field, text in WHOLE.items() if field != "name_ko"}, "name_en": "Hanbit Metro",
    })
