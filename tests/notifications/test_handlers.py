"""Who is told what, in which language, once, and together with what it is about."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories.accounts import CompanyFactory, company_officer, officer
from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from tests.factories.selection import make_eligible, make_placement
from workflow.accounts.roles import Right
from workflow.accounts.services import profile
from workflow.accounts.states import VerificationState
from workflow.core import clock, mail
from workflow.core.db import db, unit_of_work
from workflow.core.events import announce
from workflow.core.outbox import OutboxRow, OutboxState
from workflow.nominations import services as nominations
from workflow.nominations.states import NominationState
from workflow.notifications import account_words
from workflow.notifications.services import remind_of_deadlines
from workflow.programmes import services as programmes
from workflow.screening.services import ask_correction
from workflow.selection.events import SelectionAnnounced
from workflow.selection.states import PlacementState


def mails() -> list[OutboxRow]:
    return list(db.session.scalars(sa.select(OutboxRow).where(OutboxRow.kind == mail.KIND).order_by(OutboxRow.id)))


def subjects() -> list[tuple[str, str]]:
    return [(str(row.recipient), str(row.subject)) for row in mails()]


def test_every_officer_of_the_company_learns_of_the_receipt_in_their_language(app: Flask) -> None:
    with unit_of_work():
        company = CompanyFactory()
        korean = company_officer(company=company, email="ko@hanbit.example")
        company_officer(company=company, email="en@hanbit.example", language="en")
        nomination = make_nomination(make_call(), company)
    with unit_of_work():
        nominations.submit(nomination, actor=korean)
    number = nomination.receipt_no
    assert subjects() == [
        ("ko@hanbit.example", f"추천서가 접수되었습니다 ({number})"),
        ("en@hanbit.example", f"Your nomination was received ({number})"),
    ]


def test_mail_is_undone_with_what_it_is_about(app: Flask) -> None:
    with unit_of_work():
        company = CompanyFactory()
        person = company_officer(company=company)
        nomination = make_nomination(make_call(), company)

    def fail() -> None:
        with unit_of_work():
            nominations.submit(nomination, actor=person)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert mails() == []


def test_author_is_told_where_the_company_has_no_account(app: Flask) -> None:
    with unit_of_work():
        nomination = make_nomination(make_call(), state=NominationState.SUBMITTED)
        ask_correction(nomination, "add the contract", None, actor=officer())
    assert [recipient for recipient, _subject in subjects()] == ["h.doyun@hanbit.example"]


def test_announcement_is_courteous_to_those_without_a_seat_and_silent_to_the_others(app: Flask) -> None:
    with unit_of_work():
        call = make_call()
        chosen, waiting, refused = (make_eligible(call, key, "VNM", 1) for key in ("A", "B", "C"))
        for n, nomination in enumerate((chosen, waiting, refused)):
            nomination.author_email = f"author{n}@company.example"
        make_placement(chosen.trainees[0])
        make_placement(waiting.trainees[0], PlacementState.RESERVE)
        make_nomination(call, state=NominationState.WITHDRAWN)
        make_nomination(call)
        db.session.flush()
        announce(SelectionAnnounced(subject_id=1, actor_id=None, at=clock.now(), call_id=call.id))
    told = subjects()
    assert [recipient for recipient, _subject in told] == ["author1@company.example", "author2@company.example"]


def test_deadline_is_told_once_to_companies_with_a_draft(app: Flask) -> None:
    with unit_of_work():
        company = CompanyFactory()
        company_officer(company=company, email="draft@hanbit.example")
        call = make_call()
        make_nomination(call, company)
        make_nomination(call, state=NominationState.SUBMITTED)
        assert remind_of_deadlines() == 0
    clock.move_to(datetime(2025, 7, 23, 9, tzinfo=clock.KST))
    for _ in range(2):
        with unit_of_work():
            assert remind_of_deadlines() == 1
    assert subjects() == [("draft@hanbit.example", "접수마감이 다가옵니다: 2025. 7. 25.(금)")]


def test_an_extended_deadline_is_told_to_companies_with_a_draft(app: Flask) -> None:
    with unit_of_work():
        call, company, staff = make_call(), CompanyFactory(), officer()
        company_officer(company=company, email="ko@hanbit.example")
        company_officer(company=CompanyFactory(), email="none@donghae.example")
        make_nomination(call, company)
    with unit_of_work():
        programmes.extend_deadline(call, day="2025-07-31", time="18:00", actor=staff, reason="연휴")
    assert subjects() == [("ko@hanbit.example", "접수마감이 연장되었습니다: 2025. 7. 31.(목) 18:00 KST")]
    with unit_of_work():  # a later change that leaves the deadline is no news of it
        programmes.update_call(call, {"trainees_per_nomination": 3}, actor=staff, reason="협의")
    assert len(mails()) == 1


def test_no_reminder_after_the_deadline(app: Flask) -> None:
    with unit_of_work():
        make_nomination(make_call())
    clock.move_to(datetime(2025, 7, 26, 0, 0, 1, tzinfo=clock.KST))
    with unit_of_work():
        assert remind_of_deadlines() == 0


def test_import_sends_no_mail(app: Flask) -> None:
    with unit_of_work():
        company = CompanyFactory()
        nominations.submit(make_nomination(make_call(), company), actor=company_officer(company=company), quiet=True)
    assert mails() == []


def test_withdrawal_is_confirmed(app: Flask) -> None:
    with unit_of_work():
        nomination = make_nomination(make_call(), state=NominationState.SUBMITTED)
        nominations.withdraw(nomination, actor=officer(), reason="the project ended")
    assert [row.state for row in mails()] == [OutboxState.QUEUED]
    assert "철회" in str(mails()[0].subject)


def test_managers_of_a_company_learn_of_its_verification_in_their_language(app: Flask) -> None:
    with unit_of_work():
        company = CompanyFactory(name_ko="한빛철도㈜", name_en="Hanbit Rail", state=VerificationState.ASKED)
        company_officer(company=company, email="ko@hanbit.example", password_hash="x")
        company_officer(company=company, email="en@hanbit.example", password_hash="x", language="en")
        company_officer(company=company, email="writer@hanbit.example", password_hash="x", right=Right.WRITE)
        person = officer()
    with unit_of_work():
        profile.verify(company, actor=person)
    assert subjects() == [
        ("ko@hanbit.example", "기업 확인이 끝났습니다"), ("en@hanbit.example", "Your company is verified"),
    ]


def test_returned_verification_is_told_with_its_reason(app: Flask) -> None:
    with unit_of_work():
        company = CompanyFactory(state=VerificationState.CHANGED)
        company_officer(company=company, email="writer@hanbit.example", password_hash="x", right=Right.WRITE)
        person = officer()
    with unit_of_work():
        profile.return_to_company(company, reason="대표자 이름이 다릅니다.", actor=person)
    assert subjects() == [("writer@hanbit.example", "기업 확인에 보완이 필요합니다")], "all its people, where nobody manages it"
    letter = account_words.company_returned(company, "대표자 이름이 다릅니다.")
    assert [str(value) for _what, value in letter.facts] == ["대표자 이름이 다릅니다."]
