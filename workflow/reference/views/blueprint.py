"""The blueprint of the reference lists, and the tabs its pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.sansio.blueprints import BlueprintSetupState

from workflow.accounts.roles import Role
from workflow.core.i18n import gettext as _

KEEPERS = (Role.OFFICER, Role.ADMIN)
"""Who reads and changes the lists."""

blueprint = Blueprint("reference", __name__)


def tabs(current: str) -> list[tuple[str, str, bool]]:
    """Return the tabs of the lists, as the macro `links.tabs` takes them."""
    pages = (
        ("reference.lists", _("DAC lists")), ("reference.countries", _("Countries")), ("reference.cities", _("Cities")),
    )  # fmt: skip
    return [(label, url_for(endpoint), endpoint == current) for endpoint, label in pages]


def city_suggestions(field: Any, country: str = "") -> dict[str, str]:
    """Return the attributes with which `static/suggest.js` offers cities in a form's field named `city`; {} for
    other fields. The country is the one chosen in the field named `country` of the same row, else of the same
    form, else `country`.

    For any field macro: forms.field(f, **city_suggestions(f)).
    """
    if getattr(field, "short_name", "") != "city":
        return {}
    attributes = {"data-suggest-url": url_for("reference.suggest_cities"), "autocomplete": "off"}
    return {**attributes, "data-suggest-country": country} if country else attributes


@blueprint.record
def _offer(state: BlueprintSetupState) -> None:
    """Let every template call these, also a macro that is imported without its page's context."""
    state.app.jinja_env.globals.update(city_suggestions=city_suggestions, reference_tabs=tabs)


def shown_page() -> int:
    """Return the page (from 0) of a list that its address names."""
    typed = request.args.get("page", "")
    return min(int(typed), 10_000) if typed.isdecimal() and len(typed) < 6 else 0
