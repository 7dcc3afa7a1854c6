"""`flask --app wsgi nominations …`: nominations from files.

    nominations import FILE.yaml --call CODE [--json]
        Each nomination of the file passes the same rules as on its pages; `received` is the moment that
        counts against the deadline. One with a missing answer or against a rule is refused and kept as
        a draft, and the others go on. An unknown key or a value of the wrong kind refuses the whole
        file and changes nothing. Companies are found by their registration number, or made. A key that
        came in before with the same content is left alone; with other content it is refused. No mail.
        JSON: {"nominations": [{"key", "result", "field", "reason"}, ...]}
              result: accepted, refused, unchanged, changed or withdrawn; field and reason are null
              where nothing was refused
        and of a file that is refused, with status 2:
              {"problems": [{"line", "key", "text": {"ko", "en"}}, ...]}

Status: 0 all taken or unchanged, 1 something was refused, 2 usage or file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from workflow.core.cli import REFUSED, print_json, telling
from workflow.core.db import unit_of_work
from workflow.core.i18n import gettext as _
from workflow.core.i18n import lazy_pgettext
from workflow.nominations.batch import read_batch
from workflow.nominations.importer import Outcome, Result, bring_in
from workflow.programmes.queries import call_by_code

group = AppGroup("nominations", help="Nominations from files.")

SAID = {
    Result.ACCEPTED: lazy_pgettext("import", "accepted"),
    Result.REFUSED: lazy_pgettext("import", "refused"),
    Result.UNCHANGED: lazy_pgettext("import", "unchanged"),
    Result.CHANGED: lazy_pgettext("import", "changed"),
    Result.WITHDRAWN: lazy_pgettext("import", "accepted and withdrawn"),
}


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--call", "code", required=True, metavar="CODE", help="The call that the nominations are for.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_(file: Path, code: str, as_json: bool) -> None:
    """Bring in the nominations of FILE; the same file again changes nothing."""
    with telling(file, as_json=as_json):
        batch = read_batch(file)
        with unit_of_work():
            call = call_by_code(code)
            if call is None:
                raise click.UsageError(_("There is no call %(code)s.", code=code))
            outcomes = bring_in(batch, call)
            answer = {"nominations": [one.to_json() for one in outcomes]}
    if as_json:
        print_json(answer)
    else:
        _say(outcomes)
    if any(one.is_refused for one in outcomes):
        sys.exit(REFUSED)


def _say(outcomes: list[Outcome]) -> None:
    for one in outcomes:
        click.echo(f"{one.key}: {SAID[one.result]}")
        for reason in one.reasons:
            click.echo(f"    {f'{reason.field}: ' if reason.field else ''}{reason.text}")
