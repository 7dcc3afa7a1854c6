"""`flask --app wsgi selection …`: scores from a file, and what the rules propose.

    selection scores import FILE.yaml --call CODE [--json]
        Enters the committee's totals; members are made as committee members where missing. All or
        nothing. JSON: {"members": [...], "scores": N}
    selection propose CODE [--json] [--countries N] [--trainees N] [--per-country N] [--per-company N]
                           [--without KEY ...] [--within-country pool|best_nomination|per_city]
        Saves nothing. JSON: {"countries": [{"code", "score", "place", "in", "reason"}],
        "seats": [trainee keys in order], "reserves": [...], "out": [{"trainee", "reason"}], "warnings": [...]}
"""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from workflow.core import audit
from workflow.core.cli import print_json, telling
from workflow.core.db import unit_of_work
from workflow.core.i18n import current_language
from workflow.core.i18n import gettext as _
from workflow.programmes import queries as calls
from workflow.programmes.parts import WithinCountry
from workflow.selection import queries
from workflow.selection.rules import Proposal, propose, without
from workflow.selection.scorefile import enter_sheets, read_sheets

group = AppGroup("selection", help="Scores of the committee, and what the rules propose.")
scores = AppGroup("scores", help="Scores of the committee.")
group.add_command(scores)

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@scores.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--call", "code", required=True, help="The call's code.")
@AS_JSON
def import_(file: Path, code: str, as_json: bool) -> None:
    """Enter the committee members' totals of FILE."""
    with telling(file, as_json=as_json):
        sheets = read_sheets(file)
        with unit_of_work():
            count = enter_sheets(calls.call_named(code), sheets, actor=audit.SYSTEM)
    if as_json:
        print_json({"members": list(sheets.members), "scores": count})
    else:
        click.echo(_("%(count)s scores entered", count=count))


@group.command("propose")
@click.argument("code")
@click.option("--countries", type=click.IntRange(min=1), help="What if this many countries were allowed.")
@click.option("--trainees", type=click.IntRange(min=1), help="What if this many trainees were allowed.")
@click.option("--per-country", type=click.IntRange(min=1), help="What if a country were allowed this many.")
@click.option("--per-company", type=click.IntRange(min=1), help="What if a company were allowed this many.")
@click.option("--without", "without_keys", multiple=True, metavar="KEY", help="Leave a nomination or trainee out.")
@click.option("--within-country", type=click.Choice([one.value for one in WithinCountry]),
              help="How a country with several nominations is treated.")
@AS_JSON
def propose_(
    code: str,
    countries: int | None,
    trainees: int | None,
    per_country: int | None,
    per_company: int | None,
    without_keys: tuple[str, ...],
    within_country: str | None,
    as_json: bool,
) -> None:
    """Print what the rules propose for the call CODE, or would with other quotas; saves nothing."""
    with telling():
        call = calls.call_named(code)
        rules = queries.rules_of(call).what_if(
            countries=countries, trainees=trainees, trainees_per_country=per_country,
            trainees_per_company=per_company, within_country=WithinCountry(within_country) if within_country else None,
        )
        proposal = propose(without(queries.field_of(call).nominations, without_keys), rules)
    if as_json:
        print_json(proposal.as_json(current_language()))
    else:
        _say(proposal)


def _say(proposal: Proposal) -> None:
    for country in proposal.countries:
        mark = _("in") if country.inside else _("out")
        click.echo(f"{country.place:>3}  {country.code}  {country.score:>6}  {mark}  {country.reason}")
    for seat in proposal.seats:
        click.echo(f"  + {seat.trainee}  {seat.reason}")
    for reserve in proposal.reserves:
        click.echo(f"  - {reserve.trainee}  {reserve.reason}")
    for warning in proposal.warnings:
        click.echo(str(warning), err=True)
