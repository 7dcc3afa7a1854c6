"""Files of nominations for a call with questions of its own: the same rules as on its pages."""

from __future__ import annotations

from flask import Flask

from tests.nominations.own import QUESTIONS, own_call
from tests.nominations.test_commands import GOOD
from workflow.core.db import db, unit_of_work
from workflow.nominations.batch import parse_batch
from workflow.nominations.importer import Outcome, bring_in
from workflow.nominations.models import Nomination
from workflow.programmes.models import Call


def brought(answers: str, of_trainee: str = "{}") -> Outcome:
    content = GOOD.replace("    criterion: 2\n", f"    criterion: 2\n    answers: {answers}\n").replace(
        "english: true", f"english: true, answers: {of_trainee}"
    )
    with unit_of_work():
        own_call(questions=[one for one in QUESTIONS if one["kind"] != "file"])
    with unit_of_work():
        [outcome] = bring_in(parse_batch(content.encode()), db.session.query(Call).one())
    return outcome


def test_answers_are_kept_with_the_nomination_and_its_trainee(app: Flask) -> None:
    outcome = brought("{metro: true, lines: 12.5}", "{abroad: true, where: Kenya}")
    assert (outcome.result.value, outcome.reasons) == ("accepted", ())
    nomination = db.session.query(Nomination).one()
    assert nomination.answers == {"metro": True, "lines": "12.5"}
    assert nomination.trainees[0].answers == {"abroad": True, "where": "Kenya"}


def test_what_is_missing_unknown_or_no_such_answer_is_refused_with_its_path(app: Flask) -> None:
    outcome = brought("{metro: true, data: none, shoes: 43}", "{abroad: true}")
    assert outcome.result.value == "refused"
    assert {(one.field, one.code) for one in outcome.reasons} == {
        ("answers.lines", "missing"), ("answers.data", "answer"), ("answers.shoes", "unknown"),
        ("trainees.0.answers.where", "missing"),
    }  # fmt: skip
