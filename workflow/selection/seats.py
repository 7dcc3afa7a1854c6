"""Seats under caps: who gets one when they are offered in order, and which caps keep the others out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations

from workflow.selection.ranking import Candidate, SelectionRules, Unit


class Cap(StrEnum):
    """A quota of the call, by its name in the call's file."""

    PER_COUNTRY = "trainees_per_country"
    COUNTRIES = "countries"
    TRAINEES = "trainees"


@dataclass(frozen=True, slots=True)
class Caps:
    """The quotas with what the meeting granted beyond them; None does not bind."""

    countries: int | None
    trainees: int | None
    per_country: int | None
    granted: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: SelectionRules) -> Caps:
        granted: Counter[str] = Counter()
        for exception in rules.exceptions:
            granted[exception.code if exception.cap == Cap.PER_COUNTRY else exception.cap] += exception.extra
        quotas = rules.quotas
        return cls(
            countries=_raised(quotas.countries, granted[Cap.COUNTRIES]),
            trainees=_raised(quotas.trainees, granted[Cap.TRAINEES]),
            per_country=quotas.trainees_per_country,
            granted=granted,
        )

    def of_unit(self, unit: Unit) -> int | None:
        """Return how many seats a country may hold, or None."""
        return _raised(self.per_country, self.granted.get(unit.code, 0))

    def lifted(self, caps: Iterable[Cap]) -> Caps:
        """Return these caps without some of them."""
        without = set(caps)
        return replace(
            self,
            countries=None if Cap.COUNTRIES in without else self.countries,
            trainees=None if Cap.TRAINEES in without else self.trainees,
            per_country=None if Cap.PER_COUNTRY in without else self.per_country,
        )

    def full_for(self, unit: Unit, held: Mapping[Unit, int]) -> list[Cap]:
        """Return the caps that one more seat for `unit` would break, where `held` counts the seats."""
        places = sum(1 for seats in held.values() if seats)
        in_unit = held.get(unit, 0)
        full = []
        if _reached(in_unit, self.of_unit(unit)):
            full.append(Cap.PER_COUNTRY)
        if not in_unit and _reached(places, self.countries):
            full.append(Cap.COUNTRIES)
        if _reached(sum(held.values()), self.trainees):
            full.append(Cap.TRAINEES)
        return full


def fill(candidates: Sequence[Candidate], caps: Caps) -> list[Candidate]:
    """Offer a seat to each candidate in order; who would break a cap is passed over."""
    held: Counter[Unit] = Counter()
    seated = []
    for candidate in candidates:
        if candidate.may_sit and not caps.full_for(candidate.unit, held):
            held[candidate.unit] += 1
            seated.append(candidate)
    return seated


def binding_caps(candidates: Sequence[Candidate], caps: Caps) -> dict[str, tuple[Cap, ...]]:
    """Return, for each candidate who would sit but for the caps, the smallest set that keeps them out.

    That is the smallest set of caps without which the same rules would give them a seat. Of several
    sets of one size the one nearest to the person is named: the country's own cap, then the places
    for countries, then the trainees in all.
    """
    present = [
        cap
        for cap, number in zip(Cap, (caps.per_country, caps.countries, caps.trainees), strict=True)
        if number is not None
    ]
    seated = {one.key for one in fill(candidates, caps)}
    found: dict[str, tuple[Cap, ...]] = {}
    for size in range(1, len(present) + 1):
        for together in combinations(present, size):
            for one in fill(candidates, caps.lifted(together)):
                if one.key not in seated:
                    found.setdefault(one.key, together)
    return found


def _raised(cap: int | None, extra: int) -> int | None:
    return None if cap is None else cap + extra


def _reached(used: int, cap: int | None) -> bool:
    return cap is not None and used >= cap
