"""What all pages of the form share: its steps and how far each is, what is missing, and a step's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, current_app, render_template, url_for
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.config import MEGABYTE
from workflow.core.errors import Reason
from workflow.nominations import comparison, forms, queries
from workflow.nominations.carrying import fitting
from workflow.nominations.conditions import condition_of, given_elsewhere
from workflow.nominations.content import answers_of, content_of, names_of
from workflow.nominations.documents import documents_of, other_files, out_of_force
from workflow.nominations.models import Nomination
from workflow.nominations.stepform import StepForm
from workflow.nominations.steps import (
    LABELS,
    Step,
    label_of,
    name_of,
    own_asks,
    progress,
    says_enough,
    step_of,
    steps_of,
)
from workflow.nominations.views.blueprint import edit_url, is_own, reasons_against
from workflow.programmes.questions import AskedOf


@dataclass(frozen=True, slots=True)
class Missing:
    """What is to be completed: the question, what is wrong where the name does not say it, and where."""

    name: str
    text: str
    url: str
    step: Step


def step_or_404(nomination: Nomination, step: str) -> Step:
    """Return the step of that name, if the call's form has it."""
    return next((one for one in steps_of(nomination.call.definition) if one.value == step), None) or abort(404)


def form_of(nomination: Nomination, step: Step) -> StepForm:
    """Return the form of a step, with what is stored or with what the request has sent."""
    call = nomination.call.definition
    content = content_of(nomination, names_of(step, call))
    form = forms.step_form(step, call, fitting(content, call), staff=current_user.holds(Role.OFFICER))
    if not form.is_submitted():
        form.seen.data = comparison.mark(content)
    return form


def step_page(nomination: Nomination, step: Step, form: StepForm, part: str = "", **more: Any) -> str:
    """Return the page of a step, or only the `part` of it that this template shows."""
    call = nomination.call.definition
    of = AskedOf.TRAINEE if step is Step.TRAINEES else AskedOf.NOMINATION
    given = given_elsewhere(call, answers_of(nomination)) if step is Step.TRAINEES else {}
    if step is Step.FILES:
        more |= _files(nomination)
    return render_template(
        part or "nominations/step.html", nomination=nomination, step=step, form=form, **more,
        conditions={one.key: condition_of(one, call) for one in own_asks(call, of)}, given=given,
        megabytes=current_app.extensions["settings"].upload_limit // MEGABYTE,
        **frame(nomination, step),
    )  # fmt: skip


def _files(nomination: Nomination) -> dict[str, Any]:
    """Return what the step of documents shows."""
    history = out_of_force(nomination)
    return {
        "documents": documents_of(nomination), "others": other_files(nomination), "history": history,
        "names": queries.names_of({one.removed_by for one in history}),
    }  # fmt: skip


def frame(nomination: Nomination, at: Step) -> dict[str, Any]:
    """Return what every page of the form shows: its steps, how far each is, and what is missing."""
    call, reasons = nomination.call.definition, reasons_against(nomination)
    done = progress(call, reasons, files=bool(nomination.files_in_force))
    items = [
        {"label": label_of(one, call), "state": "current" if one is at else done[one], "url": edit_url(nomination, one)}
        for one in done
    ]
    return {
        "reasons": reasons, "items": items, "labels": LABELS, "label": label_of(at, call), "own": is_own(nomination),
        "missing": [_missing(nomination, one) for one in reasons],
    }  # fmt: skip


def _missing(nomination: Nomination, reason: Reason) -> Missing:
    step = step_of(reason.field)
    url = ""
    if step is not Step.REVIEW:  # the moment of receipt is given on the page of the review itself
        place = (reason.field or "").replace(".", "-")
        url = f"{url_for('.edit', id=nomination.id, step=step.value, check=1)}#{place}"
    name = str(name_of(reason.field, nomination.call.definition))
    return Missing(name, "" if says_enough(reason) else str(reason.text), url, step)
