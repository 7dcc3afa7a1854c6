"""Seats under caps: who gets one when they are offered in order, and which caps keep the others out.

A cap of a country or of a company is one person's own: where it keeps somebody out, the seat is
offered to the next of the same country whom no cap keeps out, and only then to the next country. A
country takes one of the places for countries with its first seat, so a country whose people all come
from companies without places left takes none. The order itself is settled before (`ranking`): no cap
moves a country up or down in it. A company's cap counts everybody it put forward, by whatever route.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations

from workflow.selection.ranking import Candidate, SelectionRules, Unit


class Cap(StrEnum):
    """A quota of the call, by its name in the call's file; the nearest to a person comes first."""

    PER_COUNTRY = "trainees_per_country"
    PER_COMPANY = "trainees_per_company"
    COUNTRIES = "countries"
    TRAINEES = "trainees"

    @property
    def is_somebodys(self) -> bool:
        """Whether each country, or each company, has this cap of its own."""
        return self in (Cap.PER_COUNTRY, Cap.PER_COMPANY)


class Held:
    """Seats as they are held, counted by country and by company."""

    def __init__(self, seats: Iterable[tuple[Unit, str]] = ()) -> None:
        self.of_unit: Counter[Unit] = Counter()
        self.of_company: Counter[str] = Counter()
        for unit, company in seats:
            self.add(unit, company)

    def add(self, unit: Unit, company: str) -> None:
        """Count a seat of a country (or city) for somebody whom `company` put forward."""
        self.of_unit[unit] += 1
        self.of_company[company] += 1


@dataclass(frozen=True, slots=True)
class Caps:
    """The quotas; None does not bind. `granted` is what the meeting granted to a country or a company
    beyond its own cap, by the cap and the country's or company's code; the other caps are raised already.
    """

    countries: int | None
    trainees: int | None
    per_country: int | None
    per_company: int | None = None
    granted: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: SelectionRules) -> Caps:
        granted: Counter[tuple[str, str]] = Counter()
        for one in rules.exceptions:
            granted[one.cap, one.code if Cap(one.cap).is_somebodys else ""] += one.extra
        quotas = rules.quotas
        return cls(
            countries=_raised(quotas.countries, granted.pop((Cap.COUNTRIES, ""), 0)),
            trainees=_raised(quotas.trainees, granted.pop((Cap.TRAINEES, ""), 0)),
            per_country=quotas.trainees_per_country,
            per_company=quotas.trainees_per_company,
            granted=granted,
        )

    def of_unit(self, unit: Unit) -> int | None:
        """Return how many seats a country may hold, or None."""
        return _raised(self.per_country, self.granted.get((Cap.PER_COUNTRY, unit.code), 0))

    def of_company(self, company: str) -> int | None:
        """Return how many seats the people of a company may hold, or None."""
        return _raised(self.per_company, self.granted.get((Cap.PER_COMPANY, company), 0))

    @property
    def present(self) -> list[Cap]:
        """The caps that the call has, the nearest to a person first."""
        numbers = (self.per_country, self.per_company, self.countries, self.trainees)
        return [cap for cap, number in zip(Cap, numbers, strict=True) if number is not None]

    def lifted(self, caps: Iterable[Cap]) -> Caps:
        """Return these caps without some of them."""
        without = set(caps)
        return replace(
            self,
            countries=None if Cap.COUNTRIES in without else self.countries,
            trainees=None if Cap.TRAINEES in without else self.trainees,
            per_country=None if Cap.PER_COUNTRY in without else self.per_country,
            per_company=None if Cap.PER_COMPANY in without else self.per_company,
        )

    def full_for(self, unit: Unit, company: str, held: Held) -> list[Cap]:
        """Return the caps that one more seat would break, for somebody of `unit` put forward by `company`."""
        enters = not held.of_unit[unit]
        full = {
            Cap.PER_COUNTRY: _reached(held.of_unit[unit], self.of_unit(unit)),
            Cap.PER_COMPANY: _reached(held.of_company[company], self.of_company(company)),
            Cap.COUNTRIES: enters and _reached(sum(1 for seats in held.of_unit.values() if seats), self.countries),
            Cap.TRAINEES: _reached(held.of_unit.total(), self.trainees),
        }
        return [cap for cap, is_full in full.items() if is_full]


def offer(candidates: Sequence[Candidate], caps: Caps) -> Iterator[tuple[Candidate, list[Cap]]]:
    """Offer a seat to each candidate who may sit, in order; yield with each the caps that were full then.

    Who would break a cap is passed over and nobody is unseated for them. Since seats are only ever
    taken, a cap that was full stays full: nobody left out could be seated afterwards.
    """
    held = Held()
    for one in candidates:
        if one.may_sit:
            full = caps.full_for(one.unit, one.company, held)
            if not full:
                held.add(one.unit, one.company)
            yield one, full


def fill(candidates: Sequence[Candidate], caps: Caps) -> list[Candidate]:
    """Return who gets a seat when seats are offered in order."""
    return [one for one, full in offer(candidates, caps) if not full]


def binding_caps(candidates: Sequence[Candidate], caps: Caps) -> dict[str, tuple[Cap, ...]]:
    """Return, for each candidate who would sit but for the caps, the smallest set that keeps them out.

    That is the smallest set of caps without which the same rules would give them a seat. At least one
    of the set was full for the person: lifting another country's cap may also free a company's place
    by chance, and that is no reason. Of several sets of one size the one nearest to the person is
    named: the country's own cap, the company's own, the places for countries, the trainees in all.
    """
    full = {one.key: caps_full for one, caps_full in offer(candidates, caps) if caps_full}
    found: dict[str, tuple[Cap, ...]] = {}
    present = caps.present
    for size in range(1, len(present) + 1):
        for together in combinations(present, size):
            for one in fill(candidates, caps.lifted(together)):
                if not set(together).isdisjoint(full.get(one.key, ())):
                    found.setdefault(one.key, together)
    return found


def _raised(cap: int | None, extra: int) -> int | None:
    return None if cap is None else cap + extra


def _reached(used: int, cap: int | None) -> bool:
    return cap is not None and used >= cap
