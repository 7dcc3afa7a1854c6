import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

import workflow.demo
from workflow.core import clock
from workflow.programmes import queries

DEMO = Path(workflow.demo.__file__).parent
RAILWAY = (DEMO / "urban-railway-2025.yaml").read_text()


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["calls", *(str(argument) for argument in arguments)])


def answer(result: Result) -> Any:
    return json.loads(result.stdout)


def written(folder: Path, *changes: tuple[str, str], name: str = "call.yaml") -> Path:
    """Write the call of 2025 with these changes of its text to a file."""
    text = RAILWAY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / name
    path.write_text(text)
    return path


def test_import_makes_publishes_and_warns(app: Flask) -> None:
    result = run(app, "import", DEMO / "urban-railway-2025.yaml", "--json")
    assert result.exit_code == 0
    said = answer(result)
    assert {key: said[key] for key in ("code", "result", "state", "differs", "reason")} == {
        "code": "URT-2025", "result": "created", "state": "published", "differs": [], "reason": None,
    }  # fmt: skip
    assert [warning["en"] for warning in said["warnings"]] == [
        "6 countries x 2 trainees = 12 seats cannot fill 14.",
        "The contact is empty: notice and letters need a name and how to reach it.",
    ]
    assert queries.call_or_404("URT-2025").is_open(clock.now())


def test_a_call_of_another_shape_is_imported_with_no_new_code(app: Flask) -> None:
    result = run(app, "import", DEMO / "policy-internship-2017.yaml", "--json")
    assert (result.exit_code, answer(result)["result"]) == (0, "created")
    assert queries.call_or_404("SPEI-2017").definition.quotas.countries is None


def test_import_leaves_a_draft_on_request(app: Flask) -> None:
    assert answer(run(app, "import", DEMO / "urban-railway-2025.yaml", "--draft", "--json"))["state"] == "draft"


def test_the_same_file_again_is_unchanged(app: Flask) -> None:
    run(app, "import", DEMO / "urban-railway-2025.yaml")
    result = run(app, "import", DEMO / "urban-railway-2025.yaml", "--json")
    assert (result.exit_code, answer(result)["result"]) == (0, "unchanged")


def test_an_existing_call_with_other_content_is_refused_and_says_where(app: Flask, tmp_path: Path) -> None:
    run(app, "import", DEMO / "urban-railway-2025.yaml")
    other = written(tmp_path, ("trainees: 14", "trainees: 12"), ("0.8", "0.7"))
    result = run(app, "import", other, "--json")
    said = answer(result)
    assert (result.exit_code, said["result"], said["differs"]) == (1, "changed", ["quotas", "completion"])
    assert "quotas, completion" in said["reason"]["en"]
    assert queries.call_or_404("URT-2025").definition.quotas.trainees == 14


def test_without_json_the_result_is_on_stdout_and_warnings_are_not(app: Flask) -> None:
    result = run(app, "import", DEMO / "urban-railway-2025.yaml")
    assert result.stdout == "URT-2025: 등록\n"
    assert "6개국 × 국가별 2명 = 12명으로는 정원 14명을 채울 수 없습니다." in result.stderr


@pytest.mark.parametrize(("old", "new", "key", "text"), [
    ("  quotas: {countries: 6", "  quotes: {}\n  quotas: {countries: 6", "call.quotes",
     "This key is not known; check its spelling."),
    ("countries: 6,", "countries: six,", "call.quotas.countries", "Write a whole number."),
    ("countries: 6,", "countries: 0,", "call.quotas.countries", "It must be 1 or more."),
    ("published_on: 2025-07-02", "published_on: 2 July", "call.published_on", "Write the day as 2025-07-25."),
    ("published_on: 2025-07-02", "published_on: 2025-02-30", "call.published_on",
     "There is no such day or time as 2025-02-30."),
    ("nominations_close_on: 2025-07-25", "nominations_close_on: 2025-12-25", "call.nominations_close_on",
     "The closing day must be before the training begins."),
    ("rule: dac_recipient", "rule: dac_recipients", "call.eligibility.0",
     "Known here are: 'deadline', 'completeness', 'dac_recipient', 'criterion_claimed', 'same_person_once', "
     "'age_at_most', 'field_of_work_is', 'years_in_post', 'english_at_least', 'not_trained_within', 'passport_valid', "
     "'documents_given', 'answer_is'."),
    ("number: external", "number: outside", "call.letters.number", "Known here are: 'external', 'internal'."),
    ("min_share_attended: 0.8", "min_share_attended: 80", "call.completion.min_share_attended",
     "It must be 0 or more and 1 or less: 0.8 is 80%."),
    ("nomination: [route, country", "nomination: [routes, country", "call.nomination_asks.nomination.0", None),
    ("- {key: operator,", "- {key: company,", "call.routes.1", "'company' stands here twice."),
    ("  code: URT-2025", "  code: 도시철도", "call.code",
     "Use letters and digits, with single hyphens between them, such as ABC-2025."),
    ("  - {date: 2025-10-29, theme:", "  - {date: 2025-10-29, title:", "programme_draft.3.title", None),
])  # fmt: skip
def test_a_bad_file_is_told_with_line_and_key_and_changes_nothing(
    app: Flask, tmp_path: Path, old: str, new: str, key: str, text: str | None
) -> None:
    path = written(tmp_path, (old, new))
    line = 1 + RAILWAY[: RAILWAY.index(old)].count("\n")
    result = run(app, "import", path, "--json")
    assert result.exit_code == 2
    problems = {problem["key"]: problem for problem in answer(result)["problems"]}
    assert problems[key]["line"] == line
    assert text is None or problems[key]["text"]["en"] == text
    assert problems[key]["text"]["ko"]
    assert queries.call_by_code("URT-2025") is None


@pytest.mark.parametrize(("content", "words"), [
    (b"", "비어 있습니다"), (b"call: [", "YAML 형식"), (b"nominations: []", "call"), (b"\xff\xfe", "UTF-8"),
    (b"call: {code: URT-2025}", "이 항목이 빠져 있습니다."), (b"call: {code: A\ncode: B}", "YAML"),
    (b"call: {code: A, code: B}", "두 번"), (b"call: &a {code: A}", "&"), (b"x" * (2 * 1024 * 1024 + 1), "2MB"),
])  # fmt: skip
def test_a_file_that_is_no_call_ends_with_status_2_and_words(
    app: Flask, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "call.yaml"
    path.write_bytes(content)
    result = run(app, "import", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert f"{path}:" in result.stderr


def test_a_file_that_is_not_there_ends_with_status_2(app: Flask, tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        result = run(app, "import", path)
        assert result.exit_code == 2
        assert "파일을 열 수 없습니다" in result.stderr


def test_list_tells_code_phase_and_dates(app: Flask) -> None:
    assert run(app, "list").exit_code == 0
    for name in ("urban-railway-2025.yaml", "policy-internship-2017.yaml"):
        run(app, "import", DEMO / name)
    calls = answer(run(app, "list", "--json"))["calls"]
    assert [(call["code"], call["state"], call["phase"]) for call in calls] == [
        ("URT-2025", "published", "open"), ("SPEI-2017", "published", "past"),
    ]  # fmt: skip
    assert calls[0]["closes_at"] == "2025-07-25T15:00:00+00:00"
    assert "URT-2025\t접수 중\t2025. 7. 25.(금) 23:59 KST\t해외 도시철도관계자 초청연수" in run(app, "list").stdout
