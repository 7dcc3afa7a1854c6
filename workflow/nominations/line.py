"""Where a nomination stands as its company sees it, what happens next and by when.

This stage knows drafting, receipt and withdrawal. What comes later is said by later stages through the
slot `nominations.said`: a provider takes nominations and returns {id: Said}; the last to speak wins.
Before the announcement they say nothing but corrections, so the company learns no more than that.
What the company has to do beside it, wherever the nomination stands, is told through `nominations.todo`: a provider
returns {id: Todo}. And what follows a submission, through `nominations.next`: a provider takes the call and returns
[(the milepost before which it comes, what, when)].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any

from flask import url_for

from workflow.core import clock, slots
from workflow.core.errors import Reason
from workflow.core.i18n import format_date, format_datetime, format_period, lazy_pgettext
from workflow.core.i18n import gettext as _
from workflow.core.i18n import lazy_gettext as _l
from workflow.nominations.models import Nomination
from workflow.nominations.states import NOMINATION, NominationState
from workflow.nominations.steps import step_of
from workflow.programmes.models import Call

SLOT = "nominations.said"
TODO_SLOT = "nominations.todo"
NEXT_SLOT = "nominations.next"


class Milepost(IntEnum):
    """The stages on a nomination's line, in their order."""

    DRAFT = 0
    RECEIPT = 1
    REVIEW = 2
    RESULT = 3
    TRAINING = 4


LABELS: dict[Milepost, Any] = {
    Milepost.DRAFT: lazy_pgettext("stage", "Draft"),
    Milepost.RECEIPT: _l("Receipt"),
    Milepost.REVIEW: _l("Screening and selection"),
    Milepost.RESULT: _l("Result"),
    Milepost.TRAINING: _l("Training"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """Where a nomination stands. `state` is that of its milepost: 'current', 'done' or 'stopped'.

    `word` and `tone` are its tag; `note` stands below the milepost; `todo` says what the company does
    next, until `by` (aware), at `url`, whose link reads `action`. An empty `todo` means: wait; `waits`, that it
    says no more than that.
    """

    at: Milepost
    state: str
    word: str
    tone: str = "neutral"
    note: str = ""
    todo: str = ""
    by: datetime | None = None
    url: str = ""
    action: str = ""
    waits: bool = False

    @property
    def until(self) -> str:
        """The last minute of `by`, as it is written."""
        return format_datetime(self.by - timedelta(minutes=1)) if self.by else ""

    @property
    def is_overdue(self) -> bool:
        """Whether `by` has passed."""
        return self.by is not None and self.by <= clock.now()


@dataclass(frozen=True, slots=True)
class Todo:
    """What the company has to do beside where a nomination stands; `by` is the last day on which it is in time."""

    text: str
    by: date
    url: str
    action: str

    @property
    def is_overdue(self) -> bool:
        return self.by < clock.today()


@dataclass(frozen=True, slots=True)
class Line:
    """A nomination with its stages, as the macro `stages` takes them."""

    nomination: Nomination
    said: Said
    stages: list[dict[str, str]]
    todo: tuple[Todo, ...] = ()


def lines(nominations: Sequence[Nomination], missing: Mapping[int, Sequence[Reason]]) -> list[Line]:
    """Return where each nomination stands, those first with which there is something to do.

    `missing` are the reasons against each draft.
    """
    said = {one.id: own(one, missing.get(one.id, ())) for one in nominations}
    for answer in slots.ask(SLOT, nominations):
        said.update(answer)
    todo: dict[int, tuple[Todo, ...]] = {}
    for told in slots.ask(TODO_SLOT, nominations):
        todo.update({id: (*todo.get(id, ()), one) for id, one in told.items()})
    for id in todo:
        if said[id].waits:
            said[id] = replace(said[id], todo="")
    found = [Line(one, said[one.id], _stages(one, said[one.id]), todo.get(one.id, ())) for one in nominations]
    return sorted(found, key=lambda line: not (line.said.url or line.todo))


def own(nomination: Nomination, missing: Sequence[Reason] = ()) -> Said:
    """Return what this stage knows of a nomination; `missing` are the reasons against a draft."""
    word, tone = str(NOMINATION.label(nomination.state)), NOMINATION.tone(nomination.state)
    if nomination.state is NominationState.WITHDRAWN:
        note = _("withdrawn %(day)s", day=format_date(nomination.withdrawn_at))
        return Said(Milepost.REVIEW, "stopped", word, tone, note=note)
    if nomination.state is NominationState.SUBMITTED:
        return Said(
            Milepost.REVIEW, "current", word, tone,
            todo=_("Nothing to do now: you are told by e-mail when something is to be corrected, and of the result."),
            waits=True,
        )  # fmt: skip
    return _draft(nomination, Said(Milepost.DRAFT, "current", word, tone), missing)


def _draft(nomination: Nomination, said: Said, missing: Sequence[Reason]) -> Said:
    call = nomination.call
    if nomination.entered_by is not None and not call.is_open(clock.now()):
        return replace(said, todo=_("The office is entering this nomination for you; it has not been submitted yet."))
    if not call.is_open(clock.now()):
        if clock.now() >= call.closes_at:
            late = _("The deadline has passed; this draft was not submitted.")
            return replace(said, state="stopped", note=_("not submitted"), todo=late)
        return replace(said, todo=_("The call does not take nominations now."))
    step = step_of(missing[0].field) if missing else step_of("")
    todo = _("Complete it and submit it.") if missing else _("All is filled in. Look it over and submit it.")
    return replace(
        said, todo=todo, by=call.closes_at, action=_("Go on") if missing else _("Review and submit"),
        url=url_for("nominations.edit", id=nomination.id, step=step.value),
    )  # fmt: skip


def _stages(nomination: Nomination, said: Said) -> list[dict[str, str]]:
    notes = {
        Milepost.DRAFT: _("until %(day)s", day=format_date(nomination.call.closes_at - timedelta(minutes=1))),
        Milepost.TRAINING: _("from %(day)s", day=format_date(nomination.call.training_from)),
    }
    if nomination.receipt_no:
        notes[Milepost.DRAFT] = ""
        notes[Milepost.RECEIPT] = format_date(nomination.received_at)
    found = []
    after = "void" if said.state == "stopped" else "todo"
    for one in Milepost:
        state = said.state if one == said.at else "done" if one < said.at else after
        note = said.note if one == said.at and said.note else "" if state == "void" else notes.get(one, "")
        found.append({"label": str(LABELS[one]), "state": state, "note": note})
    return found


def what_happens_next(call: Call) -> list[tuple[str, str]]:
    """Return (what, when) after a nomination came in, for the receipt and the nomination's page."""
    found = [
        (Milepost.REVIEW, _("The office checks that the nomination meets the conditions."), _("asks for corrections by e-mail")),
        (
            Milepost.RESULT, _("A committee deliberates and the result is announced."),
            _("told by e-mail; who is selected, also by official letter"),
        ),
        (Milepost.TRAINING, _("The training takes place."), format_period(call.training_from, call.training_to)),
    ]
    found += [step for told in slots.ask(NEXT_SLOT, call) for step in told]
    return [(what, when) for _at, what, when in sorted(found, key=lambda step: step[0])]

