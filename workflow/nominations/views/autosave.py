"""Saving while somebody types: the step goes through the same service as by its button, and is answered
with the new marks of the page and the words that stand beside its title."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.core import clock
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused
from workflow.core.i18n import gettext as _
from workflow.nominations import comparison, queries, services
from workflow.nominations.content import content_of, names_of
from workflow.nominations.models import Nomination
from workflow.nominations.services import Overtaken
from workflow.nominations.shown import differences, placed
from workflow.nominations.stepform import StepForm, is_empty
from workflow.nominations.steps import Step, name_of
from workflow.nominations.views.blueprint import Acting
from workflow.nominations.views.frame import frame
from workflow.programmes.definition import CallDefinition
from workflow.programmes.questions import as_written

Json = dict[str, Any]


def is_asked() -> bool:
    """Tell whether the page's script saves while its reader types on."""
    return request.headers.get("X-Requested-With") == "autosave"


def answer(nomination: Nomination, step: Step, form: StepForm) -> ResponseReturnValue:
    """Keep what can be read of a step, and answer as JSON:

        {"state": "saved", "note": words, "seen": marks, "rows": {"trainees": [id, …]}, "values": {name: value},
         "missing": HTML}
        {"state": "overtaken", "note": words, "html": what a colleague changed}      409: nothing was saved
        {"state": "closed", "note": words}                                           409: it is no draft any more

    `rows` are the ids of the rows of the page in its order, '' for one that is not kept; `values` are what a
    colleague changed elsewhere on the page, whose names give a row by its place: 'trainees-@0-name'.
    """
    form.validate()
    call, id, last_by = nomination.call.definition, nomination.id, nomination.updated_by
    given, seen = form.given(), form.seen.data or ""
    try:
        with unit_of_work():
            theirs = services.save_beside(nomination, given, actor=Acting.reader(), seen=seen)
    except Overtaken as overtaken:
        return jsonify(_overtaken(overtaken, given, call)), 409
    except Refused as refused:
        return jsonify({"state": "closed", "note": str(refused.reasons[0].text)}), 409
    fresh = queries.own_or_404(id, current_user)
    content = content_of(fresh, names_of(step, call))
    told: Json = {
        "state": "saved", "seen": comparison.mark(content), "note": _saved(form, theirs, given, content, fresh, last_by),
        "rows": {name: _rows(form, name, content[name]) for name in ("milestones", "trainees") if name in content},
        "values": dict(_value(path, content) for path in theirs),
        "missing": render_template("nominations/_missing.html", nomination=fresh, step=step, **frame(fresh, step)),
    }  # fmt: skip
    return jsonify(told)


def _saved(
    form: StepForm, theirs: list[str], given: Json, content: Json, nomination: Nomination, last_by: int | None
) -> str:
    """Say that it was saved and when, what was not, and what was changed meanwhile, last by the account `last_by`."""
    call = nomination.call.definition
    said = [_("Saved %(time)s", time=f"{clock.now().astimezone(clock.KST):%H:%M}")]
    unread = [f"{name} ({text})" if text else str(name) for _id, name, text in form.problems()]
    if unread:
        said.append(_("Not saved: %(fields)s", fields=", ".join(unread)))
    if theirs:
        names = ", ".join(str(name_of(placed(path, given, content), call)) for path in theirs)
        if last_by == current_user.id:
            said.append(_("You changed in another window, and it stands here now: %(fields)s", fields=names))
        else:
            said.append(_("A colleague changed meanwhile, and it stands here now: %(fields)s", fields=names))
    return ". ".join(said)


def _overtaken(overtaken: Overtaken, given: Json, call: CallDefinition) -> Json:
    who, is_own = overtaken.who or _("A colleague"), overtaken.by == current_user.id
    rows = differences(overtaken.paths, given, overtaken.theirs, call)
    note = (
        _("Not saved: you changed this step in another window as well") if is_own
        else _("Not saved: %(who)s changed this step as well", who=who)
    )  # fmt: skip
    shown = render_template("nominations/_overtaken.html", who=who, is_own=is_own, at=overtaken.at, rows=rows)
    return {"state": "overtaken", "note": note, "html": shown}


def _rows(form: StepForm, name: str, stored: list[Mapping[str, Any]]) -> list[str]:
    """Return the id of each row of the page, now that new ones are stored."""
    entries = form[name].entries
    known = {entry.form["row"].data for entry in entries}
    new = iter([row["row"] for row in stored if row["row"] not in known])
    ids = {row["row"] for row in stored}
    found = []
    for entry in entries:
        row = entry.form["row"].data or ""
        if row in ids:
            found.append(row)
        else:
            found.append("" if is_empty({n: f.data for n, f in entry.form._fields.items()}) else next(new, ""))
    return found


def _value(path: str, content: Json) -> tuple[str, Any]:
    """Return the name of the field of a path of `comparison.flat`, and its value as a form sends it."""
    name, *rest = path.split(".")
    if name in ("milestones", "trainees"):
        rows = [row["row"] for row in content[name]]
        place = rows.index(rest[0])
        found: Any = content[name][place]
        head, rest = f"{name}-@{place}", rest[1:]
    else:
        found, head, rest = content, "", path.split(".")
    for part in rest:
        found = (found or {}).get(part)
    field = "-".join([head, *rest] if head else rest)
    return field, found if isinstance(found, list) else as_written(found)
