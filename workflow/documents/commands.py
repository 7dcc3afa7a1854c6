"""`flask --app wsgi documents …`: rendering many documents at once.

    documents render CODE [--processes N] [--json]
        Renders every document of the call CODE that waits for its PDF, with N processes (default 2) that
        take chunks of them; workers of the same queue may run beside it. A document that cannot be
        rendered fails alone and is told at its page; then the status is 1.
        JSON: {"code", "done", "nothing", "failed"}; "nothing" counts jobs whose document has its PDF or
        says something else by now.
"""

from __future__ import annotations

import sys
from dataclasses import asdict

import click
from flask.cli import AppGroup

from workflow.core.cli import REFUSED, print_json, telling
from workflow.core.i18n import gettext as _
from workflow.documents.rendering import Rendered, render_due
from workflow.programmes import queries as calls

group = AppGroup("documents", help="Documents: rendering many at once.")


@group.command("render")
@click.argument("code")
@click.option("--processes", type=click.IntRange(1, 16), default=2, show_default=True, help="How many render.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def render(code: str, processes: int, as_json: bool) -> None:
    """Render every document of the call CODE that waits for its PDF."""

    def tell(so_far: Rendered) -> None:
        click.echo(_("%(count)s documents rendered", count=so_far.done), err=True)

    with telling(as_json=as_json):
        call = calls.call_named(code)
        rendered = render_due(f"call:{call.code}", processes=processes, tell=tell)
    if as_json:
        print_json({"code": code, **asdict(rendered)})
    else:
        click.echo(_("%(done)s rendered, %(failed)s failed", done=rendered.done, failed=rendered.failed))
    if rendered.failed:
        sys.exit(REFUSED)
