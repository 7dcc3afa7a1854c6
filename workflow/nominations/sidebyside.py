"""The nominations of a company beside each other, row by row; later stages add rows by the slot
`nominations.beside`: a provider takes nominations and returns {label: {id: value}}."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflow.core import slots
from workflow.core.errors import Reason
from workflow.core.i18n import format_date, ngettext, pgettext
from workflow.core.i18n import gettext as _
from workflow.nominations.line import Line
from workflow.nominations.models import Nomination
from workflow.nominations.shown import value
from workflow.nominations.states import NominationState
from workflow.programmes.asks import label

SLOT = "nominations.beside"
COMPARED = ("country", "city", "organisation", "criterion")


@dataclass(frozen=True, slots=True)
class Column:
    """A nomination, where it stands, and its values under the same labels as the others."""

    line: Line
    facts: list[tuple[str, str]]


def columns(lines: Sequence[Line], missing: Mapping[int, Sequence[Reason]]) -> list[Column]:
    """Return a column for each nomination; `missing` are the reasons against each draft."""
    beside = [answer for answer in slots.ask(SLOT, [line.nomination for line in lines]) if answer]
    more = {name: values for answer in beside for name, values in answer.items()}
    asked = [name for name in COMPARED if any(_asks(line.nomination, name) for line in lines)]
    return [
        Column(line, [
            (_("Call"), line.nomination.call.code),
            *((str(label("nomination", name)), _value(line.nomination, name)) for name in asked),
            (_("Trainees"), "\n".join(one.name or _("(no name yet)") for one in line.nomination.trainees)),
            (_("Still to fill in"), _open(line.nomination, missing)),
            *((name, values.get(line.nomination.id, "")) for name, values in more.items()),
            (_("Next to do"), "\n".join(part for part in (line.said.todo, *(one.text for one in line.todo)) if part)),
            (_("By when"), "\n".join(_days(line))),
        ])
        for line in lines
    ]  # fmt: skip


def _days(line: Line) -> list[str]:
    """Return by when each thing is to be done, and whether that has passed."""
    days = [(one.is_overdue, format_date(one.by)) for one in line.todo]
    if line.said.by:
        days.insert(0, (line.said.is_overdue, line.said.until))
    return [f"{day} · {_('Overdue')}" if is_overdue else day for is_overdue, day in days]


def _asks(nomination: Nomination, name: str) -> bool:
    return name in nomination.call.definition.nomination_asks.nomination


def _value(nomination: Nomination, name: str) -> str:
    return value(name, getattr(nomination, name), nomination.call.definition)


def _open(nomination: Nomination, missing: Mapping[int, Sequence[Reason]]) -> str:
    if nomination.state is not NominationState.DRAFT:
        return ""
    count = len(missing.get(nomination.id, ()))
    return ngettext("%(count)s answer", "%(count)s answers", count) if count else pgettext("missing", "nothing")
