"""300 rows, 40 planted errors of 14 kinds: each is named in its cell; corrected, all are taken and none twice."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer
from tests.factories.programmes import make_call
from tests.factories.worked_set import CALL
from tests.intake.filled import cells_of, fill_in, filled
from workflow.core.db import db, unit_of_work
from workflow.intake.columns import columns_of
from workflow.intake.judging import judge
from workflow.intake.sheet import entries_of, read_lines
from workflow.nominations.models import Nomination, Trainee
from workflow.programmes.definition import CallDefinition

NOMINATIONS, ROWS = 150, 300
SHEET = "/calls/URT-2025/sheet"


def shape() -> CallDefinition:
    """The call of 2025, asking the date of birth and questions of its own as well."""
    data = CALL.model_dump(mode="json")
    data["nomination_asks"]["trainee"].append("birth_date")
    data["questions"] = [
        {"key": "length", "of": "nomination", "kind": "number", "ko": "노선 길이(km)", "en": "Length of lines (km)"},
        {"key": "gauge", "of": "nomination", "kind": "choice", "ko": "궤간", "en": "Gauge",
         "choices": [{"key": "standard", "ko": "표준궤", "en": "standard"}, {"key": "broad", "ko": "광궤", "en": "broad"}]},
    ]  # fmt: skip
    return CallDefinition.model_validate(data)


CALL_ASKED = shape()


def right_rows() -> list[dict[str, Any]]:
    """150 nominations of two trainees each, as a company would write them."""
    rows = []
    for n in range(NOMINATIONS):
        first = {
            "no": n + 1, "author.name": "한도윤", "author.email": "h.doyun@hanbit.example", "author.phone": "02-555-0101",
            "route": CALL_ASKED.routes[0].ko, "country": ("베트남 (VNM)", "IDN", "Kenya")[n % 3],
            "city": f"City {n}", "organisation": "Metropolitan Railway Board", "city_profile": "8.5 million people",
            "railway_plan": "Lines 2A and 3", "criterion": CALL_ASKED.country_criteria[1].ko,
            "milestones.0.date": date(2025, 1, 15), "milestones.0.what": "memorandum signed",
            "answers.length": 12.5, "answers.gauge": "표준궤",
        }  # fmt: skip
        for which in ("A", "B"):
            rows.append({
                **(first if which == "A" else {"no": n + 1}), "trainee.name": named(n, which),
                "trainee.position": "Planner", "trainee.duties": "planning", "trainee.reason": "leads it",
                "trainee.category": CALL_ASKED.ranked[0].ko, "trainee.english": "예",
                "trainee.birth_date": "1985-03-04",
            })  # fmt: skip
    return rows


def named(number: int, which: str) -> str:
    """A name that shares no word with any other."""
    letters = "".join("ABCDEFGHIJ"[int(digit)] for digit in f"{number:03d}") * 2
    return f"{letters}{which} Q{letters}{which}"


def planted() -> dict[tuple[int, str], tuple[Any, str]]:
    """40 errors: (row of the list, column) -> (what is written, the code of what is wrong)."""
    kinds: list[tuple[str, Any, str, int, int]] = [
        # column, written, code, how many, from which nomination
        ("organisation", None, "missing", 4, 0),
        ("country", "베트남남", "no_country", 3, 10),
        ("trainee.category", "engineer", "no_choice", 3, 20),
        ("trainee.birth_date", "1985-02-30", "no_day", 3, 30),
        ("trainee.birth_date", "2025-07-03", "day", 3, 40),
        ("author.email", "h.doyun(at)hanbit", "email", 3, 50),
        ("author.phone", "none", "phone", 3, 60),
        ("trainee.english", "maybe", "no_yes_no", 3, 70),
        ("answers.length", "about ten", "no_number", 3, 80),
        ("organisation", "x" * 201, "text", 3, 90),
        ("city", "Ha\nnoi", "text", 2, 100),
        ("trainee.name", named(102, "A"), "twice", 3, 110),
        ("criterion", "9", "no_choice", 2, 120),
        ("trainee.position", None, "missing", 2, 130),
    ]
    return {
        (2 * (start + n), column): (wrong, code) for column, wrong, code, many, start in kinds for n in range(many)
    }


def wrong_rows() -> list[dict[str, Any]]:
    rows = right_rows()
    for (place, column), (wrong, _code) in planted().items():
        rows[place][column] = wrong
    return rows


def judged(content: bytes) -> set[tuple[int, str, str]]:
    columns = columns_of(CALL_ASKED, by_staff=False)
    found = judge(CALL_ASKED, entries_of(read_lines(content, columns)), columns, by_staff=False, author={})
    return {(problem.row, problem.column, problem.code) for one in found for problem in one.problems}


def test_each_of_forty_errors_is_named_in_its_cell() -> None:
    wrong = planted()
    assert (len(wrong), len({code for _, code in wrong.values()} | {column for _, column in wrong})) >= (40, 12)
    assert judged(filled(CALL_ASKED, right_rows())) == set()
    expected = {(place + 3, column, code) for (place, column), (_, code) in wrong.items()}
    assert judged(filled(CALL_ASKED, wrong_rows())) == expected


@pytest.fixture
def company(app: Any, client: Client) -> Client:
    with unit_of_work():
        asked = CALL_ASKED.model_dump(mode="json")
        make_call(questions=asked["questions"], nomination_asks=asked["nomination_asks"])
        person = company_officer(company=CompanyFactory(registration_no="2148100011"))
    return client.sign_in(person)


def upload(client: Client, content: bytes) -> str:
    answer = client.post(SHEET, data={"file": (io.BytesIO(content), "추천서.xlsx")})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def counted() -> tuple[int, int]:
    return tuple(  # type: ignore[return-value]
        db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in (Nomination, Trainee)
    )


def test_a_sheet_is_corrected_and_taken_whole_and_once(company: Client) -> None:
    template = company.get(f"{SHEET}/template.xlsx").data
    page = upload(company, fill_in(template, wrong_rows()))
    assert counted() == (0, 0)  # nothing is taken by uploading
    marked = company.get(f"{page}/errors.xlsx").data
    notes = {where: note for where, (_value, note) in cells_of(marked).items() if note}
    assert set(notes) == {(place + 3, column) for place, column in planted()}
    kept_as_drafts = Counter(code for _, code in planted().values())["missing"]
    assert company.post(f"{page}/take", data={"version": "1"}).status_code == 303
    taken = NOMINATIONS - len(planted()) + kept_as_drafts
    assert counted() == (taken, 2 * taken)
    assert company.post(f"{page}/take", data={"version": "1"}).status_code in (303, 409)
    assert counted() == (taken, 2 * taken)

    page = upload(company, fill_in(template, right_rows()))
    answer = company.post(f"{page}/take", data={"version": "1", "submit": "y", "acknowledged": "y"})
    assert answer.status_code == 303
    assert counted() == (NOMINATIONS, ROWS)
    states = Counter(db.session.scalars(sa.select(Nomination.state)))
    assert states == {"submitted": NOMINATIONS}
    assert len(set(db.session.scalars(sa.select(Nomination.receipt_no)))) == NOMINATIONS

    page = upload(company, fill_in(template, right_rows()))
    assert company.post(f"{page}/take", data={"version": "1"}).status_code == 303
    assert counted() == (NOMINATIONS, ROWS)
