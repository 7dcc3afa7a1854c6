"""Pages of the DAC lists: which list is in force when, its countries, and how staff change it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.core import clock, countries
from workflow.core.db import unit_of_work
from workflow.core.errors import Reason
from workflow.core.i18n import Text, current_language
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import press
from workflow.core.yamlfile import FileRefused
from workflow.reference import dacfile, queries
from workflow.reference.dac import RecipientList, in_force, remark
from workflow.reference.dacfile import CHECKS, GROUPS, Recipient
from workflow.reference.forms import EntryForm, ImportForm, ListForm, ReasonForm
from workflow.reference.services import dac as services
from workflow.reference.views.blueprint import KEEPERS, blueprint
from workflow.reference.views.countries import is_looked_for

MOST_PROBLEMS = 50


@blueprint.get("/manage/reference")
@requires(*KEEPERS)
def lists() -> ResponseReturnValue:
    found = queries.dac_lists()
    current = in_force([one.head for one in found], clock.today())
    return render_template("reference/lists.html", lists=found, current=current, today=clock.today())


@blueprint.route("/manage/reference/dac/new", methods=["GET", "POST"])
@requires(*KEEPERS)
def new_list() -> ResponseReturnValue:
    """Add a list as a copy of another, of the latest where the address names none, from a day."""
    latest = queries.dac_lists()[0].head.valid_from.isoformat()
    model, form = queries.dac_list_or_404(request.args.get("copy", latest)), ListForm()
    if form.validate_on_submit():
        head = form.head()
        done = _("The list was added as a copy. Change what is different in it.")
        with form.showing_refusals(), unit_of_work():
            services.begin(model, head, actor=current_user, reason=form.reason.data or "")
        if not form.errors:
            flash(done, "success")
            return redirect(url_for(".dac_list", day=head.valid_from.isoformat()), 303)
    elif not form.is_submitted():
        form.show(replace(model.head, name="", version=0))
        form.valid_from.data = None
    return _answer(form, "reference/list_form.html", model=model, kept=None)


@blueprint.get("/manage/reference/dac/<day>")
@requires(*KEEPERS)
def dac_list(day: str) -> ResponseReturnValue:
    kept = queries.dac_list_or_404(day)
    listed = next(one for one in queries.dac_lists() if one.head.valid_from == kept.head.valid_from)
    words, group = request.args.get("q", "").strip()[:100], request.args.get("group", "")
    rows = [
        (code, name, kept.recipients[code])
        for code, name in countries.countries(current_language())
        if code in kept.recipients and is_looked_for(code, words) and group in ("", kept.recipients[code].group)
    ]
    return render_template(
        "reference/list.html", kept=kept, listed=listed, rows=rows, words=words, group=group, groups=GROUPS, checks=CHECKS,
        built_in_too=services.has_built_in(kept.head.valid_from), remark=remark,
    )  # fmt: skip


@blueprint.get("/manage/reference/dac/<day>/file")
@requires(*KEEPERS)
def list_file(day: str) -> ResponseReturnValue:
    """Hand out a list as the file that can be imported again; with a mark by which spreadsheets know UTF-8."""
    kept = queries.dac_list_or_404(day)
    text = "\ufeff" + dacfile.written(kept.recipients.values())
    name = f"dac-{kept.head.valid_from.isoformat()}.csv"
    return Response(text, mimetype="text/csv", headers={"Content-Disposition": f"attachment; filename={name}"})


@blueprint.route("/manage/reference/dac/<day>/edit", methods=["GET", "POST"])
@requires(*KEEPERS)
def edit_list(day: str) -> ResponseReturnValue:
    """Change what a list says of itself."""
    kept, form = queries.dac_list_or_404(day), ListForm()
    valid_from = kept.head.valid_from
    form.valid_from.validators = []
    if form.validate_on_submit():
        head = form.head(valid_from)
        with _changing(form, kept):
            services.describe(valid_from, head, **_by(form))
        if not form.errors:
            flash(_("The list was changed."), "success")
            return redirect(url_for(".dac_list", day=day), 303)
    elif not form.is_submitted():
        form.show(kept.head)
    return _answer(form, "reference/list_form.html", model=kept, kept=kept)


@blueprint.route("/manage/reference/dac/<day>/entries", methods=["GET", "POST"])
@requires(*KEEPERS)
def new_entry(day: str) -> ResponseReturnValue:
    """Add a country to a list."""
    kept, form = queries.dac_list_or_404(day), EntryForm()
    form.offer(kept.recipients)
    if (answer := _entry(kept, form, _("The country was added to the list."))) is not None:
        return answer
    if not form.is_submitted():
        form.version.data = str(kept.head.version)
    return _answer(form, "reference/entry.html", kept=kept, entry=None)


@blueprint.route("/manage/reference/dac/<day>/entries/<iso3>", methods=["GET", "POST"])
@requires(*KEEPERS)
def edit_entry(day: str, iso3: str) -> ResponseReturnValue:
    """Change the entry of a country."""
    kept, form = queries.dac_list_or_404(day), EntryForm()
    entry = _entry_or_404(kept, iso3)
    form.fix(entry)
    if (answer := _entry(kept, form, _("The entry was changed."))) is not None:
        return answer
    if not form.is_submitted():
        form.show(entry)
        form.version.data = str(kept.head.version)
    return _answer(form, "reference/entry.html", kept=kept, entry=entry)


@blueprint.post("/manage/reference/dac/<day>/entries/<iso3>/remove")
@requires(*KEEPERS)
def remove_entry(day: str, iso3: str) -> ResponseReturnValue:
    """Take a country off a list."""
    kept, form = queries.dac_list_or_404(day), ReasonForm()
    entry, valid_from = _entry_or_404(kept, iso3), kept.head.valid_from
    return press(
        lambda: services.remove(valid_from, entry.iso3, **_by(form)), url_for(".dac_list", day=day),
        _("%(country)s was taken off the list.", country=countries.name(iso3, current_language())),
        stood=url_for(".edit_entry", day=day, iso3=iso3),
    )


@blueprint.route("/manage/reference/dac/<day>/import", methods=["GET", "POST"])
@requires(*KEEPERS)
def import_list(day: str) -> ResponseReturnValue:
    """Let a list hold the countries of a file: all of it, or nothing and what is wrong on which line."""
    kept, form = queries.dac_list_or_404(day), ImportForm()
    problems, valid_from = [], kept.head.valid_from
    if form.validate_on_submit() and (content := form.content()):
        try:
            entries = dacfile.read(content)
        except FileRefused as refused:
            problems = refused.problems
            form.refuse([Reason("file", Text(
                f"파일에서 {len(problems)}건을 고쳐야 합니다. 바뀐 것은 없습니다.",
                f"{len(problems)} things in the file are to be mended. Nothing was changed."), "file")])
        else:
            with _changing(form, kept):
                added, changed, gone = services.replace_all(valid_from, entries, **_by(form))
            if not form.errors:
                flash(_("Taken from the file: %(added)s added, %(changed)s changed, %(gone)s taken off.",
                        added=added, changed=changed, gone=gone), "success")
                return redirect(url_for(".dac_list", day=day), 303)
    elif not form.is_submitted():
        form.version.data = str(kept.head.version)
    return _answer(form, "reference/import.html", kept=kept, problems=problems[:MOST_PROBLEMS], groups=GROUPS, checks=CHECKS)


@blueprint.post("/manage/reference/dac/<day>/discard")
@requires(*KEEPERS)
def discard_list(day: str) -> ResponseReturnValue:
    """Take a list away that was added here, or the changes of the built-in one."""
    kept, form = queries.dac_list_or_404(day), ReasonForm()
    valid_from = kept.head.valid_from
    return press(
        lambda: services.discard(valid_from, **_by(form)), url_for(".lists"), _("The list was taken away."),
        stood=url_for(".dac_list", day=day),
    )


def _entry(kept: RecipientList, form: EntryForm, done: str) -> ResponseReturnValue | None:
    """Keep an entry and go back to its list; None where it has to be shown again."""
    valid_from = kept.head.valid_from
    if not form.validate_on_submit():
        return None
    entry = form.entry()
    with _changing(form, kept):
        services.put(valid_from, entry, **_by(form))
    if form.errors:
        return None
    flash(done, "success")
    return redirect(url_for(".dac_list", day=valid_from.isoformat()), 303)


def _by(form: ReasonForm) -> dict[str, Any]:
    return {"actor": current_user, "reason": form.reason.data or "", "version": form.seen_version}


@contextmanager
def _changing(form: ReasonForm, kept: RecipientList) -> Iterator[None]:
    """Change a list in a unit of work; where a colleague was faster, what was typed stays for another try."""
    with form.showing_refusals(), unit_of_work():
        yield
    if form.overtaken_by is not None:
        now = queries.dac_list(kept.head.valid_from)
        form.version.data = str(now.head.version if now else 0)


def _answer(form: ReasonForm, template: str, **context: Any) -> ResponseReturnValue:
    return render_template(template, form=form, **context), form.status


def _entry_or_404(kept: RecipientList, iso3: str) -> Recipient:
    return kept.recipients.get(iso3) or abort(404)
