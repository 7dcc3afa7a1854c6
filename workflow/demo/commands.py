"""`flask --app wsgi demo …`: the demonstration.

    demo load [--stage calls|nominations|screening|selection|itinerary|completed] [--call CODE]
    demo lifecycle      prints the drawings of the README's section on the lifecycle
"""

from __future__ import annotations

import click
from flask.cli import AppGroup

from workflow.core.cli import telling
from workflow.core.i18n import gettext as _
from workflow.demo.lifecycle import drawings
from workflow.demo.loading import Stage, load

group = AppGroup("demo", help="The demonstration: calls with their worked sets.")


@group.command("load")
@click.option("--call", "code", help="Which call with a worked set; without it the first of them.")
@click.option("--stage", type=click.Choice([stage.value for stage in Stage]), default=Stage.CALLS.value,
              show_default=True, help="How far the demonstration is brought.")
def load_(stage: str, code: str | None) -> None:
    """Load the calls and accounts, and with --stage all that leads up to a stage."""
    with telling():
        load(Stage(stage), code)
    click.echo(_("The demonstration stands at: %(stage)s", stage=stage))


@group.command("lifecycle")
def lifecycle() -> None:
    """Draw the lifecycle from the tables of transitions, as the README shows it."""
    click.echo(drawings())
