"""The proposal: who is in and who is out under the quotas, and why (심의용 선정안).

Source of the rules: the notice's quotas, criteria and preferences; what it leaves open (scores,
pooling of a country's nominations, rank before English) is set by the call. Proposing is pure: it
saves nothing and unseats nobody. What-if is the same function with other rules or other nominations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from workflow.core.errors import Refused
from workflow.core.i18n import Text
from workflow.programmes.parts import Quotas
from workflow.selection import wording
from workflow.selection.ranking import (
    Candidate,
    RankedNomination,
    RankedUnit,
    Ranking,
    SelectionRules,
    Unit,
    printed,
    rank,
)
from workflow.selection.seats import Cap, Caps, binding_caps, fill


class Scope(StrEnum):
    """What a reserve waits for: a seat of its own country, or a country's place."""

    SAME_COUNTRY = "same_country"
    NEXT_COUNTRY = "next_country"


@dataclass(frozen=True, slots=True)
class CountryPlace:
    """A country (with `per_city` a city) in the order, with its seats."""

    unit: Unit
    place: int
    standing: Fraction
    score: str
    inside: bool
    seats: tuple[str, ...]
    reason: Text

    @property
    def code(self) -> str:
        return self.unit.code


@dataclass(frozen=True, slots=True)
class Seat:
    """A trainee who is proposed; `number` counts the seats of the country (or of the call, where each
    trainee has a country of their own)."""

    trainee: str
    nomination: str
    unit: Unit
    number: int
    reason: Text


@dataclass(frozen=True, slots=True)
class Reserve:
    """A trainee who waits; `number` counts all reserves, `caps` are the smallest set that keeps them out
    (empty where only the best nomination of a country gets seats)."""

    trainee: str
    nomination: str
    unit: Unit
    number: int
    scope: Scope
    caps: tuple[Cap, ...]
    reason: Text


@dataclass(frozen=True, slots=True)
class Out:
    """A trainee who can have no seat, and why: left out at screening, or without a category."""

    trainee: str
    nomination: str
    reason: Text


@dataclass(frozen=True, slots=True)
class CutLine:
    """Between the last who is in and the first who is out: countries, or trainees where each has a
    country of their own. `margin` is how far their scores are apart; None in an agreed order."""

    last_in: str
    first_out: str
    margin: Fraction | None

    @property
    def printed_margin(self) -> str:
        return "" if self.margin is None else printed(self.margin)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything the meeting looks at. Each trainee of a nomination in the ranking stands in exactly one of
    `seats`, `reserves` and `out`."""

    countries: tuple[CountryPlace, ...]
    seats: tuple[Seat, ...]
    reserves: tuple[Reserve, ...]
    out: tuple[Out, ...]
    cut: CutLine | None
    warnings: tuple[Text, ...]

    @property
    def selected_nominations(self) -> tuple[str, ...]:
        """The nominations of which at least one trainee has a seat, in the order of the seats."""
        return tuple(dict.fromkeys(seat.nomination for seat in self.seats))

    def as_json(self, language: str) -> dict[str, Any]:
        """Return the document that `selection propose --json` prints, its reasons in one language."""
        return {
            "countries": [
                {
                    "code": one.code,
                    "score": one.score,
                    "place": one.place,
                    "in": one.inside,
                    "reason": one.reason.pick(language),
                }
                for one in self.countries
            ],
            "seats": [seat.trainee for seat in self.seats],
            "reserves": [reserve.trainee for reserve in self.reserves],
            "out": [{"trainee": one.trainee, "reason": one.reason.pick(language)} for one in self.out],
            "warnings": [warning.pick(language) for warning in self.warnings],
        }


def propose(nominations: Iterable[RankedNomination], rules: SelectionRules) -> Proposal:
    """Propose seats and reserves for the nominations under the rules; the input's order is of no matter.

    Seats are offered country by country in their order until a quota is reached, so the last country
    may get fewer than it could use, and so may one whose companies have no places left. Reserves
    follow in the same order: first those who wait for a seat of a country that is in, then the next
    countries.
    """
    ranking, caps = rank(nominations, rules), Caps.of(rules)
    seated = fill(ranking.candidates, caps)
    places = {one.unit: place for place, one in enumerate(ranking.units, start=1)}
    binding = binding_caps(ranking.candidates, caps)
    seats = _seats(seated, rules)
    reserves = _reserves(ranking, seated, places, binding, caps, rules)
    return Proposal(
        countries=_countries(ranking, seated, binding, caps, rules),
        seats=seats,
        reserves=reserves,
        out=_out(ranking),
        cut=_cut_line(ranking, seated, rules),
        warnings=_warnings(ranking, rules),
    )


def without(nominations: Iterable[RankedNomination], keys: Collection[str]) -> tuple[RankedNomination, ...]:
    """Leave out nominations, and single trainees, by their keys. Raises Refused for a key that is neither."""
    given = tuple(nominations)
    known = {one.key for one in given} | {trainee.key for one in given for trainee in one.trainees}
    unknown = sorted(set(keys) - known)
    if unknown:
        raise Refused.because(
            "unknown_key",
            ko=f"심의 대상에 없는 추천서·연수생 번호입니다: {', '.join(unknown)}",
            en=f"No nomination or trainee in the ranking has this number: {', '.join(unknown)}",
            field="without",
        )
    return tuple(
        replace(one, trainees=tuple(trainee for trainee in one.trainees if trainee.key not in keys))
        for one in given
        if one.key not in keys
    )


def _seats(seated: Iterable[Candidate], rules: SelectionRules) -> tuple[Seat, ...]:
    counted: Counter[Unit | None] = Counter()
    seats = []
    for one in seated:
        whole = None if rules.country_per_trainee else one.unit
        counted[whole] += 1
        reason = wording.seat(one, counted[whole], rules)
        seats.append(Seat(one.key, one.nomination.key, one.unit, counted[whole], reason))
    return tuple(seats)


def _reserves(
    ranking: Ranking,
    seated: list[Candidate],
    places: Mapping[Unit, int],
    binding: Mapping[str, tuple[Cap, ...]],
    caps: Caps,
    rules: SelectionRules,
) -> tuple[Reserve, ...]:
    inside = {one.unit for one in seated}
    taken = {one.key for one in seated}
    best = {one.unit: one.best.key for one in ranking.units}
    counted: Counter[Unit | None] = Counter()
    reserves: list[Reserve] = []
    for one in ranking.candidates:
        if one.key in taken:
            continue
        of_country = one.unit if one.unit in inside and not rules.country_per_trainee else None
        counted[of_country] += 1
        why = (
            wording.kept_out(binding[one.key], one, places[one.unit], caps, rules)
            if one.may_sit
            else wording.not_the_best(best[one.unit], one.unit)
        )
        scope_name = wording.unit_name(of_country) if of_country else None
        reserves.append(
            Reserve(
                trainee=one.key,
                nomination=one.nomination.key,
                unit=one.unit,
                number=len(reserves) + 1,
                scope=Scope.SAME_COUNTRY if one.unit in inside else Scope.NEXT_COUNTRY,
                caps=binding.get(one.key, ()),
                reason=wording.reserve(scope_name, counted[of_country], why),
            )
        )
    return tuple(reserves)


def _out(ranking: Ranking) -> tuple[Out, ...]:
    left_out = (Out(one.key, nomination.key, one.left_out) for one, nomination in ranking.left_out if one.left_out)
    uncategorised = (Out(one.key, one.nomination.key, wording.UNCATEGORISED) for one in ranking.uncategorised)
    return (*left_out, *uncategorised)


def _countries(
    ranking: Ranking,
    seated: list[Candidate],
    binding: Mapping[str, tuple[Cap, ...]],
    caps: Caps,
    rules: SelectionRules,
) -> tuple[CountryPlace, ...]:
    return tuple(
        CountryPlace(
            unit=one.unit,
            place=place,
            standing=one.standing,
            score=printed(one.standing) if rules.settings.scores else "",
            inside=any(candidate.unit == one.unit for candidate in seated),
            seats=tuple(candidate.key for candidate in seated if candidate.unit == one.unit),
            reason=_country_reason(place, one, ranking, seated, binding, caps, rules),
        )
        for place, one in enumerate(ranking.units, start=1)
    )


def _country_reason(
    place: int,
    ranked: RankedUnit,
    ranking: Ranking,
    seated: list[Candidate],
    binding: Mapping[str, tuple[Cap, ...]],
    caps: Caps,
    rules: SelectionRules,
) -> Text:
    """Say why a country is in or out, by what keeps the first of its people out who has no seat."""
    may_sit = [one for one in ranking.candidates if one.unit == ranked.unit and one.may_sit]
    if not may_sit:
        return wording.NOBODY_SITS
    waiting = next((one for one in may_sit if one.key in binding), None)
    seats = sum(1 for one in seated if one.unit == ranked.unit)
    if seats:
        cap = caps.of_unit(ranked.unit)
        usable = len(may_sit) if cap is None else min(len(may_sit), cap)
        short = wording.fewer_seats(usable, binding[waiting.key], caps) if waiting and seats < usable else None
        return wording.country_in(place, ranked, seats, short, rules)
    assert waiting is not None  # who may sit and has no seat is kept out by caps
    return wording.country_out(wording.kept_out(binding[waiting.key], waiting, place, caps, rules))


def _cut_line(ranking: Ranking, seated: list[Candidate], rules: SelectionRules) -> CutLine | None:
    """The line is drawn below the last who is in, where somebody waits below it; there is none while
    everybody who may sit has a seat. Who is passed over above the line says why in their own reason."""
    inside, taken = {one.unit for one in seated}, {one.key for one in seated}
    if rules.country_per_trainee:
        order = [(one.key, one.standing, one.key in taken) for one in ranking.candidates if one.may_sit]
    else:
        reachable = {one.unit for one in ranking.candidates}
        order = [(one.unit.code, one.standing, one.unit in inside) for one in ranking.units if one.unit in reachable]
    above = max((place for place, (_key, _standing, is_in) in enumerate(order, start=1) if is_in), default=0)
    if above in (0, len(order)):
        return None
    (last_in, standing_in, _in), (first_out, standing_out, _out) = order[above - 1 : above + 1]
    return CutLine(last_in, first_out, standing_in - standing_out if rules.settings.scores else None)


def _warnings(ranking: Ranking, rules: SelectionRules) -> tuple[Text, ...]:
    found = []
    if ranking.unplaced:
        found.append(wording.unplaced([one.key for one in ranking.unplaced], rules))
    if ranking.emptied:
        found.append(wording.emptied(one.key for one in ranking.emptied))
    return (*_quotas_with_exceptions(rules).warnings(), *found)


def _quotas_with_exceptions(rules: SelectionRules) -> Quotas:
    """Return the quotas as the meeting raised them, for warnings of caps that cannot meet."""
    caps, quotas = Caps.of(rules), rules.quotas
    countries, trainees, each = caps.countries, caps.trainees, quotas.trainees_per_country
    granted = sum(extra for (cap, _code), extra in caps.granted.items() if cap == Cap.PER_COUNTRY)
    if granted and countries and trainees and each and countries * each + granted >= trainees:
        each = None  # what single countries were granted fills the seats
    return quotas.model_copy(update={"countries": countries, "trainees": trainees, "trainees_per_country": each})
