"""`nominations import`: the exact answer for the worked set, and each way in which it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories.programmes import make_call
from tests.factories.worked_set import DEMO
from tests.nominations.test_batch import FILE
from tests.support.hearing import hearing
from workflow.accounts.models import Company
from workflow.core import audit, clock
from workflow.core.db import db, unit_of_work
from workflow.core.outbox import OutboxRow
from workflow.nominations import services
from workflow.nominations.events import NominationSubmitted, NominationWithdrawn
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.states import NominationState

WORKED_SET = DEMO / "nominations-2025.yaml"
LATE = (
    "접수마감일은 2025. 7. 25.(금)입니다. 2025. 7. 26.(토) 00:00 KST에 접수되어 받을 수 없습니다. "
    "임시저장한 내용은 그대로 남습니다."
)
REFUSED = {
    "N11": ("received", LATE),
    "N12": ("milestones", "사업 추진경과를 날짜와 함께 한 건 이상 입력해 주세요."),
    "N14": ("trainees", "추천서 하나에 연수생은 2명까지 추천할 수 있습니다. 지금 3명입니다."),
}
GOOD = FILE.replace("    country: VNM\n", """\
    route: company
    country: VNM
    city: Hanoi
    organisation: Board
    city_profile: people
    railway_plan: lines
    duties_acknowledged: [airfare, guidance]
""").replace("english: true", "english: true, position: Director, duties: planning, reason: leads, category: policy_manager")

Import = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def bring(app: Flask, tmp_path: Path) -> Import:
    """Return a function that imports a file (or content) and gives status, JSON and what was said beside it."""
    with unit_of_work():
        make_call()

    def bring(file: Path | str, *options: str, call: str = "URT-2025") -> tuple[int, Any, str]:
        if isinstance(file, str):
            (tmp_path / "file.yaml").write_text(file, encoding="utf-8")
            file = tmp_path / "file.yaml"
        options = options or ("--json",)
        db.session.rollback()
        result = app.test_cli_runner().invoke(args=["nominations", "import", str(file), "--call", call, *options])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        answer = json.loads(result.stdout) if "--json" in options and result.stdout else result.stdout
        return result.exit_code, answer, result.stderr

    return bring


def nomination(key: str) -> Nomination:
    return db.session.scalars(sa.select(Nomination).where(Nomination.key == key)).one()


def entry(key: str, result: str, field: str | None = None, reason: str | None = None) -> dict[str, Any]:
    return {"key": key, "result": result, "field": field, "reason": reason}


def test_the_worked_set_gives_exactly_what_it_must(bring: Import) -> None:
    status, answer, _said = bring(WORKED_SET)
    expected = [
        entry(key, "refused", *REFUSED[key]) if key in REFUSED else entry(key, "withdrawn" if key == "N13" else "accepted")
        for key in (f"N{n:02d}" for n in range(1, 15))
    ]
    assert (status, answer) == (1, {"nominations": expected})
    states = {one.key: one.state.value for one in db.session.scalars(sa.select(Nomination))}
    assert states == {
        **{f"N{n:02d}": "submitted" for n in range(1, 11)}, "N11": "draft", "N12": "draft", "N13": "withdrawn", "N14": "draft",
    }  # fmt: skip


def test_moments_numbers_companies_and_people_are_as_in_the_file(bring: Import) -> None:
    bring(WORKED_SET)
    last_second, withdrawn = nomination("N09"), nomination("N13")
    assert last_second.received_at == datetime(2025, 7, 25, 14, 59, 59, tzinfo=UTC)
    assert last_second.receipt_no == "설계총괄과-2025-0009"
    assert (withdrawn.receipt_no, withdrawn.withdrawn_at) == ("설계총괄과-2025-0011", datetime(2025, 7, 24, 1, 0, tzinfo=UTC))
    assert nomination("N08").trainees[1].name == "MARIA FERNANDA ROJAS PEÑA"
    assert [one.key for one in nomination("N14").trainees] == ["N14-A", "N14-B", "N14-C"]
    assert db.session.query(Company).count() == 7
    assert nomination("N01").company_id == nomination("N03").company_id
    assert nomination("N01").entered_by is None


def test_the_same_file_again_adds_nothing_and_refuses_the_same(bring: Import) -> None:
    bring(WORKED_SET)
    before = [(one.id, one.version) for one in db.session.scalars(sa.select(Nomination).order_by(Nomination.id))]
    status, answer, _said = bring(WORKED_SET)
    expected = [
        entry(key, "refused", *REFUSED[key]) if key in REFUSED else entry(key, "unchanged")
        for key in (f"N{n:02d}" for n in range(1, 15))
    ]
    assert (status, answer) == (1, {"nominations": expected})
    assert [(one.id, one.version) for one in db.session.scalars(sa.select(Nomination).order_by(Nomination.id))] == before


def test_an_import_is_quiet_and_sends_no_mail(bring: Import) -> None:
    with hearing(NominationSubmitted, NominationWithdrawn) as heard:
        bring(WORKED_SET)
    assert len(heard) == 12
    assert all(event.quiet for event in heard if isinstance(event, NominationSubmitted | NominationWithdrawn))
    kinds = set(db.session.scalars(sa.select(OutboxRow.kind)))
    assert not {kind for kind in kinds if "mail" in kind}


def test_all_taken_is_status_0_and_again_too(bring: Import) -> None:
    assert bring(GOOD)[:2] == (0, {"nominations": [entry("N01", "accepted")]})
    assert bring(GOOD)[:2] == (0, {"nominations": [entry("N01", "unchanged")]})


@pytest.mark.parametrize("moment", [datetime(2025, 7, 3, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)])
def test_the_moment_of_the_file_counts_whatever_the_clock(
    bring: Import, monkeypatch: pytest.MonkeyPatch, moment: datetime
) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert bring(GOOD)[1] == {"nominations": [entry("N01", "accepted")]}


@pytest.mark.parametrize(("old", "new", "field", "said"), [
    ("2025-07-10T14:02:11+09:00", "2025-07-26T00:00:00+09:00", "received", "접수마감일은"),
    ("2025-07-10T14:02:11+09:00", "2025-07-01T23:59:59+09:00", "received", "부터 접수합니다"),
    ("    received: 2025-07-10T14:02:11+09:00\n", "", "received", "접수일시를 입력해 주세요"),
    ("    city: Hanoi\n", "", "city", "'도시' 항목을 입력해 주세요"),
    ("    city: Hanoi\n", "    city:\n", "city", "'도시' 항목을 입력해 주세요"),
    ("    city: Hanoi\n", f"    city: {'x' * 121}\n", "city", "120자까지"),
    ("country: VNM", "country: VIETNAM", "country", "없는 국가입니다"),
    ("route: company", "route: teleport", "route", "이 공고에 없는 값입니다"),
    ("criterion: 2", "criterion: 9", "criterion", "선정기준 번호는"),
    ("email: h@hanbit.example", "email: nobody", "author.email", "전자우편 주소 형식이 아닙니다"),
    ("author: {", "author:\n    # {", "author.name", "'담당자 성명' 항목을"),
    ("category: policy_manager", "category: king", "trainees.0.category", "이 공고에 없는 값입니다"),
    ("duties_acknowledged: [airfare, guidance]", "duties_acknowledged: [airfare]", "duties_acknowledged", "다음 사항을 확인"),
    ("duties_acknowledged: [airfare, guidance]", "duties_acknowledged: [airfare, guidance, cake]", "duties_acknowledged", "cake"),
    ("    country: VNM\n", "    country: VNM\n    withdrawn: 2025-07-09T00:00:00+09:00\n", "withdrawn", "철회 일시가"),
])  # fmt: skip
def test_what_refuses_one_nomination_keeps_it_as_a_draft(
    bring: Import, old: str, new: str, field: str, said: str
) -> None:
    assert old in GOOD
    status, answer, _said = bring(GOOD.replace(old, new))
    [told] = answer["nominations"]
    assert (status, told["result"], told["field"]) == (1, "refused", field)
    assert said in told["reason"]
    kept = nomination("N01")
    assert (kept.state, kept.receipt_no) == (NominationState.DRAFT, None)
    again = bring(GOOD.replace(old, new))
    assert again[1] == answer
    assert db.session.query(Nomination).count() == 1


def test_a_refused_one_lets_the_others_go_on(bring: Import) -> None:
    second = GOOD[GOOD.index("  - key: N01"):].replace("N01", "N02").replace("    city: Hanoi\n", "")
    status, answer, _said = bring(GOOD + second)
    assert (status, [one["result"] for one in answer["nominations"]]) == (1, ["accepted", "refused"])


def test_the_same_key_with_other_content_is_refused_and_changes_nothing(bring: Import) -> None:
    bring(GOOD)
    status, answer, _said = bring(GOOD.replace("city: Hanoi", "city: Huế"))
    assert (status, answer["nominations"][0]["result"]) == (1, "changed")
    assert (nomination("N01").city, db.session.query(Nomination).count()) == ("Hanoi", 1)


def test_a_refused_draft_with_other_content_is_changed_too(bring: Import) -> None:
    bring(GOOD.replace("    city: Hanoi\n", ""))
    assert bring(GOOD)[1]["nominations"][0]["result"] == "changed"
    assert nomination("N01").state is NominationState.DRAFT


def test_a_draft_that_the_company_went_on_with_is_left_alone(bring: Import) -> None:
    incomplete = GOOD.replace("    city: Hanoi\n", "")
    bring(incomplete)
    with unit_of_work():
        services.save_step(nomination("N01"), {"city": "Hanoi"}, actor=audit.SYSTEM)
    assert bring(incomplete)[1]["nominations"][0]["result"] == "changed"
    assert nomination("N01").city == "Hanoi"


def test_what_was_withdrawn_on_its_page_stays_withdrawn(bring: Import) -> None:
    bring(GOOD)
    with unit_of_work():
        services.withdraw(nomination("N01"), actor=audit.SYSTEM, reason="x")
    assert bring(GOOD)[:2] == (0, {"nominations": [entry("N01", "unchanged")]})


def test_a_refused_draft_is_accepted_once_the_call_takes_it(bring: Import) -> None:
    late = GOOD.replace("2025-07-10T14:02:11+09:00", "2025-07-26T00:00:00+09:00")
    bring(late)
    with unit_of_work():
        call = nomination("N01").call
        call.data = {**call.data, "nominations_close_on": "2025-07-31"}
        call.version += 1
    assert bring(late)[:2] == (0, {"nominations": [entry("N01", "accepted")]})
    assert db.session.query(Nomination).count() == 1


def test_a_trainee_key_of_another_nomination_is_refused(bring: Import) -> None:
    bring(GOOD)
    status, answer, _said = bring(GOOD.replace("- key: N01\n", "- key: N02\n"))
    assert (status, answer["nominations"][0]["field"]) == (1, "trainees.0.key")


def test_a_company_is_found_by_its_number_and_keeps_its_name(bring: Import) -> None:
    bring(GOOD)
    with unit_of_work():
        db.session.query(Company).one().name_ko = "새 이름㈜"
    bring(GOOD.replace("N01", "N02"))
    assert [company.name_ko for company in db.session.query(Company)] == ["새 이름㈜"]


@pytest.mark.parametrize(("content", "line", "key"), [
    (GOOD.replace("country: VNM", "county: VNM"), 9, "nominations.0.county"),
    (GOOD.replace("criterion: 2", "criterion: two"), 15, "nominations.0.criterion"),
    (GOOD.replace("country: VNM", "country: VNM\n    country: KEN"), 10, "nominations.0.country"),
    ("nominations: [", 1, ""),
])  # fmt: skip
def test_an_unfit_file_is_status_2_with_line_and_key_and_changes_nothing(
    bring: Import, content: str, line: int, key: str
) -> None:
    status, answer, said = bring(content)
    assert status == 2
    assert [(one["line"], one["key"]) for one in answer["problems"]] == [(line, key)]
    assert f":{line}:" in said
    assert db.session.query(Nomination).count() == 0
    assert db.session.query(Company).count() == 0


def test_a_file_that_is_not_there_and_an_unknown_call_are_status_2(bring: Import, tmp_path: Path) -> None:
    assert bring(tmp_path / "none.yaml")[0] == 2
    status, answer, said = bring(GOOD, call="NONE-2025")
    assert (status, answer) == (2, "")
    assert "NONE-2025" in said


def test_without_json_each_line_says_what_became_of_it(bring: Import) -> None:
    status, said, _beside = bring(WORKED_SET, "--call", "URT-2025")
    assert status == 1
    assert "N01: 접수\n" in said
    assert "N13: 접수 후 추천철회\n" in said
    assert "N12: 접수불가\n    milestones: 사업 추진경과를" in said


def test_the_internship_call_takes_its_own_answers(bring: Import, app: Flask) -> None:
    with unit_of_work():
        make_call("policy-internship-2017")
    status, answer, _said = bring("""\
companies:
  - {key: uni, ko: 협력기관, registration_no: 214-81-00011}
nominations:
  - key: P01
    company: uni
    received: 2016-11-15T10:00:00+09:00
    author: {name: 박담당, email: p@uni.example, phone: 02-555-0101}
    route: institution
    organisation: University
    trainees:
      - {name: AIGERIM, country: KAZ, city: Astana, position: Officer, duties: housing, reason: leads,
         birth_date: 1980-03-05, public_official: true, field_of_work: housing}
      - {name: YOUNG, country: UZB, city: Tashkent, position: Officer, duties: waste, reason: leads,
         birth_date: 1990-03-05, public_official: false, field_of_work: gardening}
""", call="SPEI-2017")
    assert (status, answer["nominations"][0]["field"]) == (1, "trainees.1.field_of_work")
    assert [one.birth_date.year for one in db.session.scalars(sa.select(Trainee)) if one.birth_date] == [1980, 1990]


@pytest.mark.databases
def test_the_worked_set_on_both_databases(bring: Import) -> None:
    _status, answer, _said = bring(WORKED_SET)
    results = [one["result"] for one in answer["nominations"]]
    assert results == [*["accepted"] * 10, "refused", "refused", "withdrawn", "refused"]
    long = GOOD.replace("country: VNM", "country: VIETNAM").replace("N01", "X01").replace("Hanoi", "x" * 5000)
    assert bring(long)[1]["nominations"][0]["field"] == "country"
    assert (nomination("X01").country, len(nomination("X01").city)) == ("", 120)
