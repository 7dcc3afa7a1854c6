"""The register of cities, and what the nomination form suggests from it."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.core import countries
from workflow.core.db import unit_of_work
from workflow.core.i18n import current_language
from workflow.core.i18n import gettext as _
from workflow.core.policies import SIGNED_IN, requires
from workflow.core.web import press
from workflow.reference import queries
from workflow.reference.forms import LONGEST_CITY, CityForm, MergeForm
from workflow.reference.merging import GONE, KEPT
from workflow.reference.models import City
from workflow.reference.services import cities as services
from workflow.reference.views.blueprint import KEEPERS, blueprint, shown_page


@blueprint.get("/cities")
@requires(SIGNED_IN)
def suggest_cities() -> ResponseReturnValue:
    """Return the cities of ?country= whose name begins with ?q=: {"cities": [{"value", "label"}]}, at most ten."""
    country, beginning = request.args.get("country", "")[:3], request.args.get("q", "")[:LONGEST_CITY]
    found = queries.suggestions(country, beginning) if countries.is_country(country) else ()
    return jsonify(cities=[{"value": one.name, "label": one.name_ko if one.name_en else ""} for one in found])


@blueprint.get("/manage/reference/cities")
@requires(*KEEPERS)
def cities() -> ResponseReturnValue:
    filters = queries.CityFilters(
        request.args.get("country", "")[:3], request.args.get("q", "").strip()[:LONGEST_CITY], request.args.get("see") == "1"
    )
    page = shown_page()
    rows, more = queries.cities(filters, page)
    return render_template(
        "reference/cities.html", rows=rows, filters=filters, to_see=queries.cities_to_see(),
        following=url_for(".cities", page=page + 1, **filters.address()) if more else None,
        previous=url_for(".cities", page=page - 1, **filters.address()) if page else None,
        countries=countries.among(queries.countries_of_cities() | {filters.country}, current_language()),
    )  # fmt: skip


@blueprint.get("/manage/reference/cities/<int:id>")
@requires(*KEEPERS)
def city(id: int) -> ResponseReturnValue:
    """Show a city with its spellings; one that was merged leads to the one it became part of."""
    found = queries.city_or_404(id)
    if found.merged_into_id is not None:
        return redirect(url_for(".city", id=found.merged_into_id), 303)
    form = CityForm(formdata=None)
    form.show(found)
    return _page(found, form)


@blueprint.post("/manage/reference/cities/<int:id>")
@requires(*KEEPERS)
def name_city(id: int) -> ResponseReturnValue:
    """Give a city its names; from now on it is suggested."""
    found, form = queries.live_city_or_404(id), CityForm()
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            services.name(
                found, form.name_en.data or "", form.name_ko.data or "", actor=current_user, version=form.seen_version
            )
        if not form.errors:
            flash(_("The names were kept; the city is suggested to companies."), "success")
            return redirect(url_for(".city", id=id), 303)
    return _page(found, form), form.status


@blueprint.get("/manage/reference/cities/<int:id>/merge/<int:other>")
@requires(*KEEPERS)
def compare_cities(id: int, other: int) -> ResponseReturnValue:
    """Show two cities side by side: which name is kept of each."""
    kept, gone = queries.live_city_or_404(id), queries.live_city_or_404(other)
    form = MergeForm(formdata=None)
    form.version.data, form.gone_version.data = str(kept.version), str(gone.version)
    return render_template("reference/merge.html", kept=kept, gone=gone, form=form, rows=_rows(kept, gone))


@blueprint.post("/manage/reference/cities/<int:id>/merge/<int:other>")
@requires(*KEEPERS)
def merge_cities(id: int, other: int) -> ResponseReturnValue:
    kept, gone, form = queries.live_city_or_404(id), queries.live_city_or_404(other), MergeForm()
    chosen = {field: request.form.get(f"field-{field}", KEPT) for field in services.CITY.fields}
    return press(
        lambda: services.merge(
            kept, gone, chosen, actor=current_user, version=form.seen_version, gone_version=form.seen_gone_version
        ),
        url_for(".city", id=id), _("The two are one city now."), stood=url_for(".compare_cities", id=id, other=other),
    )


@blueprint.post("/manage/reference/cities/<int:id>/merges/<int:merge>/split")
@requires(*KEEPERS)
def split_cities(id: int, merge: int) -> ResponseReturnValue:
    """Split a city off again."""
    kept, row, form = queries.live_city_or_404(id), queries.city_merge_or_404(merge, id), MergeForm()
    return press(
        lambda: services.split(row, actor=current_user, version=form.seen_version),
        url_for(".city", id=kept.id), _("The two are two cities again."),
    )


def _rows(kept: City, gone: City) -> list[tuple[str, str, str, str, str]]:
    """Return (field, label, kept value, gone value, whose is chosen) for the table of a merge."""
    labels = {"name_en": _("English name"), "name_ko": _("Korean name")}
    return [
        (field, labels[field], str(one), str(other), KEPT if one or not other else GONE)
        for field in services.CITY.fields
        for one, other in [(getattr(kept, field), getattr(gone, field))]
    ]


def _page(found: City, form: CityForm) -> str:
    typed = request.args.get("other", "").strip()[:LONGEST_CITY]
    return render_template(
        "reference/city.html", city=found, form=form, like=queries.like(found), merges=queries.merges_of(found),
        typed=typed, others=queries.others(found, typed),
    )  # fmt: skip
