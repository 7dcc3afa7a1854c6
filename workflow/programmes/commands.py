"""`flask --app wsgi calls …`: calls from files, and what calls there are.

    calls import FILE.yaml [--draft] [--json]
        Makes the call of the file, its programme where missing, and publishes it; `--draft` leaves it
        a draft. The same file again changes nothing. A call of that code with other content is not
        touched (result "changed", status 1): its pages change it, with reasons that the notice shows.
        JSON: {"code", "result": "created|unchanged|changed", "state", "differs": [key, ...],
               "reason": {"ko", "en"} or null, "warnings": [{"ko", "en"}, ...]}
        and of a file that cannot be read, with status 2:
              {"problems": [{"line", "key", "text": {"ko", "en"}}, ...]}

    calls list [--json]
        JSON: {"calls": [{"code", "state", "phase", "programme": {"ko", "en"}, "title": {"ko", "en"},
               "published_on", "closes_at", "training_from", "training_to"}, ...]}
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from workflow.core import audit
from workflow.core.cli import REFUSED, print_json, telling
from workflow.core.db import unit_of_work
from workflow.core.i18n import Text
from workflow.core.i18n import gettext as _
from workflow.programmes import queries, services
from workflow.programmes.callfile import read_call
from workflow.programmes.phases import standing_of
from workflow.programmes.services import Imported, ImportResult

group = AppGroup("calls", help="Calls for nominations: from files, and which there are.")


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--draft", is_flag=True, help="Leave the call a draft instead of publishing it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_(file: Path, draft: bool, as_json: bool) -> None:
    """Make the call of FILE and publish it; the same file again changes nothing."""
    with telling(file, as_json=as_json):
        definition = read_call(file)
        with unit_of_work():
            imported = services.import_call(definition, actor=audit.SYSTEM, publish=not draft)
            answer = _answer(imported)
    if as_json:
        print_json(answer)
    else:
        _say_imported(answer)
    if imported.result is ImportResult.CHANGED:
        sys.exit(REFUSED)


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(as_json: bool) -> None:
    """List the calls, the latest deadline first."""
    calls = queries.all_calls()
    if as_json:
        print_json({"calls": [
            {
                "code": call.code, "state": call.state, "phase": standing_of(call).phase,
                "programme": call.programme.name.to_json(), "title": call.definition.notice_title.to_json(),
                "published_on": str(call.published_on), "closes_at": call.closes_at.isoformat(),
                "training_from": str(call.training_from), "training_to": str(call.training_to),
            }
            for call in calls
        ]})  # fmt: skip
        return
    if not calls:
        click.echo(_("There is no call yet. Import one: flask --app wsgi calls import FILE.yaml"))
    for call in calls:
        standing = standing_of(call)
        click.echo(f"{call.code}\t{standing.label}\t{standing.deadline}\t{call.programme.name}")


def _answer(imported: Imported) -> dict[str, Any]:
    call, reason = imported.call, None
    if imported.result is ImportResult.CHANGED:
        differs = ", ".join(imported.differs)
        reason = Text(
            f"같은 번호의 모집공고가 다른 내용으로 있습니다({differs}). 공고 수정 화면에서 바꾸거나 다른 번호를 쓰세요.",
            f"There is a call of this code with other content ({differs}). "
            "Change it on its pages, or give the file another code.",
        )
    return {
        "code": call.code, "result": imported.result, "state": call.state, "differs": list(imported.differs),
        "reason": reason.to_json() if reason else None,
        "warnings": [warning.to_json() for warning in call.definition.warnings],
    }  # fmt: skip


def _say_imported(answer: dict[str, Any]) -> None:
    said = {
        ImportResult.CREATED: _("made"),
        ImportResult.UNCHANGED: _("unchanged"),
        ImportResult.CHANGED: _("refused: it exists with other content"),
    }
    click.echo(f"{answer['code']}: {said[answer['result']]}")
    if answer["reason"]:
        click.echo(str(Text.of(answer["reason"])), err=True)
    for warning in answer["warnings"]:
        click.echo(_("Caution: %(text)s", text=Text.of(warning)), err=True)
