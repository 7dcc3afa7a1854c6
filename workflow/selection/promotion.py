"""Promotion after the announcement (예비 승계): which reserve takes a seat that was freed.

A promotion fills what was freed and moves nobody else. The rules propose; a person approves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workflow.core.i18n import Text
from workflow.selection import wording
from workflow.selection.ranking import SelectionRules, Unit, folded, unit_of
from workflow.selection.seats import Caps, Held


@dataclass(frozen=True, slots=True)
class Holder:
    """A trainee who holds a seat, gave one up, or waits for one, with the country competed for and the
    registration number of the company."""

    trainee: str
    country: str
    city: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class Announced:
    """How things stand: `held` are the seats held now, those promised to a promotion that waits for its
    approval among them; `reserves` wait in the announced order, without those who have left.
    """

    held: tuple[Holder, ...]
    reserves: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Promotion:
    """What the rules propose for a seat that was freed; `reserve` is None where nobody may take it."""

    freed: Holder
    reserve: Holder | None
    reason: Text


def next_promotion(freed: Holder, announced: Announced, rules: SelectionRules) -> Promotion:
    """Propose who takes the seat that `freed` gave up.

    First comes a reserve of the same country, so that a country keeps its place while it has anyone
    who may come; then the reserves in their order, which brings the next country when a country's
    place is free. Who would break a cap is passed over: while the country still sends somebody and
    all places for countries are taken, its freed seat stays empty, and a company whose places are
    taken waits for one of them. Where each trainee has a country of their own, the reserves follow in
    the call's order from the start.
    """
    caps = Caps.of(rules)
    units = _units(announced, freed, rules)
    held = Held((units[one], one.company) for one in announced.held if one.trainee != freed.trainee)
    waiting = [one for one in announced.reserves if one.trainee != freed.trainee]
    if not rules.country_per_trainee:
        waiting.sort(key=lambda one: units[one] != units[freed])
    for one in waiting:
        if not caps.full_for(units[one], one.company, held):
            passed_over = any(units[other] == units[freed] for other in waiting)
            return Promotion(freed, one, _why(units[one], units[freed], held, passed_over, rules))
    if not waiting:
        return Promotion(freed, None, Text("남은 예비가 없습니다.", "no reserve is left"))
    return Promotion(freed, None, Text(
        "예비 중 누구를 올려도 한도를 넘으므로 자리를 비워 둡니다.",
        "the seat stays empty: any of the reserves would break a cap",
    ))


def promotions(freed: Sequence[Holder], announced: Announced, rules: SelectionRules) -> tuple[Promotion, ...]:
    """Propose for several freed seats one after the other, so that no reserve is proposed twice."""
    gone = {one.trainee for one in freed}
    now = replace(announced, held=tuple(one for one in announced.held if one.trainee not in gone))
    proposed = []
    for one in freed:
        promotion = next_promotion(one, now, rules)
        proposed.append(promotion)
        if promotion.reserve:
            now = Announced(
                held=(*now.held, promotion.reserve),
                reserves=tuple(other for other in now.reserves if other != promotion.reserve),
            )
    return tuple(proposed)


def _units(announced: Announced, freed: Holder, rules: SelectionRules) -> dict[Holder, Unit]:
    """Return the country (or city) of everybody; HANOI and Hanoi are one city, as in the ranking."""
    spelling: dict[str, Unit] = {}
    units = {}
    for one in (*announced.held, freed, *announced.reserves):
        unit = unit_of(one.country, one.city, rules)
        units[one] = spelling.setdefault(folded(unit), unit)
    return units


def _why(unit: Unit, freed: Unit, held: Held, passed_over: bool, rules: SelectionRules) -> Text:
    """Say why the next is one of `unit`; `passed_over` where a reserve of the freed seat's country waits on."""
    name = wording.unit_name(unit)
    if unit == freed:
        return Text(
            f"{name.ko}에 빈자리가 생겨 그다음 예비를 올립니다.", f"a seat of {name.en} is free: its next reserve"
        )
    if rules.country_per_trainee:
        return Text("자리가 비어 다음 예비를 올립니다.", "a seat is free: the next reserve of the call")
    whose = wording.unit_name(freed)
    none_left = (
        Text(f"{whose.ko}에는 한도 안에서 올릴 예비가 없어", f"no reserve of {whose.en} fits the caps") if passed_over
        else Text(f"{whose.ko}에는 예비가 없어", f"{whose.en} has no reserve left")
    )
    if held.of_unit[unit]:
        return Text(
            f"{none_left.ko}, 자리가 남은 {name.ko}의 다음 예비를 올립니다.",
            f"{none_left.en}: the next one of {name.en}, which has seats to spare",
        )
    return Text(
        f"{none_left.ko}, 다음 순위인 {name.ko}의 예비를 올립니다.",
        f"{none_left.en} and a place is free: the next is {name.en}",
    )
