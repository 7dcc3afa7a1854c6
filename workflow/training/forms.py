"""The boundary of the training: a roll, and the decisions in a call without a rule for completion."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from workflow.training.preview import Decision

COMPLETED, NOT_COMPLETED = "yes", "no"


class SeenForm(FlaskForm):
    """A button; `seen` is the token of what its page showed."""

    seen = HiddenField()


def ticked(form: MultiDict[str, str], trainees: Iterable[int]) -> set[int]:
    """Return who is present by a posted roll: those ticked, or everybody by the button 'all'."""
    everybody = set(trainees)
    return everybody if "all" in form else everybody & set(form.getlist("present", type=int))


def decisions(form: MultiDict[str, str], trainees: Iterable[int]) -> dict[int, Decision]:
    """Return what was decided of each trainee; who has no answer is left out."""
    answers = {COMPLETED: True, NOT_COMPLETED: False}
    return {
        one: Decision(answers[answer], form.get(f"reason-{one}", "").strip())
        for one in trainees
        if (answer := form.get(f"completed-{one}", "")) in answers
    }
