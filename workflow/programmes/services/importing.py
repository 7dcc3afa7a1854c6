"""A call is made from its file and published."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workflow.core import audit
from workflow.programmes import queries
from workflow.programmes.definition import CallDefinition
from workflow.programmes.models import Call
from workflow.programmes.services.changing import publish_call
from workflow.programmes.services.making import create_call


class ImportResult(StrEnum):
    """CHANGED: a call of that code exists with other content; it was left as it is."""

    CREATED = "created"
    UNCHANGED = "unchanged"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an imported call, and the top-level keys in which an existing one differs."""

    call: Call
    result: ImportResult
    differs: tuple[str, ...] = ()


def import_call(definition: CallDefinition, *, actor: audit.Actor, publish: bool = True) -> Imported:
    """Make a call from its file and publish it; the same content again changes nothing.

    An existing call with other content is left alone: its pages change it, with reasons that show on
    the notice. A published call opens on its day of publication, so one of the future is only
    announced until then.
    """
    existing = queries.call_by_code(definition.code)
    if existing is not None:
        differs = tuple(
            name for name in CallDefinition.model_fields
            if getattr(existing.definition, name) != getattr(definition, name)
        )
        return Imported(existing, ImportResult.CHANGED if differs else ImportResult.UNCHANGED, differs)
    call = create_call(definition, actor=actor)
    if publish:
        publish_call(call, actor=actor)
    return Imported(call, ImportResult.CREATED)
