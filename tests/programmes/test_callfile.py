from pathlib import Path

import pytest

import workflow.demo
from workflow.core.i18n import Text
from workflow.core.yamlfile import FileProblem, FileRefused
from workflow.programmes.callfile import parse_call, read_call

DEMO = Path(workflow.demo.__file__).parent
RAILWAY = (DEMO / "urban-railway-2025.yaml").read_bytes()


def refusals(content: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(FileRefused) as caught:
        parse_call(content)
    return [(problem.line, problem.key, problem.text.en) for problem in caught.value.problems]


def line_of(words: bytes) -> int:
    return RAILWAY[: RAILWAY.index(words)].count(b"\n") + 1


@pytest.mark.parametrize("name", ["urban-railway-2025.yaml", "policy-internship-2017.yaml"])
def test_the_calls_of_the_demonstration_are_read(name: str) -> None:
    call = read_call(DEMO / name)
    assert call == parse_call((DEMO / name).read_bytes())
    assert call.programme_draft


def test_what_stands_beside_the_call_belongs_to_it() -> None:
    call = read_call(DEMO / "urban-railway-2025.yaml")
    assert [draft.day.day for draft in call.programme_draft] == [26, 27, 28, 29, 30, 31, 1]
    assert call.programme_draft[2].items[1].host == Text("서울시메트로9호선", "Seoul Metro Line 9")
    assert read_call(DEMO / "policy-internship-2017.yaml").record["actual_2017"].people == 15


def test_a_comma_without_quotes_belongs_to_the_text() -> None:
    quoted = b'"council member, politician or other person concerned with railways"'
    assert parse_call(RAILWAY.replace(quoted, quoted.strip(b'"'))) == parse_call(RAILWAY)


def test_problems_carry_line_and_key() -> None:
    content = RAILWAY.replace(b"trainees: 14", b"trainees: many").replace(b"code: URT-2025", b"cod: URT-2025")
    assert refusals(content) == [
        (4, "call.code", "This key is missing."),
        (line_of(b"quotas:"), "call.quotas.trainees", "Write a whole number."),
        (5, "call.cod", "This key is not known; check its spelling."),
    ]


def test_an_unknown_rule_is_refused_with_its_line() -> None:
    content = RAILWAY.replace(b"rule: dac_recipient", b"rule: oda_recipient")
    ((line, key, said),) = refusals(content)
    assert (line, key) == (line_of(b"- {rule: dac_recipient"), "call.eligibility.0")
    assert said.startswith("Known here are: 'deadline', 'completeness', 'dac_recipient'")


def test_a_problem_of_the_draft_programme_is_found_beside_the_call() -> None:
    content = RAILWAY.replace(b"date: 2025-10-29, theme", b"date: tomorrow, theme")
    assert refusals(content) == [
        (line_of(b"- {date: 2025-10-29"), "programme_draft.3.date", "Write the day as 2025-07-25.")
    ]


@pytest.mark.parametrize("content", [b"- a\n", b"call:\n", b"call: URT-2025\n", b"programme: x\n"])
def test_a_file_without_a_call_says_where_it_goes(content: bytes) -> None:
    assert refusals(content) == [(1, "call", "Write the call below 'call:'.")]


def test_an_unknown_part_of_the_file_is_refused() -> None:
    assert refusals(RAILWAY + b"notes: none\n") == [
        (RAILWAY.count(b"\n") + 1, "notes", "This key is not known; check its spelling.")
    ]


def test_what_belongs_beside_the_call_is_not_taken_within_it() -> None:
    content = RAILWAY.replace(b"  code: URT-2025", b"  record: {}\n  code: URT-2025")
    assert refusals(content) == [(5, "call.record", "Write 'record' beside 'call', not within it.")]


def test_a_problem_goes_out_as_json() -> None:
    with pytest.raises(FileRefused) as caught:
        parse_call(b"call:\n")
    (problem,) = caught.value.problems
    assert isinstance(problem, FileProblem)
    assert problem.to_json() == {
        "line": 1,
        "key": "call",
        "text": {"ko": "'call:' 아래에 모집공고를 적어 주세요.", "en": "Write the call below 'call:'."},
    }
