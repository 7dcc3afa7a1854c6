"""Pages of the register of people: the list, a person over the years, two records side by side.

Everything here is personal data: that it is read goes on record before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import audit, countries
from workflow.core.db import unit_of_work
from workflow.core.i18n import current_language, pgettext
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import press, row_key
from workflow.nominations.standings import of_trainees
from workflow.nominations.states import NOMINATION
from workflow.people import queries
from workflow.people.forms import MergeForm, PersonForm, TrainingForm
from workflow.people.matching import LABELS
from workflow.people.models import Person
from workflow.people.services import merging, register, trainings
from workflow.people.services.merging import PERSON
from workflow.reference.merging import GONE, KEPT

blueprint = Blueprint("people", __name__)

READERS = (Role.OFFICER, Role.ADMIN)
KEEPERS = (Role.OFFICER,)
LONGEST_WORDS = 100


@blueprint.get("/manage/people", endpoint="register")
@requires(*READERS)
def all_people() -> ResponseReturnValue:
    filters = queries.Filters(request.args.get("q", "").strip()[:LONGEST_WORDS], request.args.get("country", "")[:3])
    page = _page_asked()
    rows, more = queries.people(filters, page)
    _read("people.register", (one.person.id for one in rows))
    return render_template(
        "people/register.html", rows=rows, filters=filters, waiting=queries.open_pairs(),
        following=url_for(".register", page=page + 1, **filters.address()) if more else None,
        previous=url_for(".register", page=page - 1, **filters.address()) if page else None,
        countries=countries.among(queries.countries() | {filters.country}, current_language()),
    )  # fmt: skip


@blueprint.get("/manage/people/likely")
@requires(*READERS)
def likely() -> ResponseReturnValue:
    """Show the records that are likely one person's, for an officer to look at."""
    page = _page_asked()
    rows, more = queries.pairs(page)
    _read("people.likely", (person.id for one, other, _why in rows for person in (one, other)))
    return render_template(
        "people/likely.html", rows=rows, labels=LABELS, waiting=queries.open_pairs(),
        following=url_for(".likely", page=page + 1) if more else None,
        previous=url_for(".likely", page=page - 1) if page else None,
    )  # fmt: skip


@blueprint.get("/manage/people/<int:id>")
@requires(*READERS)
def person(id: int) -> ResponseReturnValue:
    """Show a person's nominations and trainings; a record that was merged leads to the one that is kept."""
    found = queries.person_or_404(id)
    if found.merged_into_id is not None:
        return redirect(url_for(".person", id=queries.root_of(found).id), 303)
    return _person_page(found, TrainingForm(formdata=None))


@blueprint.route("/manage/people/<int:id>/edit", methods=["GET", "POST"])
@requires(*KEEPERS)
def edit(id: int) -> ResponseReturnValue:
    """Correct what is known of a person."""
    found, form = queries.live_person_or_404(id), PersonForm()
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            register.change(found, form.about(), actor=current_user, version=form.seen_version)
        if not form.errors:
            flash(_("The record was changed."), "success")
            return redirect(url_for(".person", id=id), 303)
    elif not form.is_submitted():
        _read("people.edit", [id])
        form.show(found)
    now = PersonForm(formdata=None)
    now.show(queries.live_person_or_404(id))
    return render_template("people/edit.html", person=found, form=form, now=now), form.status


@blueprint.post("/manage/people/<int:id>/trainings")
@requires(*KEEPERS)
def add_training(id: int) -> ResponseReturnValue:
    """Add a training of earlier years."""
    found, form = queries.live_person_or_404(id), TrainingForm()
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            trainings.add(
                found, year=form.typed_year, ended_on=form.ended_on.data, what=form.what.data or "", actor=current_user
            )
        if not form.errors:
            flash(_("The training was added."), "success")
            return redirect(url_for(".person", id=id), 303)
    return _person_page(found, form), form.status


@blueprint.post("/manage/people/<int:id>/trainings/<int:training>/remove")
@requires(*KEEPERS)
def remove_training(id: int, training: int) -> ResponseReturnValue:
    row = queries.training_or_404(training, id)
    return press(
        lambda: trainings.remove(row, actor=current_user), url_for(".person", id=id), _("The training was removed.")
    )


@blueprint.get("/manage/people/<int:id>/merge/<int:other>", endpoint="compare")
@requires(*KEEPERS)
def compare_records(id: int, other: int) -> ResponseReturnValue:
    """Show two records side by side: whose value each field keeps."""
    kept, gone = queries.live_person_or_404(id), queries.live_person_or_404(other)
    _read("people.compare", [id, other])
    form = MergeForm(formdata=None)
    form.version.data, form.gone_version.data = str(kept.version), str(gone.version)
    return render_template(
        "people/merge.html", kept=kept, gone=gone, form=form, rows=_rows(kept, gone),
        nominations=[queries.trainees_of(kept), queries.trainees_of(gone)],
    )  # fmt: skip


@blueprint.post("/manage/people/<int:id>/merge/<int:other>")
@requires(*KEEPERS)
def merge(id: int, other: int) -> ResponseReturnValue:
    kept, gone, form = queries.live_person_or_404(id), queries.live_person_or_404(other), MergeForm()
    chosen = {field: request.form.get(f"field-{field}", KEPT) for field in PERSON.fields}
    return press(
        lambda: merging.merge(
            kept, gone, chosen, actor=current_user, version=form.seen_version, gone_version=form.seen_gone_version
        ),
        url_for(".person", id=id), _("The two records are one now."), stood=url_for(".compare", id=id, other=other),
    )


@blueprint.post("/manage/people/<int:id>/apart/<int:other>")
@requires(*KEEPERS)
def apart(id: int, other: int) -> ResponseReturnValue:
    """Say that two records are two people's."""
    one, two = queries.live_person_or_404(id), queries.live_person_or_404(other)
    return press(
        lambda: register.tell_apart(one, two, actor=current_user), url_for(".likely"),
        _("They are kept as two people; this is not suggested again."),
    )


@blueprint.post("/manage/people/<int:id>/merges/<int:merge>/split")
@requires(*KEEPERS)
def split(id: int, merge: int) -> ResponseReturnValue:
    """Split a record off again."""
    kept, row = queries.live_person_or_404(id), queries.merge_or_404(merge, id)
    seen = row_key(request.form.get("version"))
    return press(
        lambda: merging.split(row, actor=current_user, version=seen), url_for(".person", id=kept.id),
        _("The two are two records again."),
    )


def _person_page(found: Person, form: TrainingForm) -> str:
    like, keeps = queries.like(found), current_user.holds(*KEEPERS)
    typed = request.args.get("other", "").strip()[:LONGEST_WORDS]
    others = queries.others(found, typed) if keeps else []
    _read("people.person", [found.id, *(other.id for other, _why in like), *(other.id for other in others)])
    trainees = queries.trainees_of(found)
    return render_template(
        "people/person.html", person=found, trainees=trainees, standings=of_trainees([one.id for one in trainees]),
        trainings=queries.trainings_of(found),
        like=like, labels=LABELS, merges=queries.merges_of(found), form=form, machine=NOMINATION,
        keeps=keeps, typed=typed, others=others,
    )  # fmt: skip


def _rows(kept: Person, gone: Person) -> list[tuple[str, str, str, str, str]]:
    """Return (field, label, kept value, gone value, whose is chosen) for the table of a merge."""
    labels = {
        "name": _("Name"), "country": _("Country"), "birth_date": _("Date of birth"), "organisation": _("Organisation"),
        "position": pgettext("person", "Position"), "note": pgettext("person", "Note"),
    }  # fmt: skip
    return [
        (field, labels[field], _shown(field, one), _shown(field, other), KEPT if one or not other else GONE)
        for field in PERSON.fields
        for one, other in [(getattr(kept, field), getattr(gone, field))]
    ]


def _shown(field: str, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if field == "country" and countries.is_country(value):
        return countries.name(value, current_language())
    return str(value or "")


def _read(purpose: str, ids: Iterable[int]) -> None:
    """Put on record that personal data is read; nothing where there is none on the page."""
    if read := sorted(set(ids)):
        with unit_of_work():
            audit.record_access(purpose, "Person", read, actor=current_user)


def _page_asked() -> int:
    typed = request.args.get("page", "")
    return min(int(typed), 10_000) if typed.isdecimal() and len(typed) < 6 else 0
