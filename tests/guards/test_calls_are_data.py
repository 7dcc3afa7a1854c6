"""A call is data: nothing but the demonstration names one, and no word of one stands in the software."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflow.demo.sets import SETS
from workflow.programmes.definition import CallDefinition

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "workflow" / "demo"
TEXTS = {".py", ".html", ".po", ".css", ".js", ".md", ".txt", ".csv", ".yaml"}
SAMPLES = "workflow/documents/samples.py"
"""What previews of a letterhead print: sample words, which no call's own documents are made of."""

RAILWAY = {
    "workflow/insight/export.py",
    "workflow/nominations/answers.py",
    "workflow/nominations/batch.py",
    "workflow/nominations/forms.py",
    "workflow/nominations/models.py",
    "workflow/programmes/asks.py",
    "workflow/translations/ko/insight.po",
    "workflow/translations/ko/nominations.po",
}
"""Where the one question of the catalogue stands that only some calls would ask; its key is part of the format."""


def sources() -> Iterator[Path]:
    for folder in (ROOT / "workflow", ROOT / "templates", ROOT / "tasks"):
        for path in folder.rglob("*"):
            if path.suffix in TEXTS and DEMO not in path.parents and "vendor" not in path.parts:
                yield path


def where(pattern: re.Pattern[str]) -> dict[str, list[str]]:
    """Return what of the software matches, by file."""
    found = {str(path.relative_to(ROOT)): pattern.findall(path.read_text()) for path in sources()}
    return {name: sorted(set(words)) for name, words in found.items() if words}


CALLS = [one.definition() for one in SETS]


def own_words(call: CallDefinition) -> set[str]:
    """Return the names and sentences by which a reader would know one call from another."""
    labelled = [*call.country_criteria, *call.ranked, *call.preferences, *call.company_duties]
    texts = [call.programme, call.notice_title, call.purpose, call.issuing_unit.text, *(one.text for one in labelled)]
    words = {word for text in texts for word in (text.ko, text.pick("en")) if len(word) > len("Call for nominations")}
    return words | {category.key for category in call.ranked}


def test_the_guard_reads_the_software_and_knows_both_calls() -> None:
    names = {str(path.relative_to(ROOT)) for path in sources()}
    assert {"workflow/selection/rules.py", "templates/base.html", SAMPLES} <= names
    assert {call.code for call in CALLS} == {"URT-2025", "SPEI-2017"}
    assert "policy_manager" in own_words(CALLS[0])


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.code)
def test_no_call_is_named_outside_the_demonstration(call: CallDefinition) -> None:
    stem, _hyphen, _year = call.code.partition("-")
    assert where(re.compile(rf"\b{stem}\b", re.IGNORECASE)) == {}


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.code)
def test_no_words_of_one_call_stand_in_the_software(call: CallDefinition) -> None:
    found = where(re.compile("|".join(sorted(map(re.escape, own_words(call)), key=len, reverse=True))))
    assert set(found) <= {SAMPLES}, found


def test_the_subject_of_a_call_stands_nowhere_but_in_one_question_of_the_catalogue() -> None:
    found = where(re.compile(r"railway|철도|internship|인턴십|정책체험", re.IGNORECASE))
    assert set(found) - {SAMPLES} <= RAILWAY, found
    assert {word.lower() for name, words in found.items() if name != SAMPLES for word in words} <= {"railway", "철도"}
