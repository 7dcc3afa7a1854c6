"""What would become of each nomination of a sheet, and in which cell each problem stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tests.intake.calls import INTERNSHIP, RAILWAY, asking, call, without
from tests.intake.filled import columns, filled, paper_row, row
from workflow.core.clock import KST
from workflow.intake.judging import Judged, judge
from workflow.intake.sheet import entries_of, read_lines
from workflow.programmes.definition import CallDefinition

AUTHOR = {"name": "한도윤", "email": "h.doyun@hanbit.example"}


def judged(call: CallDefinition, rows: Iterable[Mapping[str, Any]], *, by_staff: bool = False,
           known: frozenset[str] = frozenset()) -> list[Judged]:  # fmt: skip
    asked = columns(call, by_staff=by_staff)
    entries = entries_of(read_lines(filled(call, rows, by_staff=by_staff), asked))
    return judge(call, entries, asked, by_staff=by_staff, author={} if by_staff else AUTHOR, known_companies=known)


def problems(call: CallDefinition, *rows: Mapping[str, Any], **more: Any) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for found in judged(call, rows, **more) for one in found.problems]


def test_a_complete_nomination_has_no_problem_and_the_content_of_its_form() -> None:
    (one,) = judged(RAILWAY, [row(), row(**{"trainee.name": "PHAM BA"})])
    assert (one.problems, one.is_complete, one.can_be_kept) == ((), True, True)
    assert (one.content["criterion"], one.content["route"], len(one.content["trainees"])) == (2, "company", 2)


def test_who_uploads_stands_for_an_author_that_the_sheet_does_not_name() -> None:
    (one,) = judged(RAILWAY, [row(**{"author.name": None, "author.email": "other@hanbit.example"})])
    assert one.content["author"] == {"name": "한도윤", "email": "other@hanbit.example", "phone": "02-555-0101"}
    assert one.author_said == {"email", "phone"}


def test_what_is_missing_is_mendable_and_what_cannot_stand_is_not() -> None:
    (missing,) = judged(RAILWAY, [row(organisation=None)])
    (wrong,) = judged(RAILWAY, [row(organisation="x" * 201)])
    assert (missing.can_be_kept, missing.is_complete) == (True, False)
    assert (wrong.can_be_kept, wrong.is_complete) == (False, False)


def test_a_question_is_asked_only_with_the_answer_that_brings_it() -> None:
    asked = asking("gauge", "why_broad")
    assert problems(asked, row(**{"answers.gauge": "표준궤"})) == []
    assert problems(asked, row(**{"answers.gauge": "광궤"})) == [(3, "answers.why_broad", "missing")]
    assert problems(asked, row(**{"answers.gauge": "broad", "answers.why_broad": "legacy"})) == []


def test_the_rows_of_a_table_are_kept_as_rows_and_what_they_lack_stands_in_its_cell() -> None:
    asked = asking("lines")
    first = {"answers.lines.0.name": "1호선", "answers.lines.0.opened": "1974. 8. 15."}
    (one,) = judged(asked, [row(**first)])
    assert one.content["answers"] == {"lines": [{"name": "1호선", "opened": "1974-08-15"}]}
    assert problems(asked, row(**first, **{"answers.lines.1.name": "2호선"})) == [(3, "answers.lines.1.opened", "missing")]
    assert problems(asked, row()) == []


def test_documents_are_named_and_left_to_the_draft() -> None:
    (one,) = judged(asking("cv"), [row()])
    assert (one.problems, one.is_complete, one.can_be_kept, len(one.documents)) == ((), False, True, 1)


def test_an_own_answer_of_a_trainee_stands_in_the_row_of_the_trainee() -> None:
    second = row(**{"trainee.name": "PHAM BA"})
    assert problems(asking("visited"), row(**{"trainee.answers.visited": "예"}), second) == [
        (4, "trainee.answers.visited", "missing")]  # fmt: skip


def test_a_call_without_milestones_is_complete_without_them() -> None:
    given = {name: value for name, value in row().items() if not name.startswith("milestones")}
    assert problems(without("nomination", "milestones"), given) == []
    assert problems(RAILWAY, given) == [(3, "milestones.0.date", "missing")]


def test_one_trainee_more_than_a_nomination_may_have_is_refused() -> None:
    three = [row(**{"trainee.name": name}) for name in ("LE AN", "PHAM BA", "TRAN CHI")]
    ((at, column, code),) = problems(RAILWAY, *three)
    assert (at, column) == (5, "no")
    assert code != "missing"


def test_a_person_twice_in_a_sheet_is_named_whichever_way_the_name_is_written() -> None:
    other = row(no="2", **{"trainee.name": "Hanh Nguyễn-Thị Minh"})
    assert problems(RAILWAY, row(), other) == [(4, "trainee.name", "twice")]


def test_two_people_of_one_name_and_different_birthdays_are_two() -> None:
    asks = RAILWAY.nomination_asks.model_dump(mode="json")
    asked = call(nomination_asks={**asks, "trainee": [*asks["trainee"], "birth_date"]})
    people = [row(no=n, **{"trainee.birth_date": f"198{n}-03-04"}) for n in (1, 2)]
    assert problems(asked, *people) == []


def intern(no: int, n: int, **changes: Any) -> dict[str, Any]:
    """A row of the internship, in which each trainee has a country."""
    return {
        "no": no, "author.name": "한도윤", "author.email": "h.doyun@hanbit.example", "author.phone": "02-555-0101",
        **{name: value for name, value in INTERN.items() if name in {one.name for one in columns(INTERNSHIP)}},
        "trainee.name": f"PERSON {chr(65 + n // 26)}{chr(65 + n % 26)}", **changes,
    }  # fmt: skip


INTERN = {
    "country": "VNM", "organisation": "City Hall", "route": INTERNSHIP.routes[0].key, "trainee.country": "Kenya",
    "trainee.city": "Nairobi", "trainee.organisation": "City Hall", "trainee.position": "Officer", "trainee.duties": "planning",
    "trainee.reason": "leads it", "trainee.birth_date": "1990-01-02", "trainee.public_official": "예",
    "trainee.field_of_work": INTERNSHIP.fields_of_work[0].ko if INTERNSHIP.fields_of_work else "", "trainee.english": "예",
}  # fmt: skip


def test_thirty_trainees_of_the_internship_are_one_nomination_and_one_more_is_too_many() -> None:
    thirty = [intern(1, n) for n in range(30)]
    (one,) = judged(INTERNSHIP, thirty)
    assert (one.problems, len(one.content["trainees"])) == ((), 30)
    assert {trainee["country"] for trainee in one.content["trainees"]} == {"KEN"}
    assert [column for _row, column, _code in problems(INTERNSHIP, *thirty, intern(1, 30))] == ["no"]


def test_a_country_of_a_trainee_that_is_none_stands_in_the_row_of_the_trainee() -> None:
    rows = [intern(1, n) for n in range(3)]
    rows[2]["trainee.country"] = "Atlantis"
    assert problems(INTERNSHIP, *rows) == [(5, "trainee.country", "no_country")]


def test_paper_names_its_company_and_its_receipt() -> None:
    assert problems(RAILWAY, paper_row(), by_staff=True, known=frozenset({"2148100011"})) == []
    assert problems(RAILWAY, paper_row(), by_staff=True) == [(3, "name_ko", "no_company")]
    assert problems(RAILWAY, paper_row(name_ko="한빛철도㈜"), by_staff=True) == []
    wrong = paper_row(registration_no="214-81-00012", received=None)
    assert problems(RAILWAY, wrong, by_staff=True) == [(3, "registration_no", "registration_no"), (3, "received", "no_receipt")]
    (one,) = judged(RAILWAY, [paper_row()], by_staff=True)
    assert (one.registration_no, one.received) == ("2148100011", datetime(2025, 7, 4, 14, 2, tzinfo=KST))


def test_of_a_row_without_a_number_only_that_is_said() -> None:
    bare = {name: value for name, value in row().items() if name == "trainee.name"}
    assert problems(RAILWAY, row(), {**bare, "no": None, "milestones.0.date": "soon"}) == [(4, "no", "unnumbered")]
