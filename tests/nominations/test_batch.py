"""A file of nominations: a key too many or a value of the wrong kind refuses the whole, with its line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.factories.worked_set import DEMO
from workflow.core.yamlfile import FileRefused
from workflow.nominations.batch import Batch, parse_batch, read_batch

FILE = """\
companies:
  - {key: hanbit, ko: 한빛철도㈜, en: Hanbit Rail, registration_no: 214-81-00011}
nominations:
  - key: N01
    company: hanbit
    received: 2025-07-10T14:02:11+09:00
    author: {name: 한도윤, email: h@hanbit.example, phone: "+82-2-555-0101"}
    country: VNM
    criterion: 2
    milestones: [{date: 2024-03-11, what: basic design, signed}]
    trainees:
      - {key: N01-A, name: HANH, english: true}
"""


def problems(content: str) -> list[tuple[int, str]]:
    with pytest.raises(FileRefused) as refused:
        parse_batch(content.encode())
    assert all(one.text.ko and one.text.en for one in refused.value.problems)
    return [(one.line, one.key) for one in refused.value.problems]


def test_the_worked_set_is_read_whole() -> None:
    batch = read_batch(DEMO / "nominations-2025.yaml")
    assert (len(batch.companies), len(batch.nominations)) == (7, 14)
    assert batch.companies[0].registration_no == "2148100011"
    assert batch.nominations[0].received == datetime(2025, 7, 10, 5, 2, 11, tzinfo=UTC)
    assert sum(len(one.trainees) for one in batch.nominations) == 24


def test_a_comma_within_a_text_is_kept() -> None:
    assert parse_batch(FILE.encode()).nominations[0].milestones[0].what == "basic design, signed"


@pytest.mark.parametrize(("old", "new", "line", "key"), [
    ("    country: VNM", "    county: VNM", 8, "nominations.0.county"),
    ("english: true", "english: true, nickname: H", 12, "nominations.0.trainees.0.nickname"),
    ("companies:", "firms: []\ncompanies:", 1, "firms"),
    ("    criterion: 2", "    criterion: two", 9, "nominations.0.criterion"),
    ("    criterion: 2", "    criterion: 2.5", 9, "nominations.0.criterion"),
    ("    criterion: 2", "    criterion: true", 9, "nominations.0.criterion"),
    ("    criterion: 2", "    criterion: 99999999999", 9, "nominations.0.criterion"),
    ("    country: VNM", "    country: [VNM]", 8, "nominations.0.country"),
    ("    country: VNM", "    country: 5", 8, "nominations.0.country"),
    ("english: true", "english: yes", 12, "nominations.0.trainees.0.english"),
    ("english: true", "english: 1", 12, "nominations.0.trainees.0.english"),
    ("date: 2024-03-11", "date: soon", 10, "nominations.0.milestones.0.date"),
    ("date: 2024-03-11", "date: 2024-03-11T00:00:00+09:00", 10, "nominations.0.milestones.0.date"),
    ("2025-07-10T14:02:11+09:00", "2025-07-10", 6, "nominations.0.received"),
    ("2025-07-10T14:02:11+09:00", "2025-07-10T14:02:11", 6, "nominations.0.received"),
    ("2025-07-10T14:02:11+09:00", "0001-01-01T00:00:00+09:00", 6, "nominations.0.received"),
    ("2025-07-10T14:02:11+09:00", "9999-12-31T23:59:59-12:00", 6, "nominations.0.received"),
    ('phone: "+82-2-555-0101"', "phone: 25550101", 7, "nominations.0.author.phone"),
    ("    trainees:\n      - {key: N01-A, name: HANH, english: true}", "    trainees: HANH", 11, "nominations.0.trainees"),
    ("  - key: N01\n", "  - key: 1\n", 4, "nominations.0.key"),
    ("    company: hanbit", "    company: donghae", 5, "nominations.0.company"),
    ("    company: hanbit\n", "", 4, "nominations.0.company"),
    ("214-81-00011", "214-81-00012", 2, "companies.0.registration_no"),
    ("ko: 한빛철도㈜, ", "", 2, "companies.0.ko"),
    ("ko: 한빛철도㈜", f"ko: {'x' * 121}", 2, "companies.0.ko"),
    ("en: Hanbit Rail", "en: '=?utf-8?q?x?='", 2, "companies.0.en"),
    ("name: HANH", 'name: "HA\\0NH"', 12, "nominations.0.trainees.0.name"),
])  # fmt: skip
def test_what_refuses_the_whole_file(old: str, new: str, line: int, key: str) -> None:
    assert old in FILE
    assert problems(FILE.replace(old, new)) == [(line, key)]


def test_every_problem_is_told_at_once() -> None:
    content = FILE.replace("country: VNM", "county: VNM").replace("criterion: 2", "criterion: two")
    assert sorted(problems(content)) == [(8, "nominations.0.county"), (9, "nominations.0.criterion")]


def test_keys_that_stand_twice_are_refused() -> None:
    again = FILE + FILE[FILE.index("  - key: N01"):]
    assert problems(again) == [(13, "nominations.1.key"), (21, "nominations.1.trainees.0.key")]
    company = "  - {key: other, ko: 다른㈜, registration_no: '2148100011'}\n"
    assert problems(FILE.replace("nominations:", company + "nominations:")) == [(3, "companies.1.registration_no")]


@pytest.mark.parametrize("content", [
    "", "[]", "text", "nominations: 5", "companies: []", "- a", "nominations: [5]", "nominations: null\ncompanies: 3",
])  # fmt: skip
def test_files_of_another_shape_are_refused(content: str) -> None:
    assert problems(content)


@pytest.mark.parametrize("change", [
    ("    country: VNM\n", ""), ("    country: VNM\n", "    country:\n"), ("    country: VNM\n", '    country: ""\n'),
    ("    criterion: 2\n", ""), ("    criterion: 2\n", "    criterion:\n"), ("    criterion: 2\n", '    criterion: ""\n'),
    ("english: true", "english: null"), (", english: true", ""), ("    received: 2025-07-10T14:02:11+09:00\n", ""),
    ("    received: 2025-07-10T14:02:11+09:00\n", "    received:\n"), ("date: 2024-03-11, ", ""),
])  # fmt: skip
def test_an_answer_that_is_missing_or_empty_is_no_matter_of_shape(change: tuple[str, str]) -> None:
    assert change[0] in FILE
    assert len(parse_batch(FILE.replace(*change).encode()).nominations) == 1


def content_hash(content: str) -> str:
    batch: Batch = parse_batch(content.encode())
    entry = batch.nominations[0]
    return entry.content_hash(batch.company_of(entry).registration_no)


def test_the_same_content_written_otherwise_is_the_same() -> None:
    same = [
        FILE.replace("2025-07-10T14:02:11+09:00", "2025-07-10T05:02:11Z"),
        FILE.replace("hanbit,", "h,").replace("company: hanbit", "company: h"),
        FILE.replace("214-81-00011", "'2148100011'"), FILE.replace("country: VNM", "country:   'VNM'"),
    ]  # fmt: skip
    assert {content_hash(content) for content in same} == {content_hash(FILE)}


@pytest.mark.parametrize(("old", "new"), [
    ("14:02:11", "14:02:12"), ("HANH", "HANH TRAN"), ("english: true", "english: false"), ("criterion: 2", "criterion: 1"),
    ("214-81-00011", "110-81-00024"), ("2024-03-11", "2024-03-12"), ("N01-A", "N01-B"),
    ("    country: VNM\n", "    country: VNM\n    withdrawn: 2025-07-11T00:00:00+09:00\n"),
])  # fmt: skip
def test_other_content_is_told_apart(old: str, new: str) -> None:
    assert content_hash(FILE.replace(old, new)) != content_hash(FILE)


OWN = FILE.replace("    criterion: 2\n", """\
    criterion: 2
    answers: {metro: true, lines: 12.5, opened: 2031-05-01, data: some, empty: "", plans: [{name: Line 1, year: 2030}]}
""").replace("english: true", "english: true, english_level: upper, in_post_since: 2020-01-02, answers: {motive: to learn}")


def test_answers_to_own_questions_are_read_as_they_are_kept() -> None:
    entry = parse_batch(OWN.encode()).nominations[0]
    answers = entry.answers()
    assert answers.answers == {
        "metro": True, "lines": "12.5", "opened": "2031-05-01", "data": "some",
        "plans": [{"name": "Line 1", "year": "2030"}],
    }  # fmt: skip
    trainee = answers.trainees[0]
    assert (trainee.answers, trainee.english_level, str(trainee.in_post_since)) == (
        {"motive": "to learn"}, "upper", "2020-01-02",
    )  # fmt: skip


@pytest.mark.parametrize("answers", ["5", "[a]", "{metro: {a: b}}", "{plans: [a]}"])
def test_answers_of_another_shape_refuse_the_file(answers: str) -> None:
    assert problems(FILE.replace("criterion: 2", f"criterion: 2\n    answers: {answers}"))


def test_own_answers_tell_contents_apart_and_none_leave_a_content_as_it_was() -> None:
    def hashed(content: str) -> str:
        return parse_batch(content.encode()).nominations[0].content_hash("2148100011")

    assert hashed(FILE) == hashed(FILE.replace("criterion: 2", "criterion: 2\n    answers: {}"))
    assert hashed(FILE) != hashed(OWN)
    assert hashed(FILE).startswith("e9eda38b1753"), "what was imported by an earlier version is known again"
