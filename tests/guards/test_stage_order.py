"""What the import linter cannot see: tables and templates also point to earlier stages only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy.orm import configure_mappers

from tests.guards.stages import STAGES, place
from workflow import wiring
from workflow.core.db import Base

TEMPLATES = Path(__file__).parents[2] / "templates"
POINTS_TO = re.compile(r"""{%-?\s*(?:include|extends|import|from)\s+["']([^"']+)["']""")


def stage_of(module: str) -> str:
    return module.split(".")[1]


def mapped() -> list[type[Base]]:
    assert wiring.MODELS
    configure_mappers()
    return sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda model: model.__name__)


@pytest.mark.parametrize("model", mapped(), ids=lambda model: model.__name__)
def test_foreign_keys_and_relationships_point_to_the_same_or_an_earlier_stage(model: type[Base]) -> None:
    of_table = {other.__tablename__: stage_of(other.__module__) for other in mapped()}
    own = stage_of(model.__module__)
    pointed = {of_table[key.column.table.name] for key in model.__table__.foreign_keys}
    pointed |= {stage_of(relation.mapper.class_.__module__) for relation in model.__mapper__.relationships}
    assert [stage for stage in pointed if place(stage) > place(own)] == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_includes_point_to_the_same_or_an_earlier_stage(path: Path) -> None:
    own = path.relative_to(TEMPLATES).parts[0]
    printed = own == "documents" and path.parent.name != "pages"  # printed documents see only their own
    root = TEMPLATES / "documents" if printed else TEMPLATES
    for target in POINTS_TO.findall(path.read_text()):
        other = target.split("/")[0]
        assert (root / target).exists(), f"{path} points to {target}, which is not there"
        if other in STAGES and own in STAGES:
            assert place(other) <= place(own), f"{own} includes {target}"
        elif other in STAGES:
            assert own in ("documents", "email"), f"{own} is shared by all stages and must not know {other}"
