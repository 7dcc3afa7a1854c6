"""Sheets taken, taken again, and taken after somebody changed the draft on its pages."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.factories.accounts import CompanyFactory, company_officer, officer
from tests.factories.programmes import make_call
from tests.intake.filled import filled, paper_row, row
from tests.support.uploads import upload
from workflow.accounts.models import Company, User
from workflow.accounts.roles import Right
from workflow.consents.models import SubmissionDeclaration
from workflow.core import clock
from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.core.outbox import OutboxRow
from workflow.intake import services
from workflow.intake.models import SheetEntry, UploadedSheet
from workflow.intake.services import Fate
from workflow.nominations import services as nominations
from workflow.nominations.content import content_of
from workflow.nominations.models import Milestone, Nomination
from workflow.notifications import sheet_words
from workflow.programmes.models import Call

pytestmark = pytest.mark.usefixtures("work")


def uploaded(call: Call, person: User, *rows: Mapping[str, Any], by_staff: bool = False) -> UploadedSheet:
    """Upload a sheet, in the test's own unit of work: it is in its place before that commits."""
    looked_at = upload(filled(call.definition, rows, by_staff=by_staff), "추천서.xlsx", services.XLSX)
    sheet = services.upload(call, None if by_staff else person.company, looked_at, author=person, actor=person)
    assert sheet.file is not None
    sheet.file.path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(looked_at.path, sheet.file.path)
    return sheet


def taken(call: Call, person: User, *rows: Mapping[str, Any], submit: bool = False, by_staff: bool = False) -> list[str]:
    """Upload and take; return what became of each nomination."""
    sheet = uploaded(call, person, *rows, by_staff=by_staff)
    return [one["fate"] for one in services.take(sheet, author=person, actor=person, submit=submit)]


def all_nominations() -> list[Nomination]:
    return list(db.session.scalars(sa.select(Nomination).order_by(Nomination.id)))


@pytest.mark.databases
def test_the_same_sheet_again_changes_nothing() -> None:
    call, person = make_call(), company_officer()
    two = [row(), row(**{"trainee.name": "LE VAN AN"}), row(no="2", city="Danang", **{"trainee.name": "PHAM BA"})]
    assert taken(call, person, *two) == ["new", "new"]
    before = [(one.id, one.version, one.updated_at, content_of(one)) for one in all_nominations()]
    assert taken(call, person, *two) == ["same", "same"]
    assert [(one.id, one.version, one.updated_at, content_of(one)) for one in all_nominations()] == before


def test_the_same_sheet_of_a_colleague_leaves_the_author_alone() -> None:
    call, person = make_call(), company_officer()
    assert taken(call, person, row(**{"author.name": None, "author.email": None})) == ["new"]
    colleague = company_officer(company=person.company)
    assert taken(call, colleague, row(**{"author.name": None, "author.email": None})) == ["same"]
    assert (all_nominations()[0].author_name, all_nominations()[0].author_email) == (person.name, person.email)


def test_what_was_changed_on_the_pages_since_stays() -> None:
    call, person = make_call(), company_officer()
    taken(call, person, row(railway_plan=None))
    (draft,) = all_nominations()
    content = content_of(draft)
    content["railway_plan"] = "written on the page"
    content["milestones"] += [{"row": "", "date": None, "what": "added on the page"}]
    nominations.save_step(draft, content, actor=person)
    assert taken(call, person, row(railway_plan=None)) == ["same"]
    assert taken(call, person, row(railway_plan=None, city="Hue")) == ["changed"]
    (draft,) = all_nominations()
    assert (draft.city, draft.railway_plan) == ("Hue", "written on the page")
    assert [one.what for one in draft.milestones] == ["memorandum signed", "added on the page"]


def test_where_sheet_and_page_changed_the_same_answer_it_is_said() -> None:
    call, person = make_call(), company_officer()
    taken(call, person, row())
    (draft,) = all_nominations()
    nominations.save_step(draft, {"city": "Hue"}, actor=person)
    (one,) = services.prospects(uploaded(call, person, row(city="Vinh")), person)
    assert (one.fate, one.over, one.content["city"]) == (Fate.CHANGED, True, "Vinh")
    (one,) = services.prospects(uploaded(call, person, row(organisation="Another Board")), person)
    assert (one.fate, one.over, one.content["city"]) == (Fate.CHANGED, False, "Hue")


def test_a_cell_that_was_emptied_empties_the_answer() -> None:
    call, person = make_call(), company_officer()
    taken(call, person, row())
    assert taken(call, person, row(railway_plan=None)) == ["changed"]
    assert all_nominations()[0].railway_plan == ""


def test_a_person_put_between_two_takes_nobodys_row() -> None:
    call, person = make_call(trainees_per_nomination=3), company_officer()
    first, last = row(**{"trainee.name": "LE VAN AN"}), row(**{"trainee.name": "PHAM BA"})
    taken(call, person, first, last)
    ids = {one.name: one.id for one in all_nominations()[0].trainees}
    between = row(**{"trainee.name": "TRAN THI CHI"})
    assert taken(call, person, first, between, last) == ["changed"]
    now = {one.name: one.id for one in all_nominations()[0].trainees}
    assert {name: now[name] for name in ids} == ids
    assert len(now) == 3
    assert taken(call, person, first, between, last) == ["same"]
    assert taken(call, person, first, last) == ["changed"]
    assert {one.name: one.id for one in all_nominations()[0].trainees} == ids


def test_a_name_that_is_corrected_keeps_its_row() -> None:
    call, person = make_call(), company_officer()
    taken(call, person, row(**{"trainee.name": "LE VAN AM"}))
    (before,) = all_nominations()[0].trainees
    kept = before.id
    taken(call, person, row(**{"trainee.name": "LE VAN AN"}))
    assert [(one.id, one.name) for one in all_nominations()[0].trainees] == [(kept, "LE VAN AN")]


def test_what_came_in_is_left_alone() -> None:
    call, person = make_call(), company_officer()
    assert taken(call, person, row(), submit=True) == ["new"]
    (received,) = all_nominations()
    number = received.receipt_no
    assert taken(call, person, row(city="Hue"), submit=True) == ["received"]
    assert (received.city, received.receipt_no) == ("Hanoi", number)
    assert number is not None
    assert received.key is None


def test_the_declaration_and_the_duties_are_kept_with_each() -> None:
    call, person = make_call(), company_officer()
    taken(call, person, row(), row(no="2", **{"trainee.name": "PHAM BA"}), submit=True)
    declared = db.session.scalars(sa.select(SubmissionDeclaration)).all()
    assert {one.nomination_id for one in declared} == {one.id for one in all_nominations()}
    assert {one.declared_by for one in declared} == {person.id}
    assert {tuple(one.duties_acknowledged) for one in all_nominations()} == {tuple(call.definition.duty_keys)}


def test_a_call_that_needs_consents_first_keeps_the_draft_and_says_why() -> None:
    said = {part: {"ko": "연수", "en": "training"} for part in ("purpose", "items", "retention", "refusal")}
    consents = [{"key": "personal_data", "ko": "개인정보 수집·이용", "en": "Personal data", **said}]
    call, person = make_call(consents=consents, consent_asked_at="submission"), company_officer()
    sheet = uploaded(call, person, row())
    (one,) = services.take(sheet, author=person, actor=person, submit=True)
    assert (one["fate"], all_nominations()[0].receipt_no) == ("new", None)
    assert one["reasons"][0]["ko"].startswith("NGUYEN THI MINH HANH 본인의 동의가 필요합니다")


def test_a_draft_is_submitted_by_the_next_sheet_though_nothing_else_changed() -> None:
    call, person = make_call(), company_officer()
    taken(call, person, row())
    assert taken(call, person, row(), submit=True) == ["same"]
    assert all_nominations()[0].receipt_no


def test_who_only_writes_takes_drafts_and_submits_none() -> None:
    call, person = make_call(), company_officer(right=Right.WRITE)
    sheet = uploaded(call, person, row())
    with pytest.raises(Refused) as refused:
        services.take(sheet, author=person, actor=person, submit=True)
    assert [reason.code for reason in refused.value.reasons] == ["right"]
    assert all_nominations() == []
    services.take(sheet, author=person, actor=person)
    assert [one.receipt_no for one in all_nominations()] == [None]


def test_a_sheet_is_taken_once() -> None:
    call, person = make_call(), company_officer()
    sheet = uploaded(call, person, row())
    services.take(sheet, author=person, actor=person)
    with pytest.raises(Refused) as refused:
        services.take(sheet, author=person, actor=person)
    assert refused.value.reasons[0].code == "ended"
    assert sheet.file_id is None


def test_a_discarded_sheet_leaves_nothing_behind() -> None:
    call, person = make_call(), company_officer()
    sheet = uploaded(call, person, row())
    services.discard(sheet, actor=person)
    assert (sheet.state, sheet.file_id, sheet.outcome, all_nominations()) == ("discarded", None, [], [])


def test_a_call_that_closed_takes_neither_a_sheet_nor_what_waits() -> None:
    call, person = make_call(), company_officer()
    sheet = uploaded(call, person, row())
    clock.move_to(call.closes_at + timedelta(minutes=1))
    with pytest.raises(Refused) as late, services.look_at(call, io.BytesIO(), "추천서.xlsx", on_paper=False):
        pass
    assert (late.value.reasons[0].code, late.value.reasons[0].field) == ("late", "file")
    with pytest.raises(Refused):
        services.take(sheet, author=person, actor=person)
    assert all_nominations() == []


def test_paper_is_entered_with_its_company_its_receipt_and_who_entered_it() -> None:
    call, person = make_call(), officer()
    known = CompanyFactory(registration_no="2148100011", name_ko="한빛철도㈜")
    rows = [paper_row(), paper_row(no="2", registration_no="110-81-00024", name_ko="새솔엔지니어링㈜", name_en="Saesol")]
    rows[1]["trainee.name"] = "PHAM BA"
    assert taken(call, person, *rows, by_staff=True, submit=True) == ["new", "new"]
    found = all_nominations()
    assert [one.company.name_ko for one in found] == ["한빛철도㈜", "새솔엔지니어링㈜"]
    assert {one.entered_by for one in found} == {person.id}
    assert {one.received_at for one in found} == {datetime(2025, 7, 4, 5, 2, tzinfo=UTC)}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Company)) == 2
    assert found[0].company_id == known.id


def test_paper_that_came_late_is_refused_in_its_cell() -> None:
    call, person = make_call(), officer()
    CompanyFactory(registration_no="2148100011")
    clock.move_to(call.closes_at + timedelta(days=3))
    sheet = uploaded(call, person, paper_row(received=(call.closes_at + timedelta(days=1)).astimezone(clock.KST)
                                             .strftime("%Y-%m-%d %H:%M")), by_staff=True)  # fmt: skip
    (one,) = services.prospects(sheet, person)
    assert one.fate is Fate.REFUSED
    assert [(problem.row, problem.column, problem.code) for problem in one.judged.problems] == [(3, "received", "late")]
    assert taken(call, person, paper_row(), by_staff=True) == ["new"]  # what came in time is entered after the deadline


def test_a_receipt_that_was_corrected_in_the_sheet_is_corrected_in_the_draft() -> None:
    call, person = make_call(), officer()
    CompanyFactory(registration_no="2148100011")
    taken(call, person, paper_row(), by_staff=True)
    assert taken(call, person, paper_row(received="2025-07-05 09:00"), by_staff=True) == ["changed"]
    assert all_nominations()[0].received_at == datetime(2025, 7, 5, tzinfo=UTC)


def test_the_offices_numbers_and_the_companys_are_apart() -> None:
    call, staff = make_call(), officer()
    person = company_officer(company=CompanyFactory(registration_no="2148100011"))
    assert taken(call, staff, paper_row(), by_staff=True) == ["new"]
    assert taken(call, person, row(city="Hue")) == ["new"]
    assert sorted(db.session.scalars(sa.select(SheetEntry.on_paper))) == [False, True]


def told() -> list[str | None]:
    return sorted(str(one.recipient) for one in db.session.scalars(sa.select(OutboxRow).where(OutboxRow.kind == "mail")))


def test_one_mail_tells_the_uploader_what_became_of_each() -> None:
    call, person = make_call(), company_officer()
    sheet = uploaded(
        call, person, row(), row(no="2", organisation=None, **{"trainee.name": "PHAM BA"}),
        row(no="3", country="Atlantis", **{"trainee.name": "TRAN CHI"}),
    )  # fmt: skip
    services.take(sheet, author=person, actor=person, submit=True)
    assert told() == [person.email]
    received, draft = all_nominations()
    letter = sheet_words.taken(sheet, {one.id: one for one in (received, draft)})
    assert (received.receipt_no is None, draft.receipt_no) == (False, None)
    assert letter.paragraphs[0].ko.endswith("추천서.xlsx: 접수 1건, 임시저장 1건, 등록 안 됨 1건.")
    assert [value.ko for _label, value in letter.facts] == [
        f"베트남 Hanoi · 접수번호 {received.receipt_no}",
        "베트남 Hanoi · 임시저장 · 4행 소속기관: '소속기관' 항목을 입력해 주세요.",
        "오류, 등록 안 됨 · 5행 국가: 없는 국가입니다: Atlantis. 목록에서 선택하거나 세 글자 코드(VNM)를 적어 주세요.",
    ]


def test_the_company_of_a_paper_nomination_is_told_of_its_receipt() -> None:
    call, staff = make_call(), officer()
    person = company_officer(company=CompanyFactory(registration_no="2148100011"))
    taken(call, staff, paper_row(), by_staff=True, submit=True)
    assert told() == sorted([person.email, staff.email])


def test_a_milestone_beside_others_is_kept_as_a_row() -> None:
    call, person = make_call(), company_officer()
    taken(call, person, row(**{"milestones.1.date": "2025-02-01", "milestones.1.what": "survey"}))
    rows = db.session.scalars(sa.select(Milestone).order_by(Milestone.position)).all()
    assert [one.what for one in rows] == ["memorandum signed", "survey"]
