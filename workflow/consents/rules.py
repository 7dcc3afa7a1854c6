"""By when a trainee's answer is needed, when to remind, and where a trainee stands. Pure; days are Korean days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from workflow.consents.states import Decision, RequestState
from workflow.core.clock import KST
from workflow.core.i18n import lazy_pgettext
from workflow.core.names import is_miswritten, name_keys
from workflow.programmes.definition import CallDefinition
from workflow.programmes.moments import Moment
from workflow.programmes.parts import Consent

AFTER = {"after_3": timedelta(days=3), "after_7": timedelta(days=7)}
BEFORE, BEFORE_DAYS = "before", 3
PATIENCE = timedelta(days=7)
"""After this an answer that did not come is overdue."""
BEFORE_TRAINING = timedelta(days=14)
"""By when participation is confirmed in a call that plans no day for it: bookings and visas take that long."""
TYPED = timedelta(hours=1)
"""So long after its last change a nomination is taken as not being typed in just now."""
PRESS_AGAIN = timedelta(days=1)
"""People remind by hand at most once in this time."""


class Naming(StrEnum):
    """How the name that a row bears now is to the one under which its trainee was asked, or gave in answer."""

    SAME = "same"
    CORRECTED = "corrected"
    ANOTHER = "another"


class Standing(StrEnum):
    """Where a trainee stands, in one word, for lists and tags."""

    UNASKED = "unasked"
    WAITING = "waiting"
    OVERDUE = "overdue"
    REVOKED = "revoked"
    RENAMED = "renamed"
    REFUSED = "refused"
    ANSWERED = "answered"


STANDING_LABELS = {
    Standing.UNASKED: lazy_pgettext("trainee", "Not asked yet"),
    Standing.WAITING: lazy_pgettext("trainee", "Waiting for the answer"),
    Standing.OVERDUE: lazy_pgettext("trainee", "Answer overdue"),
    Standing.REVOKED: lazy_pgettext("trainee", "Link revoked"),
    Standing.RENAMED: lazy_pgettext("trainee", "Name changed after the answer"),
    Standing.REFUSED: lazy_pgettext("trainee", "Required consent refused"),
    Standing.ANSWERED: lazy_pgettext("trainee", "Answered"),
}
STANDING_TONES = {
    Standing.WAITING: "info", Standing.OVERDUE: "warning", Standing.REVOKED: "warning", Standing.RENAMED: "warning",
    Standing.REFUSED: "danger", Standing.ANSWERED: "success",
}  # fmt: skip


def needed_on(call: CallDefinition) -> date:
    """Return the last day on which the consents of a call come in time, by the moment at which it asks for them."""
    phases = call.phases
    if call.consent_asked_at is Moment.SUBMISSION:
        return call.nominations_close_on
    if call.consent_asked_at is Moment.SCREENING:
        return phases.screening.ends_on or phases.selection.starts_on or call.training.starts_on
    return phases.confirmation.ends_on or call.training.starts_on - BEFORE_TRAINING


def ends_at(call: CallDefinition) -> datetime:
    """Return when links to trainees end (UTC, exclusive): with the last day of the training."""
    return datetime.combine(call.training.ends_on + timedelta(days=1), time(), KST).astimezone(UTC)


def reminders_due(asked_at: datetime, needed: date, now: datetime) -> tuple[str, ...]:
    """Return the reminders whose moment has come: 3 and 7 days after the question, and 3 days before the answer
    is needed, unless that is within a day of the question."""
    before = datetime.combine(needed - timedelta(days=BEFORE_DAYS), time(), KST)
    due = [name for name, after in AFTER.items() if now >= asked_at + after]
    if before >= asked_at + PRESS_AGAIN and before <= now < before + timedelta(days=BEFORE_DAYS + 1):
        due.append(BEFORE)
    return tuple(due)


def is_overdue(asked_at: datetime, needed: date, now: datetime) -> bool:
    """Tell whether an answer that did not come yet is overdue at `now` (aware)."""
    return now >= asked_at + PATIENCE or now.astimezone(KST).date() > needed


def lacking(consents: Collection[Consent], decided: Mapping[str, Decision]) -> list[Consent]:
    """Return the required consents that are not given: undecided, refused or withdrawn."""
    return [one for one in consents if one.required and decided.get(one.key) is not Decision.GIVEN]


def refused(consents: Collection[Consent], decided: Mapping[str, Decision]) -> list[Consent]:
    """Return the required consents that were refused or withdrawn."""
    against = (Decision.REFUSED, Decision.WITHDRAWN)
    return [one for one in consents if one.required and decided.get(one.key) in against]


def naming(known: Iterable[str], now: str) -> Naming:
    """Tell whether a row that names `now` still means whom it was `known` by: the name typed when they were asked,
    and the one that they gave. A row whose name is being typed anew names nobody else yet."""
    names = [name for name in known if name]
    if any(name_keys(name) & name_keys(now) for name in names):
        return Naming.SAME
    if not name_keys(now) or any(is_miswritten(name, now) for name in names):
        return Naming.CORRECTED
    return Naming.ANOTHER


def standing(
    state: RequestState | None, asked_at: datetime | None, needed: date, now: datetime, *, refused: bool,
    renamed: bool = False,
) -> Standing:
    """Return where a trainee stands; a refusal goes before all, since somebody has to act on it. Who was `renamed`
    since has answered, and has still to confirm the name."""
    if refused:
        return Standing.REFUSED
    if state is None or state is RequestState.NEW or asked_at is None:
        return Standing.UNASKED
    if state is RequestState.ASKED:
        return Standing.OVERDUE if is_overdue(asked_at, needed, now) else Standing.WAITING
    if state is not RequestState.ANSWERED:
        return Standing.REVOKED
    return Standing.RENAMED if renamed else Standing.ANSWERED
