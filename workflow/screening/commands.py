"""`flask --app wsgi screening …`: findings, and decisions from a file.

    screening run CODE [--json]
        Makes the findings of a call anew. JSON: {"nominations": [{"key", "findings":
        [{"rule", "outcome": "flag|exclude|info", "trainee", "text", "source"}]}]}
    screening decide CODE --from FILE.yaml --as EMAIL [--json]
        Enters an officer's decisions, each trainee's category verified as nominated. Status 1 when one
        was refused. JSON: {"decisions": [{"key", "result": "decided|refused", "field", "reason"}]}
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from workflow.accounts.queries import user_by_address
from workflow.core.cli import REFUSED, USAGE, print_json, telling
from workflow.core.db import unit_of_work
from workflow.core.i18n import current_language
from workflow.core.i18n import gettext as _
from workflow.programmes import queries as calls
from workflow.screening import findings
from workflow.screening.decisionfile import decide_all, read_decisions

group = AppGroup("screening", help="Findings by the rules, and officers' decisions.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@group.command("run")
@click.argument("code")
@AS_JSON
def run(code: str, as_json: bool) -> None:
    """Make the findings of the call CODE anew and print them."""
    language = current_language()
    with telling(), unit_of_work():
        made = findings.run(calls.call_named(code))
        answer = [
            {
                "key": nomination.key or nomination.receipt_no,
                "findings": [
                    {"rule": one.rule, "outcome": one.outcome, "trainee": one.trainee.label if one.trainee else None,
                     "text": one.text.pick(language), "source": one.source.pick(language)}
                    for one in found
                ],
            }
            for nomination, found in made.items()
        ]
    if as_json:
        print_json({"nominations": answer})
        return
    for nomination in answer:
        _say(nomination)


def _say(nomination: dict[str, Any]) -> None:
    click.echo(f"{nomination['key']}: " + (_("no finding") if not nomination["findings"] else ""))
    for one in nomination["findings"]:
        click.echo(f"  [{one['outcome']}] {one['rule']} {one['trainee'] or ''} {one['text']}")


@group.command("decide")
@click.argument("code")
@click.option("--from", "file", required=True, type=click.Path(path_type=Path), help="The file of decisions.")
@click.option("--as", "email", required=True, help="The officer who decided.")
@AS_JSON
def decide(code: str, file: Path, email: str, as_json: bool) -> None:
    """Enter the decisions of a file for the call CODE."""
    with telling(file, as_json=as_json):
        decisions = read_decisions(file)
        with unit_of_work():
            call = calls.call_named(code)
            officer = user_by_address(email)
            if officer is None:
                click.echo(_("There is no account with the address %(address)s.", address=email), err=True)
                sys.exit(USAGE)
            decided = decide_all(call, decisions, actor=officer)
            answer = [one.to_json(current_language()) for one in decided]
    if as_json:
        print_json({"decisions": answer})
    for one in decided:
        if not as_json or one.result == "refused":
            click.echo(f"{one.key}: {one.result} {one.field or ''} {one.reason or ''}".rstrip(), err=as_json)
    if any(one.result == "refused" for one in decided):
        sys.exit(REFUSED)
