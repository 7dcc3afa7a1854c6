"""What selection ranks, and the order in which seats are offered.

Seats go to units: a country, or with `per_city` a city, which then counts as a country does. There
are two shapes of call. Where a nomination names its country, units are ranked and each is filled in
turn. Where each trainee has a country of their own (a university's nomination of thirty people from
twenty countries), ranking countries would sort people of one nomination by their country's code; so
all trainees of the call are ranked together by the sort keys, and caps by country, if the call has
any, are met as the list is walked.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from workflow.core.i18n import Text
from workflow.programmes.definition import CallDefinition
from workflow.programmes.parts import (
    Preference,
    Quotas,
    SelectionSettings,
    TraineeCriterion,
    WithinCountry,
)


@dataclass(frozen=True, slots=True)
class RankedTrainee:
    """A trainee as ranked: the category an officer verified (None: none) and the keys of the
    preferences met. `country` and `city` are given where the nomination has none. `left_out` says why
    screening left them out, by a rule or by an officer: they are not ranked and get no seat.
    """

    key: str
    category: str | None = None
    met: frozenset[str] = frozenset()
    country: str = ""
    city: str = ""
    left_out: Text | None = None


@dataclass(frozen=True, slots=True)
class RankedNomination:
    """A nomination as ranked. `totals` are the evaluators' totals, of those recused left out;
    `agreed_place` (1 goes first) stands instead in a call without scores. `received` is aware;
    `company` is the registration number of who put it forward.
    """

    key: str
    received: datetime
    trainees: tuple[RankedTrainee, ...]
    country: str = ""
    city: str = ""
    company: str = ""
    totals: tuple[Fraction | Decimal | int, ...] = ()
    agreed_place: int | None = None
    eligible: bool = True

    @property
    def score(self) -> Fraction | None:
        """The exact mean of the totals, or None where nobody has scored."""
        if not self.totals:
            return None
        return sum((Fraction(total) for total in self.totals), Fraction(0)) / len(self.totals)

    @property
    def is_emptied(self) -> bool:
        """Whether screening left out everybody whom it puts forward."""
        return bool(self.trainees) and all(one.left_out for one in self.trainees)


@dataclass(frozen=True, slots=True)
class CapException:
    """Seats or places that the meeting grants beyond a cap; `code` names the country (or city), or the
    company, whose own cap it is. The reason is for the record.
    """

    cap: str
    extra: int
    reason: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class SelectionRules:
    """What the proposal of a call goes by. What-if is the same with other values."""

    quotas: Quotas
    settings: SelectionSettings
    categories: tuple[TraineeCriterion, ...] = ()
    preferences: tuple[Preference, ...] = ()
    country_per_trainee: bool = False
    exceptions: tuple[CapException, ...] = ()

    @classmethod
    def of(cls, call: CallDefinition, exceptions: Iterable[CapException] = ()) -> SelectionRules:
        return cls(
            quotas=call.quotas,
            settings=call.selection,
            categories=call.ranked,
            preferences=call.preferences,
            country_per_trainee=call.country_per_trainee,
            exceptions=tuple(exceptions),
        )

    def what_if(
        self,
        *,
        countries: int | None = None,
        trainees: int | None = None,
        trainees_per_country: int | None = None,
        trainees_per_company: int | None = None,
        within_country: WithinCountry | None = None,
    ) -> SelectionRules:
        """Return these rules with some quotas, or the treatment of a country, set otherwise."""
        asked = {
            "countries": countries, "trainees": trainees, "trainees_per_country": trainees_per_country,
            "trainees_per_company": trainees_per_company,
        }  # fmt: skip
        quotas = {**self.quotas.model_dump(), **{cap: n for cap, n in asked.items() if n is not None}}
        settings = self.settings.model_dump()
        if within_country is not None:
            settings["within_country"] = within_country
        return replace(
            self,
            quotas=Quotas.model_validate(quotas),
            settings=SelectionSettings.model_validate(settings),
        )

    @property
    def per_city(self) -> bool:
        return self.settings.within_country is WithinCountry.PER_CITY

    @property
    def best_nomination_only(self) -> bool:
        return self.settings.within_country is WithinCountry.BEST_NOMINATION

    def category(self, key: str | None) -> TraineeCriterion | None:
        return next((one for one in self.categories if one.key == key), None)

    def standing(self, nomination: RankedNomination) -> Fraction | None:
        """Return what a nomination is ranked by, more is better: its score, or the agreed place."""
        if self.settings.scores:
            return nomination.score
        return None if nomination.agreed_place is None else Fraction(-nomination.agreed_place)


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """A country, or with `per_city` a city of a country; `code` is 'VNM' or 'VNM/Hanoi'."""

    country: str
    city: str = ""

    @property
    def code(self) -> str:
        return f"{self.country}/{self.city}" if self.city else self.country


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trainee with what they are ranked by. `may_sit` is false outside the best nomination of a
    country where only that one gets seats.
    """

    trainee: RankedTrainee
    nomination: RankedNomination
    unit: Unit
    category: TraineeCriterion | None
    standing: Fraction
    may_sit: bool = True

    @property
    def key(self) -> str:
        return self.trainee.key

    @property
    def company(self) -> str:
        return self.nomination.company


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A country in the ranking, with the nomination it is ranked by."""

    unit: Unit
    best: RankedNomination
    standing: Fraction


@dataclass(frozen=True, slots=True)
class Ranking:
    """`candidates` in the order in which seats are offered, `units` in their order, and who gets no seat:
    `left_out` at screening, `uncategorised`. `unplaced` nominations are eligible without score or place, and of
    `emptied` ones everybody is left out.
    """

    candidates: tuple[Candidate, ...]
    units: tuple[RankedUnit, ...]
    left_out: tuple[tuple[RankedTrainee, RankedNomination], ...]
    uncategorised: tuple[Candidate, ...]
    unplaced: tuple[RankedNomination, ...]
    emptied: tuple[RankedNomination, ...]


def rank(nominations: Iterable[RankedNomination], rules: SelectionRules) -> Ranking:
    """Rank the eligible nominations that have a score (or an agreed place), and their trainees, but for whom
    screening left out.

    A unit is ranked by its best nomination among those of which somebody could take a seat: nobody
    is carried by a nomination that can send no one. Ties go to the earlier receipt, then to the
    country's code, so the order is total and does not depend on the order of the input.
    """
    eligible = sorted((one for one in nominations if one.eligible), key=lambda one: one.key)
    placed = [one for one in eligible if rules.standing(one) is not None]
    everyone = _candidates(placed, rules)
    seatable = [one for one in everyone if one.category or not rules.categories]
    best = {unit: _best(members) for unit, members in _by_unit(seatable).items()}
    if rules.best_nomination_only:
        seatable = [replace(one, may_sit=one.nomination is best[one.unit].nomination) for one in seatable]
    if rules.country_per_trainee:
        candidates = sorted(seatable, key=lambda one: _sort_key(one, rules))
        order = list(dict.fromkeys(one.unit for one in candidates if one.may_sit))
    else:
        order = sorted(best, key=lambda unit: (*_nomination_key(best[unit])[:2], unit))
        place = {unit: index for index, unit in enumerate(order)}
        candidates = sorted(seatable, key=lambda one: (place[one.unit], _within_unit_key(one, rules)))
    nobody_sits = {unit: _best(members) for unit, members in _by_unit(everyone).items() if unit not in best}
    return Ranking(
        candidates=tuple(candidates),
        units=tuple(
            RankedUnit(unit, one.nomination, one.standing)
            for unit, one in [
                *((unit, best[unit]) for unit in order),
                *sorted(nobody_sits.items(), key=lambda pair: (*_nomination_key(pair[1])[:2], pair[0])),
            ]
        ),
        left_out=tuple((one, whole) for whole in placed for one in _by_key(whole.trainees) if one.left_out),
        uncategorised=tuple(one for one in everyone if rules.categories and not one.category),
        unplaced=tuple(one for one in eligible if rules.standing(one) is None and not one.is_emptied),
        emptied=tuple(one for one in eligible if one.is_emptied),
    )


def printed(score: Fraction) -> str:
    """Print an exact score with two decimals, half up: 265/3 is '88.33', 17/8 is '2.13'."""
    hundredths = (200 * score.numerator + score.denominator) // (2 * score.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _candidates(nominations: Sequence[RankedNomination], rules: SelectionRules) -> list[Candidate]:
    spelling: dict[str, str] = {}
    found = []
    for nomination in nominations:
        standing = rules.standing(nomination)
        assert standing is not None
        for trainee in _by_key(nomination.trainees):
            if trainee.left_out:
                continue
            unit = unit_of(trainee.country or nomination.country, trainee.city or nomination.city, rules)
            if unit.city:
                unit = Unit(unit.country, spelling.setdefault(folded(unit), unit.city))
            found.append(Candidate(trainee, nomination, unit, rules.category(trainee.category), standing))
    return found


def _by_key(trainees: Iterable[RankedTrainee]) -> list[RankedTrainee]:
    return sorted(trainees, key=lambda one: one.key)


def unit_of(country: str, city: str, rules: SelectionRules) -> Unit:
    """Return the unit whose seats a trainee of that country and city competes for."""
    return Unit(country, " ".join(city.split()) if rules.per_city else "")


def folded(unit: Unit) -> str:
    """Let HANOI and Hanoi be one city, spelled as in the first nomination by key."""
    return unicodedata.normalize("NFKC", unit.code).casefold()


def _by_unit(candidates: Iterable[Candidate]) -> dict[Unit, list[Candidate]]:
    grouped: dict[Unit, list[Candidate]] = {}
    for one in candidates:
        grouped.setdefault(one.unit, []).append(one)
    return grouped


def _best(members: Sequence[Candidate]) -> Candidate:
    return min(members, key=_nomination_key)


def _nomination_key(one: Candidate) -> tuple[Fraction, datetime, str]:
    return (-one.standing, one.nomination.received, one.nomination.key)


def _within_unit_key(one: Candidate, rules: SelectionRules) -> tuple[Any, ...]:
    """With `best_nomination` a country's nominations come one after the other, the best one first."""
    nomination_first = _nomination_key(one) if rules.best_nomination_only else ()
    return (nomination_first, _sort_key(one, rules))


def _sort_key(one: Candidate, rules: SelectionRules) -> tuple[Any, ...]:
    """Follow the call's order of sort keys; the trainee's key always comes last, so no two are equal.

    A name in the order that is none of these is a preference: who meets it goes before who does not.
    """
    values: dict[str, Any] = {
        "rank": one.category.rank if one.category else 0,
        "score": -one.standing,
        "received": one.nomination.received,
        "key": one.key,
    }
    order = [values.get(name, name not in one.trainee.met) for name in rules.settings.order]
    return (*order, one.key)
