"""The pages of the sheets: the way to them, the upload, the rows as they will be, taking and putting aside."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer, officer
from tests.factories.programmes import POLICY_INTERNSHIP, make_call
from tests.intake.filled import cells_of, filled, paper_row, row
from tests.support.counting import statements
from workflow.accounts.models import User
from workflow.accounts.roles import Right
from workflow.core import clock
from workflow.core.audit import AccessEntry
from workflow.core.db import db, unit_of_work
from workflow.core.files import StoredFile
from workflow.intake.models import UploadedSheet
from workflow.nominations.models import Nomination
from workflow.programmes.models import Call

SHEET = "/calls/URT-2025/sheet"


@pytest.fixture
def company(app: Any, client: Client) -> Client:
    return signed_in(client)


def signed_in(client: Client, **values: Any) -> Client:
    with unit_of_work():
        make_call()
        person = company_officer(company=CompanyFactory(registration_no="2148100011"), **values)
    return client.sign_in(person)


def call() -> Call:
    return db.session.scalars(sa.select(Call)).one()


def upload(client: Client, *rows: dict[str, Any], by_staff: bool = False) -> str:
    content = filled(call().definition, rows, by_staff=by_staff)
    answer = client.post(SHEET, data={"file": (io.BytesIO(content), "추천서.xlsx")})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def counted(table: Any = Nomination) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_sheet_is_looked_at_and_taken(company: Client) -> None:
    page = upload(company, row())
    shown = company.get(page).text
    assert "Metropolitan Railway Board" in shown
    assert "베트남" in shown
    assert counted() == 0
    assert company.post(f"{page}/take", data={"version": "1"}).status_code == 303
    assert counted() == 1
    outcome = company.get(page).text
    assert "초안" in outcome or "임시저장" in outcome


def test_the_outcome_shows_receipt_numbers_and_no_key_of_the_sheet(company: Client) -> None:
    page = upload(company, row(no="no-17"), row(no="2", organisation=None, **{"trainee.name": "PHAM BA"}))
    company.post(f"{page}/take", data={"version": "1", "submit": "y", "acknowledged": "y"})
    received, draft = db.session.scalars(sa.select(Nomination).order_by(Nomination.id))
    shown = company.get(page).text
    assert str(received.receipt_no) in shown
    assert "4행 소속기관" in shown
    assert (received.key, draft.key) == (None, None)
    for url in (f"/nominations/{received.id}", "/nominations", page):
        assert "2148100011/" not in company.get(url).text


SUBMIT = {"submit": "y", "acknowledged": "y"}


@pytest.mark.parametrize(("submit", "second", "said"), [
    ({}, {}, "추천서 2건을 등록했습니다."),
    (SUBMIT, {}, "추천서 2건을 제출했습니다(접수)."),
    (SUBMIT, {"organisation": None}, "추천서 1건을 제출했고(접수), 1건은 임시저장으로 등록했습니다."),
])
def test_what_was_submitted_with_the_sheet_is_said_to_be(
    company: Client, submit: dict[str, str], second: dict[str, Any], said: str
) -> None:
    page = upload(company, row(), row(no="2", **second, **{"trainee.name": "PHAM BA"}))
    company.post(f"{page}/take", data={"version": "1", **submit})
    assert said in company.get(page).text


def test_errors_are_listed_by_row_and_column(company: Client) -> None:
    wrong = {"organisation": None, "country": "Atlantis", "trainee.duties": None}
    shown = company.get(upload(company, row(**wrong), row(no="2", **wrong, **{"trainee.name": "PHAM BA"}))).text
    named = re.findall(r">(\d)행 ([^<]+)</a>", shown)
    assert named == [(line, name) for line in "34" for name in ("국가", "소속기관", "담당업무")]


def test_pressing_take_twice_takes_once(company: Client) -> None:
    page = upload(company, row())
    answers = [company.post(f"{page}/take", data={"version": "1"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert counted() == 1
    assert "이미 처리한 파일입니다" in company.get(page).text


def test_submitting_needs_the_duties_and_keeps_the_page(company: Client) -> None:
    page = upload(company, row())
    answer = company.post(f"{page}/take", data={"version": "1", "submit": "y"})
    assert answer.status_code == 422
    assert "기업 이행사항을 확인해 주세요" in answer.text
    assert "Metropolitan Railway Board" in answer.text
    assert counted() == 0


def test_what_the_company_declares_stands_beside_the_duties(company: Client) -> None:
    shown = company.get(upload(company, row())).text
    assert "미리 알렸음을 확인합니다" in shown
    assert all(duty.text.ko in shown for duty in call().definition.company_duties)


def test_who_only_writes_is_offered_drafts_and_refused_a_submission(client: Client, app: Any) -> None:
    writer = signed_in(client, right=Right.WRITE)
    page = upload(writer, row())
    shown = writer.get(page).text
    assert 'name="submit"' not in shown
    assert "제출 권한이 있는 동료" in shown
    answer = writer.post(f"{page}/take", data={"version": "1", "submit": "y", "acknowledged": "y"})
    assert (answer.status_code, counted()) == (422, 0)
    assert "Metropolitan Railway Board" in answer.text
    assert writer.post(f"{page}/take", data={"version": "1"}).status_code == 303
    assert db.session.scalars(sa.select(Nomination.receipt_no)).all() == [None]


@pytest.mark.parametrize("content", [b"", b"no workbook", b"%PDF-1.7 not it either"])
def test_a_file_that_is_no_sheet_keeps_the_page_and_nothing_else(company: Client, content: bytes, app: Any) -> None:
    answer = company.post(SHEET, data={"file": (io.BytesIO(content), "추천서.xlsx")})
    assert answer.status_code == 422
    assert (counted(UploadedSheet), counted(StoredFile)) == (0, 0)
    assert not list((app.extensions["settings"].instance_dir / "files").rglob("*/*/*"))


def test_the_template_of_another_call_is_refused_and_left_nowhere(company: Client, app: Any) -> None:
    with unit_of_work():
        other = make_call(POLICY_INTERNSHIP).definition
    answer = company.post(SHEET, data={"file": (io.BytesIO(filled(other, [{"no": 1}])), "x.xlsx")})
    assert answer.status_code == 422
    assert "이 공고의 양식이 아니거나" in answer.text
    assert [path for path in (app.extensions["settings"].instance_dir / "files").rglob("*") if path.is_file()] == []


def test_a_call_that_closed_says_so_and_offers_no_upload(company: Client) -> None:
    page = upload(company, row())
    clock.move_to(call().closes_at + timedelta(minutes=1))
    shown = company.get(SHEET).text
    assert "지금은 파일을 올릴 수 없습니다" in shown
    assert 'type="file"' not in shown
    waiting = company.get(page).text
    assert f'action="{page}/take"' not in waiting
    assert company.post(f"{page}/take", data={"version": "1"}).status_code == 422
    assert counted() == 0


def test_a_call_whose_form_changed_says_that_the_sheet_does_not_fit(company: Client) -> None:
    page = upload(company, row())
    with unit_of_work():
        changed = call()
        changed.data = {**changed.data, "questions": [{"key": "gauge", "of": "nomination", "kind": "text", "ko": "궤간"}]}
    answer = company.get(page)
    assert (answer.status_code, "새 양식을 내려받아" in answer.text) == (200, True)
    assert company.get(f"{page}/errors.xlsx").status_code == 303
    assert company.post(f"{page}/take", data={"version": "1"}).status_code in (200, 422)
    assert company.post(f"{page}/discard", data={"version": "1"}).status_code == 303


def test_a_sheet_that_was_put_aside_is_gone(company: Client) -> None:
    page = upload(company, row())
    assert company.post(f"{page}/discard", data={"version": "1"}).status_code == 303
    assert company.get(f"{page}/errors.xlsx").status_code == 404
    assert (counted(StoredFile), counted()) == (0, 0)


def test_the_download_has_each_error_in_its_red_cell(company: Client) -> None:
    page = upload(company, row(country="Atlantis", city="=1+1"))
    cells = cells_of(company.get(f"{page}/errors.xlsx").data)
    assert cells[3, "country"][0] == "Atlantis"
    assert "없는 국가입니다" in cells[3, "country"][1]
    assert [where for where, (_value, note) in cells.items() if note] == [(3, "country"), (3, "city")]


def test_the_rows_are_shown_in_pages(company: Client) -> None:
    rows = [row(no=n, **{"trainee.name": "".join("ABCDEFGHIJ"[int(d)] for d in f"{n:03d}")}) for n in range(120)]
    rows[110]["country"] = "Atlantis"
    page = upload(company, *rows)
    for number, first, last in ((1, 3, 52), (2, 53, 102), (3, 103, 122), (9, 103, 122), (0, 3, 52)):
        shown = company.get(f"{page}?page={number}").text
        assert f'id="row-{first}"' in shown
        assert f'id="row-{last}"' in shown
        assert f'id="row-{last + 1}"' not in shown
    assert f"{page}?page=3#row-113" in company.get(page).text
    only = company.get(f"{page}?only=errors").text
    assert ('id="row-113"' in only, 'id="row-3"' in only) == (True, False)
    assert company.get(f"{page}?page=99999999999999999999").status_code == 200


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_of_sheets_asks_as_much_for_three_as_for_one(company: Client, many: int) -> None:
    for _ in range(many):
        upload(company, row())
    company.get(SHEET)
    with statements() as sent:
        assert company.get(SHEET).text.count("추천서.xlsx") == many
    assert len(sent) == LIST_QUERIES, "\n".join(sent)


LIST_QUERIES = 5


@pytest.mark.parametrize("many", [1, 3])
def test_a_preview_asks_as_much_for_three_as_for_one(company: Client, many: int) -> None:
    rows = [row(no=n, **{"trainee.name": name}) for n, name in enumerate(("LE AN", "PHAM BA", "TRAN CHI")[:many])]
    page = upload(company, *rows)
    company.post(f"{page}/take", data={"version": "1"})
    page = upload(company, *rows)
    with statements() as sent:
        assert company.get(page).status_code == 200
    assert len(sent) == PREVIEW_QUERIES, "\n".join(sent)


PREVIEW_QUERIES = 9


def test_the_way_to_the_sheet_stands_where_one_looks_for_it(company: Client, client: Client) -> None:
    for url in ("/calls/URT-2025", "/nominations"):
        assert f'href="{SHEET}"' in company.get(url).text
    with unit_of_work():
        staff = officer()
    client.sign_in(staff)
    for url in ("/calls/URT-2025", "/manage/calls/URT-2025/nominations/new"):
        assert f'href="{SHEET}"' in client.get(url).text


def test_visitors_are_not_shown_the_way_to_the_sheet(app: Any, client: Client) -> None:
    with unit_of_work():
        make_call()
    assert SHEET not in client.get("/calls/URT-2025").text


def test_staff_enter_paper_and_each_look_is_recorded(app: Any, client: Client) -> None:
    with unit_of_work():
        make_call()
        CompanyFactory(registration_no="2148100011", name_ko="한빛철도㈜")
        staff = officer()
        staff_id = staff.id
    client.sign_in(staff)
    page = upload(client, paper_row(), by_staff=True)
    assert 'class="call-nav"' in client.get(page).text
    assert 'class="call-nav"' in client.get("/calls/URT-2025/sheet").text
    assert counted(AccessEntry) == 1
    client.post(f"{page}/take", data={"version": "1", "submit": "y", "acknowledged": "y"})
    (entered,) = db.session.scalars(sa.select(Nomination))
    assert (entered.entered_by, f"{entered.received_at:%Y-%m-%d %H:%M}") == (staff_id, "2025-07-04 05:02")
    assert str(entered.receipt_no) in client.get(page).text


def test_a_colleague_sees_the_sheet_and_another_company_does_not(company: Client, client: Client) -> None:
    page = upload(company, row())
    with unit_of_work():
        own = db.session.scalars(sa.select(User)).one().company
        colleague, stranger = company_officer(company=own), company_officer()
    assert client.sign_in(colleague).get(page).status_code == 200
    assert client.sign_in(stranger).get(page).status_code == 404
    assert client.post(f"{page}/take", data={"version": "1"}).status_code == 404


def test_a_missing_number_stands_in_its_cell_and_no_number_is_made_up(company: Client) -> None:
    shown = company.get(upload(company, row(), row(no=None, organisation=None, country="Atlantis"))).text
    assert re.findall(r">(\d)행 ([^<]+)</a>", shown) == [("4", "추천 번호")]
    assert "?4" not in shown
