"""The proposal as it is frozen when it goes to approval: JSON that a page shows and an announcement reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.selection.rules import Proposal
from workflow.selection.wording import unit_name


def freeze(proposal: Proposal, trainee_ids: Mapping[str, int]) -> dict[str, Any]:
    """Return the proposal as JSON; `trainee_ids` gives the row of each trainee in the ranking."""

    def person(one: Any) -> dict[str, Any]:
        return {"trainee_id": trainee_ids[one.trainee], "trainee": one.trainee, "nomination": one.nomination,
                "reason": one.reason.to_json()}

    def placed(one: Any) -> dict[str, Any]:
        return {**person(one), "country": one.unit.country, "city": one.unit.city, "unit": one.unit.code,
                "name": unit_name(one.unit).to_json(), "number": one.number}

    return {
        "countries": [
            {"code": one.code, "country": one.unit.country, "city": one.unit.city, "place": one.place,
             "name": unit_name(one.unit).to_json(),
             "score": one.score, "inside": one.inside, "seats": list(one.seats), "reason": one.reason.to_json()}
            for one in proposal.countries
        ],
        "seats": [placed(one) for one in proposal.seats],
        "reserves": [{**placed(one), "scope": one.scope.value} for one in proposal.reserves],
        "out": [person(one) for one in proposal.out],
        "cut": None if proposal.cut is None else {
            "last_in": proposal.cut.last_in, "first_out": proposal.cut.first_out, "margin": proposal.cut.printed_margin,
        },
        "warnings": [warning.to_json() for warning in proposal.warnings],
    }
