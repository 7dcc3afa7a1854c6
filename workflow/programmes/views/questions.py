"""A call's own questions: the list in its order, one question at a time, and documents at one press."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core.db import unit_of_work
from workflow.core.errors import Reason, Refused, Stale
from workflow.core.i18n import Text
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back, row_key
from workflow.programmes import queries, services
from workflow.programmes.forms.questions import QuestionForm
from workflow.programmes.models import Call
from workflow.programmes.states import CallState
from workflow.programmes.usual import DOCUMENTS
from workflow.programmes.views import edit
from workflow.programmes.views.blueprint import blueprint
from workflow.programmes.views.sections import NO_VERSION, page_after, section_links, url_of

WRITERS = (Role.OFFICER, Role.ADMIN)


@blueprint.get("/manage/calls/<code>/questions")
@requires(*WRITERS)
def questions(code: str) -> ResponseReturnValue:
    """List the questions with what each is, and offer the usual documents."""
    call = queries.call_or_404(code)
    return render_template(
        "programmes/questions.html", call=call, links=section_links(call, "questions"),
        onward=url_of(code, page_after("questions")),
        documents=[one for key, one in DOCUMENTS.items() if call.definition.question(key) is None],
    )  # fmt: skip


@blueprint.route("/manage/calls/<code>/new-question", methods=["GET", "POST"])
@requires(*WRITERS)
def new_question(code: str) -> ResponseReturnValue:
    """Add a question at the end; `document` in the address fills it with a usual document."""
    call = queries.call_or_404(code)
    ready = DOCUMENTS.get(request.args.get("document", ""))
    return _save(call, QuestionForm.at(call, None, ready))


@blueprint.route("/manage/calls/<code>/questions/<key>", methods=["GET", "POST"])
@requires(*WRITERS)
def question(code: str, key: str) -> ResponseReturnValue:
    call = queries.call_or_404(code)
    return _save(call, QuestionForm.at(call, _place(call, key)))


def _save(call: Call, form: QuestionForm) -> ResponseReturnValue:
    """Show the form of a question, and save it: the whole call has to be valid with it."""
    code = call.code
    if request.method == "POST" and form.edit_rows(request.form.get("add"), request.form.get("remove")):
        return _page(call, form, 200)
    if not form.validate_on_submit():
        return _page(call, form, 422 if form.errors else 200)
    form.drop_blank_rows()
    form.used = queries.keys_used(call)
    try:
        with unit_of_work():
            changed = services.update_call(
                call, form.changes(call.definition), actor=current_user, version=form.seen_version or NO_VERSION,
                reason=form.given_reason,
            )  # fmt: skip
    except Stale as stale:
        form.form_errors.extend(str(reason.text) for reason in stale.reasons)
        return _page(queries.call_or_404(code), form, 409)
    except Refused as refused:
        names = [one.text for one in queries.call_or_404(code).definition.questions]
        shown = len(names) if form.place is None else form.place
        form.refuse([*_said_of(refused.reasons, names, shown=shown), *form.unsaid])
        return _page(queries.call_or_404(code), form, 422)
    flash(_("Saved.") if changed else _("Nothing was changed."), "success" if changed else "info")
    return redirect(url_for("programmes.questions", code=code), 303)


def _page(call: Call, form: QuestionForm, status: int) -> ResponseReturnValue:
    found = call.definition.questions
    asked = found[form.place] if form.place is not None and form.place < len(found) else None
    page = render_template(
        "programmes/question.html", call=call, form=form, question=asked, links=section_links(call, "questions"),
        fixed=asked is not None and call.state is not CallState.DRAFT, stale=status == 409,
    )  # fmt: skip
    return page, status


@blueprint.post("/manage/calls/<code>/questions/<key>/move")
@requires(*WRITERS)
def move_question(code: str, key: str) -> ResponseReturnValue:
    """Move a question one place up, or down. Where its condition would come after it, it is refused. The way back
    leads to the button that was pressed, so that it is pressed again without a search."""
    call = queries.call_or_404(code)
    place, way = _place(call, key), "up" if request.form.get("way") == "up" else "down"
    other = place + (-1 if way == "up" else 1)
    listed = services.stored(call.definition)["questions"]
    if 0 <= other < len(listed):
        listed[place], listed[other] = listed[other], listed[place]
    if other <= 0 or other >= len(listed) - 1:  # at an end only the other button is left
        way = "down" if other <= 0 else "up"
    return _write(call, listed, _("The order is changed."), anchor=f"{way}-{key}")


@blueprint.post("/manage/calls/<code>/questions/<key>/remove")
@requires(*WRITERS)
def remove_question(code: str, key: str) -> ResponseReturnValue:
    """Take a question out; answers that were given to it stay stored with their nominations."""
    call = queries.call_or_404(code)
    listed = services.stored(call.definition)["questions"]
    del listed[_place(call, key)]
    return _write(call, listed, _("The question is taken out."))


@blueprint.post("/manage/calls/<code>/documents")
@requires(*WRITERS)
def add_document(code: str) -> ResponseReturnValue:
    """Add a usual document as a question of a draft; a published call asks for the reason on its page."""
    call = queries.call_or_404(code)
    ready = DOCUMENTS.get(request.form.get("document", "")) or abort(404)
    if call.state is not CallState.DRAFT:
        return redirect(url_for("programmes.new_question", code=code, document=ready.key), 303)
    listed = services.stored(call.definition)["questions"]
    if call.definition.question(ready.key) is None:
        listed.append(ready.model_dump(mode="json"))
    return _write(call, listed, _("The document is asked for."), anchor=f"q-{ready.key}")


def _write(call: Call, listed: list[dict[str, object]], said: str, *, anchor: str | None = None) -> ResponseReturnValue:
    to = url_for("programmes.questions", code=call.code, _anchor=anchor)
    try:
        with unit_of_work():
            services.update_call(
                call, {"questions": listed}, actor=current_user,
                version=row_key(request.form.get("version")) or NO_VERSION, reason=request.form.get("reason", ""),
            )  # fmt: skip
    except Stale:
        raise
    except Refused as refused:
        names = [Text.of({"ko": one["ko"], "en": one["en"]}) for one in listed]
        return back(Refused(_said_of(refused.reasons, names)), to)
    flash(said, "success")
    return redirect(to, 303)


def _said_of(reasons: list[Reason], names: list[Text], shown: int | None = None) -> list[Reason]:
    """Say with which question of the list something is wrong, unless it is the one that is `shown`, and of
    what is wrong on another page on which."""
    found = []
    for reason in edit.placed(reasons, "questions"):
        way = (reason.field or "").split(".")
        if way[0] == "questions" and len(way) > 1 and int(way[1]) != shown:
            name, text = names[int(way[1])], reason.text
            reason = Reason(reason.code, Text(f"[{name.ko}] {text.ko}", f"[{name.pick('en')}] {text.pick('en')}"))
        found.append(reason)
    return found


def _place(call: Call, key: str) -> int:
    keys = [one.key for one in call.definition.questions]
    return keys.index(key) if key in keys else abort(404)
