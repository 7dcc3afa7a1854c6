"""Definitions of calls of every shape, for properties: the railway call with other quotas, days, questions,
rules and consents, all of which fit each other."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.factories.programmes import call_data
from workflow.programmes.definition import CallDefinition

WORDS = st.text(alphabet="가나다라마바사 abcdef", min_size=1, max_size=12).map(str.strip).filter(bool)
LABELS = st.builds(lambda ko, en: {"ko": ko, "en": en}, WORDS, st.none() | WORDS)
TEXTS = st.builds(lambda ko, en: {"ko": ko, "en": en}, WORDS, st.just("") | WORDS)
COUNTS = st.none() | st.integers(1, 40)
KINDS = ("text", "long_text", "number", "date", "choice", "yes_no", "file", "table")


@st.composite
def questions(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return own questions, each asked always or when one before it has an answer it can have."""
    found: list[dict[str, Any]] = []
    for number in range(draw(st.integers(0, 5))):
        kind, of = draw(st.sampled_from(KINDS)), draw(st.sampled_from(["nomination", "trainee"]))
        one: dict[str, Any] = {"key": f"question_{number}", "of": of, "kind": kind, **draw(LABELS),
                               "required": draw(st.booleans()), "help": draw(st.none() | TEXTS)}  # fmt: skip
        if of == "trainee":
            one["asked_at"] = draw(st.sampled_from(["submission", "confirmation"]))
        if kind == "choice":
            one["choices"] = [{"key": f"choice_{n}", **draw(LABELS)} for n in range(draw(st.integers(1, 3)))]
        if kind == "table":
            one["columns"] = [
                {"key": f"column_{n}", **draw(LABELS), "kind": draw(st.sampled_from(["text", "number", "date"])),
                 "required": draw(st.booleans())}
                for n in range(draw(st.integers(1, 3)))
            ]  # fmt: skip
        if kind in ("file", "table"):
            one["at_most"] = draw(st.none() | st.integers(1, 9))
        if kind == "file":
            one["file_kinds"] = draw(st.lists(st.sampled_from(["pdf", "png", "hwpx"]), unique=True))
        answers = [{"question": "criterion", "value": 1}, {"question": "route", "value": "company"}]
        answers += [{"question": before["key"], "value": before["choices"][-1]["key"]} for before in found
                    if before["kind"] == "choice" and before["of"] in ("nomination", of)]  # fmt: skip
        answers += [{"question": before["key"], "value": False} for before in found
                    if before["kind"] == "yes_no" and before["of"] in ("nomination", of)]  # fmt: skip
        one["shown_when"] = draw(st.none() | st.sampled_from(answers))
        found.append(one)
    return found


def rules(asked: list[dict[str, Any]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return lists of rules that a call with those own questions can have, each at most once."""
    kinds: list[dict[str, Any]] = [
        {"rule": "dac_recipient"}, {"rule": "deadline"}, {"rule": "completeness"}, {"rule": "same_person_once"},
        {"rule": "criterion_claimed"}, {"rule": "answer_is", "question": "english", "value": True},
        {"rule": "age_at_most", "years": 49, "on": "closing_day"}, {"rule": "english_at_least", "level": "upper"},
        {"rule": "years_in_post", "years": 3, "on": "first_day_of_training"}, {"rule": "not_trained_within", "years": 5},
        {"rule": "passport_valid", "months": 6}, {"rule": "answer_is", "question": "position", "value": "director"},
    ]  # fmt: skip
    files = [one["key"] for one in asked if one["kind"] == "file"]
    if files:
        kinds.append({"rule": "documents_given", "questions": files})
    said = st.fixed_dictionaries({
        "on_fail": st.sampled_from(["flag", "exclude"]), "text": st.none() | TEXTS,
        "phase": st.sampled_from(["submission", "screening", "confirmation"]),
    })  # fmt: skip
    one = st.builds(lambda kind, more: {**kind, **more}, st.sampled_from(kinds), said)
    return st.lists(one, max_size=5, unique_by=lambda rule: (rule["rule"], rule.get("question")))


@st.composite
def windows(draw: st.DrawFn) -> dict[str, dict[str, str | None]]:
    """Return the later phases, between the closing day and the training; each day may be open."""
    found, day = {}, date(2025, 7, 26)
    for name in ("screening", "selection", "confirmation"):
        first = day + timedelta(days=draw(st.integers(0, 12)))
        day = first + timedelta(days=draw(st.integers(0, 12)))
        found[name] = {"from": draw(st.sampled_from([str(first), None])), "to": draw(st.sampled_from([str(day), None]))}
    return found


@st.composite
def definitions(draw: st.DrawFn) -> CallDefinition:
    data = deepcopy(call_data())
    asked = draw(questions())
    names = ["birth_date", "english_level", "in_post_since", "last_trained_on", "passport_expires_on"]
    later = draw(st.lists(st.sampled_from(names), unique=True))
    asks = data["nomination_asks"]
    asks["trainee"] = [*asks["trainee"], *(name for name in names if name not in later)]
    asks["confirmation"] = later
    optional = ["nomination.city_profile", "trainee.position", "author.phone"]
    asks["optional"] = draw(st.lists(st.sampled_from(optional), unique=True))
    asks["help"] = draw(st.dictionaries(st.sampled_from(["nomination.country", "trainee.reason"]), TEXTS))
    listed = draw(rules(asked))
    if "birth_date" in later:  # an age is looked at before anybody confirms
        listed = [rule for rule in listed if rule["rule"] != "age_at_most"]
    data |= {
        "questions": asked, "eligibility": listed, "phases": draw(windows()),
        "quotas": {name: draw(COUNTS) for name in ("countries", "trainees", "trainees_per_country", "trainees_per_company")},
        "trainees_per_nomination": draw(COUNTS),
        "nominations_close_at": draw(st.sampled_from([None, "18:00", "09:30"])),
        "consents": [
            {"key": f"consent_{number}", **draw(LABELS), "required": draw(st.booleans()), "recipient": draw(st.none() | TEXTS),
             **{part: draw(TEXTS) for part in ("purpose", "items", "retention", "refusal")}}
            for number in range(draw(st.integers(0, 3)))
        ],
        "consent_asked_at": draw(st.sampled_from(["submission", "screening", "confirmation"])),
    }  # fmt: skip
    return CallDefinition.model_validate(data)
