"""The page of all countries: their names, codes and standing on the DAC list of today."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from workflow.core import clock, countries
from workflow.core.i18n import current_language
from workflow.core.names import words_of
from workflow.core.policies import requires
from workflow.reference import queries
from workflow.reference.dacfile import CHECKS, GROUPS
from workflow.reference.views.blueprint import KEEPERS, blueprint


@blueprint.get("/manage/reference/countries", endpoint="countries")
@requires(*KEEPERS)
def all_countries() -> ResponseReturnValue:
    words, standing = request.args.get("q", "").strip()[:100], request.args.get("dac", "")
    kept = queries.list_in_force(clock.today())
    listed = kept.recipients if kept else {}
    rows = [
        (code, countries.text(code), listed.get(code))
        for code, _name in countries.countries(current_language())
        if is_looked_for(code, words) and (standing not in ("yes", "no") or (standing == "yes") == (code in listed))
    ]
    return render_template(
        "reference/countries.html", rows=rows, words=words, standing=standing, head=kept.head if kept else None,
        alpha2=countries.ALPHA2, groups=GROUPS, checks=CHECKS,
    )  # fmt: skip


def is_looked_for(code: str, words: str) -> bool:
    """Tell whether a country is looked for: by a part of its code or of a name in either language."""
    wanted = "".join(words_of(words))
    named = countries.text(code)
    return any(wanted in "".join(words_of(one)) for one in (code, countries.ALPHA2[code], named.ko, named.en))
