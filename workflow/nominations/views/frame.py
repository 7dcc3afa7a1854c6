"""What all pages of the form share: its steps and how far each is, what is missing, and a step's form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, current_app, render_template, url_for
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.config import MEGABYTE
from workflow.core import slots
from workflow.core.errors import Reason
from workflow.nominations import comparison, forms, queries
from workflow.nominations.carrying import aside_name, fitting, left_over
from workflow.nominations.conditions import condition_of, given_elsewhere
from workflow.nominations.content import answers_of, content_of, names_of
from workflow.nominations.documents import documents_of, other_files, out_of_force
from workflow.nominations.models import Nomination
from workflow.nominations.services import OF_THE_MOMENT
from workflow.nominations.shown import own_value
from workflow.nominations.stepform import StepForm, is_empty
from workflow.nominations.steps import (
    CONSENTS,
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
from workflow.programmes.queries import changes_since
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
    if step is Step.TRAINEES:
        _say_beside_names(nomination, form)
    return render_template(
        part or "nominations/step.html", nomination=nomination, step=step, form=form, **more,
        conditions={one.key: condition_of(one, call) for one in own_asks(call, of)}, given=given,
        megabytes=current_app.extensions["settings"].upload_limit // MEGABYTE,
        **frame(nomination, step),
    )  # fmt: skip


def _say_beside_names(nomination: Nomination, form: StepForm) -> None:
    """Say beside the name of a trainee what a change of it would do, as later stages tell it through the slot
    `trainees.named`: a provider takes the nomination and returns {id of the trainee: text}."""
    said = {str(id): text for answer in slots.ask("trainees.named", nomination) for id, text in answer.items()}
    for entry in form["trainees"].entries if said else ():
        if "name" in entry.form and (text := said.get(entry.form["row"].data or "")):
            field = entry.form["name"]
            field.description = " ".join(str(part) for part in (field.description, text) if part)


def _files(nomination: Nomination) -> dict[str, Any]:
    """Return what the step of documents shows."""
    history = out_of_force(nomination)
    return {
        "documents": documents_of(nomination), "others": other_files(nomination), "history": history,
        "names": queries.names_of({one.removed_by for one in history}),
    }  # fmt: skip


def frame(nomination: Nomination, at: Step) -> dict[str, Any]:
    """Return what every page of the form shows: its steps, how far each is, what is missing, and why nothing can
    be submitted now whatever is filled in (`closed`)."""
    call, reasons = nomination.call.definition, reasons_against(nomination)
    closed = next((one for one in reasons if one.code in OF_THE_MOMENT), None)
    reasons = [one for one in reasons if one is not closed]
    files = bool(nomination.files_in_force)
    done = progress(call, reasons, files=files, begun=_begun(nomination))
    items = [
        {"label": label_of(one, call), "state": "current" if one is at else done[one], "url": edit_url(nomination, one)}
        for one in done
    ]
    return {
        **_to_look_at(nomination), "comments": _comments(nomination),
        "closed": closed, "reasons": reasons, "items": items, "labels": LABELS, "label": label_of(at, call),
        "own": is_own(nomination),
        "missing": [_missing(nomination, one) for one in reasons],
    }  # fmt: skip


def cautions(nomination: Nomination, missing: Sequence[Missing]) -> list[Missing]:
    """Return what later stages will find in a draft as it stands, though it can be submitted: told by the slot
    `submission.cautions`, whose providers return reasons. What is missing anyway is not told twice."""
    told = [reason for reasons in slots.ask("submission.cautions", nomination) for reason in reasons]
    found = [_missing(nomination, reason) for reason in told]
    lacking = {one.url for one in missing}
    return [one for one in found if not one.url or one.url not in lacking]


def _to_look_at(nomination: Nomination) -> dict[str, Any]:
    """Return what changed in the form since its authors saw it, the answers that it does not take any more,
    and what is to be checked after copying; all empty once they acknowledged it."""
    call, notes = nomination.call.definition, nomination.notes
    changes = changes_since(nomination.call, nomination.form_version)
    aside = [(aside_name(one), own_value(None, one.get("value"))) for one in notes.get("aside", ())]
    if changes:
        stored = content_of(nomination, ("answers", "trainees"))
        aside += [(str(name_of(path, call)), own_value(call.question(path.split(".")[-1]), value))
                  for path, value in left_over(stored, call)]  # fmt: skip
    check = [(str(name_of(path, call)), field_url(nomination, path)) for path in notes.get("check", ())]
    return {"changes": changes, "left_out": aside, "check": check}


def _begun(nomination: Nomination) -> set[Step]:
    """Return the steps in which something is answered."""
    call = nomination.call.definition
    begun = {step for step in steps_of(call) if not is_empty(content_of(nomination, names_of(step, call)))}
    return begun | {Step.FILES} if nomination.files_in_force else begun


def _comments(nomination: Nomination) -> tuple[int, int] | None:
    """Return how many comments colleagues wrote, and how many of them the reader has not read; None for staff."""
    if not is_own(nomination):
        return None
    return queries.comment_counts([nomination.id], current_user.id).get(nomination.id, (0, 0))


def field_url(nomination: Nomination, path: str, **values: Any) -> str:
    """Return the address of the field of a path ('trainees.0.name') in its step."""
    return url_for(
        ".edit", id=nomination.id, step=step_of(path).value, _anchor=path.replace(".", "-"), **values
    )


def _missing(nomination: Nomination, reason: Reason) -> Missing:
    step = step_of(reason.field)
    url = ""
    if step is not Step.REVIEW:  # the moment of receipt is given on the page of the review itself
        url = field_url(nomination, reason.field or "", check=1)
    elif (reason.field or "").split(".")[0] == CONSENTS:  # no step holds what the trainees themselves answer
        url = url_for("consents.of_nomination", id=nomination.id)
    name = str(name_of(reason.field, nomination.call.definition))
    return Missing(name, "" if says_enough(reason) else str(reason.text), url, step)
