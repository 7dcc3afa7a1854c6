"""The form of a call as a company will see it, before the call is published: nothing in it can be sent."""

from __future__ import annotations

from flask import abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from workflow.accounts.roles import Role
from workflow.config import MEGABYTE
from workflow.core.policies import requires
from workflow.nominations import forms
from workflow.nominations.conditions import condition_of
from workflow.nominations.steps import Step, documents, label_of, own_asks, steps_of
from workflow.nominations.views.blueprint import blueprint
from workflow.programmes import queries
from workflow.programmes.questions import AskedOf

FIRST = "first"
"""What leads to the first step, whichever the call has."""


@blueprint.get("/manage/calls/<code>/preview/<step>")
@requires(Role.OFFICER, Role.ADMIN)
def preview_form(code: str, step: str) -> ResponseReturnValue:
    """Show a step of the form, made from the call as it is now and empty as a company begins it."""
    call = queries.call_or_404(code)
    asked = call.definition
    steps = steps_of(asked)
    at = steps[0] if step == FIRST else next((one for one in steps if one.value == step), None) or abort(404)
    of = AskedOf.TRAINEE if at is Step.TRAINEES else AskedOf.NOMINATION
    after = steps[steps.index(at) + 1] if at is not steps[-1] else None
    items = [
        {"label": label_of(one, asked), "state": "current" if one is at else "todo", "url": _url(code, one)} for one in steps
    ]
    return render_template(
        "nominations/preview_form.html", call=call, step=at, label=label_of(at, asked), items=items,
        form=forms.step_form(at, asked, {"trainees": [{}]} if at is Step.TRAINEES else {}, sent=False),
        conditions={one.key: condition_of(one, asked) for one in own_asks(asked, of)},
        documents=[(one, condition_of(one, asked)) for of in AskedOf for one in documents(asked, of)],
        megabytes=current_app.extensions["settings"].upload_limit // MEGABYTE, onward=_url(code, after) if after else None,
    )  # fmt: skip


def _url(code: str, step: Step) -> str:
    return url_for(".preview_form", code=code, step=step.value)
