"""Whom a letter names and as what: from the frozen proposal, less those who have left since."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflow.nominations.models import Trainee
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call
from workflow.selection import queries as selection
from workflow.selection.rules import Scope
from workflow.selection.states import PlacementState

SELECTED = "선정"


@dataclass(frozen=True, slots=True)
class Named:
    """A trainee as a letter names them; `standing` is 선정 or 예비(1순위)."""

    trainee: Trainee
    standing: str = SELECTED

    @property
    def is_selected(self) -> bool:
        return self.standing == SELECTED


def reserve(rank: int) -> str:
    """Return how a letter calls a reserve of a country by rank."""
    return f"예비({rank}순위)"


def told(call: Call) -> dict[int, list[Named]]:
    """Return, by company, whom its letter of selection names now: its selected nominations in the order of
    their seats, each with those who have a seat, then its reserves.

    A nomination that was withdrawn, and after the announcement whoever gave a place up or was promoted
    since, is left out; a company that has nobody left is not in the answer.
    """
    round_ = selection.round_of(call.id)
    if round_ is None or round_.proposal is None:
        return {}
    proposal: Mapping[str, Any] = round_.proposal
    ranks = _ranks(proposal["reserves"], whole_call=call.definition.country_per_trainee)
    ids = [one["trainee_id"] for group in ("seats", "reserves") for one in proposal[group]]
    trainees = selection.trainees_by_id(ids)
    standing = _placed(call.id) if round_.announced_at else {}
    by_nomination: dict[int, list[Named]] = defaultdict(list)
    for one in proposal["seats"]:
        trainee = trainees[one["trainee_id"]]
        if _is_in(trainee) and standing.get(trainee.id, PlacementState.SELECTED) is PlacementState.SELECTED:
            by_nomination[trainee.nomination_id].append(Named(trainee))
    for one in proposal["reserves"]:
        trainee = trainees[one["trainee_id"]]
        waits = standing.get(trainee.id, PlacementState.RESERVE) is PlacementState.RESERVE
        if trainee.nomination_id in by_nomination and waits and trainee.id in ranks:
            by_nomination[trainee.nomination_id].append(Named(trainee, reserve(ranks[trainee.id])))
    by_company: dict[int, list[Named]] = defaultdict(list)
    for named in by_nomination.values():
        by_company[named[0].trainee.nomination.company_id] += named
    return dict(by_company)


def _is_in(trainee: Trainee) -> bool:
    return trainee.nomination.state is not NominationState.WITHDRAWN


def _placed(call_id: int) -> dict[int, PlacementState]:
    return {one.trainee_id: one.state for one in selection.placements_of(call_id)}


def _ranks(reserves: Sequence[Mapping[str, Any]], *, whole_call: bool) -> dict[int, int]:
    """Return the rank of each reserve, from 1, as the proposal's reasons count: among those of its country
    (or city) where that has seats, else among all others."""
    counted: Counter[str] = Counter()
    ranks = {}
    for one in reserves:
        group = "" if whole_call or one["scope"] != Scope.SAME_COUNTRY.value else one["unit"]
        counted[group] += 1
        ranks[one["trainee_id"]] = counted[group]
    return ranks
