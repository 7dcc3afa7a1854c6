"""The worked set of URT-2025 through the commands, as another system would call them.

What must come out was derived by hand from the rules of selection: who is refused, the order of the
countries, the seats, the reserves, and what each what-if changes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.demo.office import FILES, Office

SEATS = ["N03-A", "N03-B", "N01-A", "N02-D", "N04-A", "N04-B", "N05-B", "N05-A", "N08-B", "N08-A", "N09-A", "N09-B"]


@pytest.fixture
def office(app: Flask) -> Office:
    office = Office(app, "URT-2025")
    assert office.run("calls", "import", str(FILES / "urban-railway-2025.yaml")).exit_code == 0
    return office


@pytest.fixture
def nominated(office: Office) -> Any:
    return office.json("nominations", "import", str(FILES / "nominations-2025.yaml"), "--call", "URT-2025", status=1)


@pytest.fixture
def scored(office: Office, nominated: Any) -> Office:
    office.run("accounts", "create", "officer@city.example", "--name", "서지우", "--role", "officer")
    office.run("screening", "run", "URT-2025")
    decided = office.json("screening", "decide", "URT-2025", "--from", str(FILES / "decisions-2025.yaml"),
                          "--as", "officer@city.example")
    assert {one["result"] for one in decided["decisions"]} == {"decided"}
    scores = office.run("selection", "scores", "import", str(FILES / "scores-2025.yaml"), "--call", "URT-2025")
    assert scores.exit_code == 0, scores.output
    return office


def test_nominations_are_taken_refused_and_withdrawn(nominated: Any) -> None:
    results = {one["key"]: (one["result"], one["field"]) for one in nominated["nominations"]}
    assert results == {
        **{f"N{n:02}": ("accepted", None) for n in range(1, 11)},
        "N11": ("refused", "received"),
        "N12": ("refused", "milestones"),
        "N13": ("withdrawn", None),
        "N14": ("refused", "trainees"),
    }


def test_the_same_file_again_adds_nothing(office: Office, nominated: Any) -> None:
    again = office.json("nominations", "import", str(FILES / "nominations-2025.yaml"), "--call", "URT-2025", status=1)
    results = {one["key"]: one["result"] for one in again["nominations"]}
    assert results == {
        **{f"N{n:02}": "unchanged" for n in (*range(1, 11), 13)}, "N11": "refused", "N12": "refused", "N14": "refused",
    }


def test_rules_flag_the_country_that_is_not_on_the_list(office: Office, nominated: Any) -> None:
    findings = {one["key"]: one["findings"] for one in office.json("screening", "run", "URT-2025")["nominations"]}
    flagged = {key: [one["rule"] for one in found if one["outcome"] == "flag"] for key, found in findings.items()}
    assert {key: rules for key, rules in flagged.items() if rules} == {"N10": ["dac_recipient"]}
    informed = {key for key, found in findings.items() if any(one["rule"] == "over_subscription" for one in found)}
    assert informed == {"N01", "N02"}


def test_countries_come_in_their_order_with_the_cut_line(scored: Office) -> None:
    countries = [(one["code"], one["score"], one["in"]) for one in scored.propose()["countries"]]
    assert countries == [
        ("BGD", "88.33", True), ("VNM", "88.00", True), ("IDN", "85.00", True), ("EGY", "82.67", True),
        ("PER", "80.67", True), ("COL", "80.33", True), ("UZB", "77.67", False), ("KEN", "74.33", False),
    ]


def test_seats_and_reserves_come_in_their_order(scored: Office) -> None:
    proposal = scored.propose()
    assert proposal["seats"] == SEATS
    assert proposal["reserves"] == ["N01-B", "N02-C", "N06-A", "N06-B", "N07-A"]
    assert len(proposal["warnings"]) == 1


@pytest.mark.parametrize(("options", "seats"), [
    (("--without", "N09"), [*SEATS[:10], "N06-A", "N06-B"]),
    (("--without", "N01-A"), ["N03-A", "N03-B", "N02-D", "N01-B", *SEATS[4:]]),
    (("--trainees", "11"), SEATS[:11]),
    (("--within-country", "best_nomination"), ["N03-A", "N03-B", "N01-A", "N01-B", *SEATS[4:]]),
])
def test_what_if_changes_the_seats(scored: Office, options: tuple[str, ...], seats: list[str]) -> None:
    assert scored.propose(*options)["seats"] == seats


def test_what_if_saves_nothing(scored: Office) -> None:
    scored.propose("--without", "N09", "--countries", "2")
    assert scored.propose()["seats"] == SEATS


@pytest.mark.parametrize("arguments", [
    ("propose", "URT-2025", "--countries", "0"), ("propose", "URT-2025", "--within-country", "luck"), ("propose",),
])
def test_unusable_arguments_end_with_status_2(office: Office, arguments: tuple[str, ...]) -> None:
    assert office.run("selection", *arguments).exit_code == 2


def test_unknown_call_and_key_are_refused_with_status_1(scored: Office) -> None:
    assert scored.run("selection", "propose", "URT-1999").exit_code == 1
    refused = scored.run("selection", "propose", "URT-2025", "--without", "N99")
    assert refused.exit_code == 1
    assert "N99" in refused.stderr


@pytest.mark.parametrize(("text", "line", "key"), [
    ("members: [a@b.example]\nscores:\n  N01: [88, 91]\n", 3, "scores.N01"),
    ("members: [a@b.example]\nscores:\n  N01: [101]\n", 3, "scores.N01.0"),
    ("members: []\nscores:\n  N01: []\n", 1, "members"),
    ("members: [a@b.example]\nsheets: {}\n", 1, ""),
])
def test_bad_score_file_names_line_and_key(office: Office, tmp_path: Path, text: str, line: int, key: str) -> None:
    file = tmp_path / "scores.yaml"
    file.write_text(text)
    problems = office.json("selection", "scores", "import", str(file), "--call", "URT-2025", status=2)["problems"]
    assert (problems[0]["line"], problems[0]["key"]) == (line, key)


@pytest.mark.parametrize(("text", "line", "key"), [
    ("decisions:\n  N01: {decision: maybe, reason: x}\n", 2, "decisions.N01.decision"),
    ("decisions:\n  N01: {decision: eligible, why: x}\n", 2, "decisions.N01.why"),
    ("verdicts: {}\n", 1, ""),
])
def test_bad_decision_file_names_line_and_key(office: Office, tmp_path: Path, text: str, line: int, key: str) -> None:
    file = tmp_path / "decisions.yaml"
    file.write_text(text)
    answer = office.json("screening", "decide", "URT-2025", "--from", str(file), "--as", "a@b.example", status=2)
    assert (answer["problems"][0]["line"], answer["problems"][0]["key"]) == (line, key)


def test_decision_the_rules_refuse_is_told_and_the_others_go_on(office: Office, nominated: Any, tmp_path: Path) -> None:
    office.run("accounts", "create", "officer@city.example", "--name", "서지우", "--role", "officer")
    file = tmp_path / "decisions.yaml"
    file.write_text(
        "decisions:\n  N01: {decision: eligible, reason: seen}\n  N13: {decision: eligible, criterion_verified: 1, "
        "reason: seen}\n  N99: {decision: eligible, reason: seen}\n  N02: {decision: ineligible, reason: no}\n"
    )
    answer = office.json("screening", "decide", "URT-2025", "--from", str(file), "--as", "officer@city.example", status=1)
    results = {one["key"]: (one["result"], one["field"]) for one in answer["decisions"]}
    assert results == {
        "N01": ("refused", "criterion_verified"), "N13": ("refused", None), "N99": ("refused", "key"), "N02": ("decided", None),
    }
