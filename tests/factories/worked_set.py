"""The worked set of URT-2025 as the selection sees it: what was decided and scored, as plain values."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import workflow.demo
from workflow.core.yamlfile import read
from workflow.nominations.answers import AuthorAnswers, MilestoneAnswers, NominationAnswers, TraineeAnswers
from workflow.programmes.callfile import read_call
from workflow.selection.ranking import RankedNomination, RankedTrainee, SelectionRules

DEMO = Path(workflow.demo.__file__).parent
CALL = read_call(DEMO / "urban-railway-2025.yaml")
RULES = SelectionRules.of(CALL)


def submitted() -> list[dict[str, Any]]:
    """Return the nominations as they were handed in, refused and withdrawn ones among them."""
    nominations: list[dict[str, Any]] = read(DEMO / "nominations-2025.yaml").data["nominations"]
    return nominations


def ranked_nominations() -> tuple[RankedNomination, ...]:
    """Return the nominations an officer has decided on, with the committee's totals."""
    decisions = read(DEMO / "decisions-2025.yaml").data["decisions"]
    scores = read(DEMO / "scores-2025.yaml").data["scores"]
    return tuple(
        RankedNomination(
            key=one["key"],
            received=_moment(one["received"]),
            country=one["country"],
            city=one["city"],
            company=one["company"],
            totals=tuple(scores.get(one["key"], ())),
            eligible=decisions[one["key"]]["decision"] == "eligible",
            trainees=tuple(
                RankedTrainee(
                    key=trainee["key"],
                    category=trainee["category"],
                    met=frozenset({"english"} if trainee["english"] else ()),
                )
                for trainee in one["trainees"]
            ),
        )
        for one in submitted()
        if one["key"] in decisions
    )


def answers(one: dict[str, Any]) -> NominationAnswers:
    """Return what a nomination of the set answers, as the rules read it."""
    return NominationAnswers(
        author=AuthorAnswers(**one["author"]),
        route=one["route"],
        country=one["country"],
        city=one["city"],
        organisation=one["organisation"],
        city_profile=one["city_profile"],
        railway_plan=one["railway_plan"],
        criterion=one["criterion"],
        milestones=tuple(MilestoneAnswers(**row) for row in one["milestones"]),
        trainees=tuple(TraineeAnswers(**trainee) for trainee in one["trainees"]),
        duties_acknowledged=frozenset(one["duties_acknowledged"]),
    )


def _moment(value: Any) -> datetime:
    assert isinstance(value, datetime)
    return value
