"""What all commands have in common: exit statuses, one JSON document, and how a bad file is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from workflow.core.errors import NotAllowed, Refused
from workflow.core.i18n import gettext as _
from workflow.core.yamlfile import FileRefused

REFUSED, USAGE = 1, 2
"""Exit status where rules refused something, and where the arguments or the file are of no use."""


def print_json(answer: Any) -> None:
    """Print the one JSON document of a command on standard output."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=str))


@contextmanager
def telling(file: Path | None = None, *, as_json: bool = False) -> Iterator[None]:
    """End a command with words and the right status instead of a traceback.

    A bad file ends it with 2 and names each line and key; a refusal by the rules with 1. With
    `as_json` a bad file is told as {"problems": [{"line", "key", "text"}]} on standard output.
    """
    try:
        yield
    except FileRefused as refused:
        if as_json:
            print_json({"problems": [problem.to_json() for problem in refused.problems]})
        for problem in refused.problems:
            key = f" {problem.key}:" if problem.key else ""
            click.echo(f"{file or ''}:{problem.line}:{key} {problem.text}", err=True)
        sys.exit(USAGE)
    except Refused as refused:
        for reason in refused.reasons:
            where = f"{reason.field}: " if reason.field else ""
            click.echo(f"{where}{reason.text}", err=True)
        sys.exit(REFUSED)
    except NotAllowed:
        click.echo(_("This person has no role for it."), err=True)
        sys.exit(REFUSED)
