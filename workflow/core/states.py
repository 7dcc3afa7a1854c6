"""The transition machine: the one function that changes a state.

A stage declares its states and a table of transitions. `move` compares and sets the row on
(id, version, state), writes the audit row and announces the event, all in the caller's transaction,
so a step can neither be skipped nor taken twice. The README's drawings and the pages' "what happens
next" come from the same tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from workflow.core import audit, clock
from workflow.core.db import db
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.core.events import Event, announce


@dataclass(frozen=True, slots=True)
class Transition:
    """`verb` leads from one of `sources` to `target`, for holders of one of the roles in `who`."""

    verb: str
    sources: tuple[StrEnum, ...]
    target: StrEnum
    who: frozenset[str]
    label: Any
    announces: type[Event] | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """A small state of one kind of row: its states with label and tone, and what leads where."""

    name: str
    states: type[StrEnum]
    transitions: tuple[Transition, ...]
    labels: Mapping[Any, Any]
    tones: Mapping[Any, str] = field(default_factory=dict)

    def transition(self, verb: str) -> Transition:
        """Return the transition named `verb`; raises KeyError for a verb that is not in the table."""
        for transition in self.transitions:
            if transition.verb == verb:
                return transition
        raise KeyError(f"{self.name} knows no {verb!r}")

    def open_to(self, state: StrEnum, roles: Iterable[str]) -> list[Transition]:
        """Return what holders of `roles` may do next from `state`."""
        held = set(roles)
        return [t for t in self.transitions if state in t.sources and held & t.who]

    def label(self, state: StrEnum) -> Any:
        return self.labels[state]

    def tone(self, state: StrEnum) -> str:
        return self.tones.get(state, "neutral")

    def mermaid(self) -> str:
        """Draw the table for the documentation."""
        lines = ["stateDiagram-v2"]
        for t in self.transitions:
            lines += [f"    {source.value} --> {t.target.value}: {t.verb}" for source in t.sources]
        return "\n".join(lines)


def transition(
    verb: str,
    source: StrEnum | tuple[StrEnum, ...],
    target: StrEnum,
    who: Iterable[str],
    *,
    label: Any,
    announces: type[Event] | None = None,
) -> Transition:
    """Write one line of a table of transitions."""
    sources = source if isinstance(source, tuple) else (source,)
    return Transition(verb, sources, target, frozenset(who), label, announces)


def move(
    subject: Any,
    verb: str,
    *,
    machine: Machine,
    actor: audit.Actor,
    version: int | None = None,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Change the state of `subject` by `verb`, or refuse.

    `version` is the one that the actor's page showed (default: the row's own); `changes` are columns
    that change with the state, in the same statement; `facts` go into the event.
    Raises NotAllowed (no role for it), Refused (not from this state), Stale (somebody was faster).
    """
    step = machine.transition(verb)
    if not step.who & set(actor.roles):
        raise NotAllowed(f"{machine.name}: {verb}")
    table = type(subject)
    db.session.flush()
    source = subject.state
    seen = subject.version if version is None else version
    if seen != subject.version:
        raise _stale(subject)
    if source not in step.sources:
        raise Refused.because(
            "state",
            ko=f"지금 상태({_said(machine, source, 'ko')})에서는 처리할 수 없습니다. 화면을 새로 고쳐 현재 상태를 확인하세요.",
            en=f"This cannot be done in the present state ({_said(machine, source, 'en')}). "
            "Reload the page and look at the state.",
        )
    now = clock.now()
    done = db.session.execute(
        sa.update(table)
        .where(table.id == subject.id, table.version == seen, table.state == source)
        .values(state=step.target, version=seen + 1, **dict(changes or {}))
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(subject)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise _stale(subject)
    audit.record(
        f"{machine.name}.{verb}", subject, actor=actor,
        before={"state": source}, after={"state": step.target, **dict(changes or {})}, reason=reason,
    )
    if step.announces is not None:
        announce(step.announces(subject_id=subject.id, actor_id=actor.id, at=now, **dict(facts or {})))


def edit(
    subject: Any,
    verb: str,
    *,
    machine: Machine | str,
    actor: audit.Actor,
    version: int | None = None,
    changes: Mapping[str, Any],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str = "",
) -> None:
    """Change columns of `subject` while its state stays; compares and sets as `move` does.

    A row that has no small state is named in the place of its `machine`. `before` and `after` are
    what the audit row keeps. Raises Stale where somebody was faster.
    """
    table = type(subject)
    db.session.flush()
    seen = subject.version if version is None else version
    if seen != subject.version:
        raise _stale(subject)
    done = db.session.execute(
        sa.update(table)
        .where(table.id == subject.id, table.version == seen)
        .values(version=seen + 1, **dict(changes))
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(subject)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise _stale(subject)
    name = machine if isinstance(machine, str) else machine.name
    audit.record(
        f"{name}.{verb}", subject, actor=actor, before=dict(before), after=dict(after), reason=reason
    )


def _stale(subject: Any) -> Stale:
    last = db.session.scalars(
        sa.select(audit.AuditEntry)
        .where(audit.AuditEntry.subject_type == type(subject).__name__, audit.AuditEntry.subject_id == subject.id)
        .order_by(audit.AuditEntry.id.desc())
        .limit(1)
    ).first()
    return Stale(who=last.actor_name if last else "", version=subject.version)


def _said(machine: Machine, state: StrEnum, language: str) -> str:
    from_table = machine.labels[state]
    pick = getattr(from_table, "pick", None)
    return str(pick(language) if pick else state.value if language == "en" else from_table)
