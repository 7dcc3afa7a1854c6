"""Calls, made from the demonstration's call files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from workflow.core import clock
from workflow.core.db import db
from workflow.programmes.definition import CallDefinition
from workflow.programmes.models import Call, Programme
from workflow.programmes.states import CallState

DEMO = Path(__file__).parents[2] / "workflow" / "demo"
URBAN_RAILWAY = "urban-railway-2025"
POLICY_INTERNSHIP = "policy-internship-2017"


@cache
def call_data(name: str = URBAN_RAILWAY) -> dict[str, Any]:
    """Return a demonstration call's data as it is stored; copy it before changing it."""
    raw = YAML(typ="safe").load((DEMO / f"{name}.yaml").read_text())
    definition = CallDefinition.model_validate({**raw.pop("call"), **raw})
    return definition.model_dump(mode="json", by_alias=True)


def make_call(name: str = URBAN_RAILWAY, *, state: CallState = CallState.PUBLISHED, **changes: Any) -> Call:
    """Make a published call of the demonstration's data; `changes` replace top-level keys of it."""
    data = {**call_data(name), **changes}
    definition = CallDefinition.model_validate(data)
    programme = db.session.query(Programme).filter_by(name_ko=definition.programme.ko).first()
    call = Call(
        code=definition.code, programme=programme or Programme(name=definition.programme, name_ko=definition.programme.ko),
        state=state, data=data, published_on=definition.published_on, closes_at=definition.closes_at,
        training_from=definition.training.starts_on, training_to=definition.training.ends_on, created_at=clock.now(),
    )
    db.session.add(call)
    db.session.flush()
    return call
