"""What may change in a call once its notice is public, and what a change brings with it. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from workflow.core.errors import Reason
from workflow.core.i18n import Text
from workflow.programmes import asks
from workflow.programmes.definition import CallDefinition


@dataclass(frozen=True, slots=True)
class Change:
    """A figure or a day that was changed; '' is a quota that is absent, days are written 2025-07-25."""

    field: str
    before: str
    after: str


AMENDED = {
    "quotas.countries": Text("국가 수", "Countries"),
    "quotas.trainees": Text("연수생 정원", "Trainees"),
    "quotas.trainees_per_country": Text("국가별 인원", "Trainees per country"),
    "quotas.trainees_per_company": Text("기업별 인원", "Trainees per company"),
    "trainees_per_nomination": Text("추천서별 인원", "Trainees per nomination"),
    "published_on": Text("공고일", "Published on"),
    "nominations_close_on": Text("접수마감일", "Closing day"),
    "training.from": Text("연수 시작일", "First day of the training"),
    "training.to": Text("연수 종료일", "Last day of the training"),
}
"""What the notice shows as amended (변경공고) when it changes after publication."""


def amendments(before: CallDefinition, after: CallDefinition) -> list[Change]:
    """Return which quotas and days differ, in the order of AMENDED."""
    old, new = _figures(before), _figures(after)
    return [Change(field, old[field], new[field]) for field in AMENDED if old[field] != new[field]]


def _figures(call: CallDefinition) -> dict[str, str]:
    values = {
        "quotas.countries": call.quotas.countries,
        "quotas.trainees": call.quotas.trainees,
        "quotas.trainees_per_country": call.quotas.trainees_per_country,
        "quotas.trainees_per_company": call.quotas.trainees_per_company,
        "trainees_per_nomination": call.trainees_per_nomination,
        "published_on": call.published_on,
        "nominations_close_on": call.nominations_close_on,
        "training.from": call.training.starts_on,
        "training.to": call.training.ends_on,
    }
    return {field: "" if value is None else str(value) for field, value in values.items()}


def broken_promises(before: CallDefinition, after: CallDefinition) -> list[Reason]:
    """Return why a published call cannot become `after`.

    Its address stays, what nominations may refer to can be reworded and added to but not taken away,
    and no question is added that those already received have not answered.
    """
    found = []
    if after.code != before.code:
        found.append(Reason("published_code", Text(
            f"공고된 뒤에는 공고번호를 바꿀 수 없습니다. {before.code}(으)로 되돌려 주세요.",
            f"The code of a published call stays; put {before.code} back."), "code"))
    old, new = _referred_to(before), _referred_to(after)
    for field, names in old.items():
        for name in names:
            if name not in new[field]:
                found.append(Reason("published_taken_away", Text(
                    f"공고된 '{names[name]}' 항목은 추천서에서 쓰고 있을 수 있어 지울 수 없습니다. "
                    f"'{name}' 항목을 다시 넣어 주세요.",
                    f"'{names[name]}' is published, so nominations may refer to it: put '{name}' back."), field))
    for group in ("nomination", "trainee", "author"):
        asked: tuple[str, ...] = getattr(before.nomination_asks, group)
        for name in getattr(after.nomination_asks, group):
            if name not in asked:
                label = asks.label(group, name)
                found.append(Reason("published_question", Text(
                    f"공고된 뒤에는 '{label.ko}' 문항을 추가할 수 없습니다. 이미 접수된 추천서에는 답이 없습니다.",
                    f"'{label.en}' cannot be asked once the call is published: nominations already received "
                    "have no answer to it."), f"nomination_asks.{group}"))
    return found


def _referred_to(call: CallDefinition) -> dict[str, dict[Hashable, str]]:
    return {
        "routes": {route.key: route.ko for route in call.routes},
        "country_criteria": {criterion.number: criterion.ko for criterion in call.country_criteria},
        "trainee_criteria.ranked": {category.key: category.ko for category in call.ranked},
        "company_duties": {duty.key: duty.ko for duty in call.company_duties},
        "fields_of_work": {field.ko: field.ko for field in call.fields_of_work},
    }


def with_needs(data: Mapping[str, Any], before: CallDefinition) -> dict[str, Any]:
    """Return a copy of a call's data in which what a changed setting needs is set as well.

    A setting that works on an answer adds its question; a question with nothing left to choose from
    and a sort key without its preference are taken out; a new preference sorts right after the rank.
    Keys stay where `before` has them.
    """
    new = deepcopy(dict(data))
    asked = new["nomination_asks"]
    criteria = new.get("trainee_criteria") or {}
    ranked, preferences = criteria.get("ranked") or [], _keys(criteria.get("preferences"))
    _keep(asked["nomination"], "criterion", bool(new.get("country_criteria")))
    _keep(asked["trainee"], "category", bool(ranked))
    if len(new.get("routes") or []) > 1:
        _keep(asked["nomination"], "route", True)
    for key in preferences:
        if key in asks.YES_NO_ASKS:
            _keep(asked["trainee"], key, True)
    for rule in new.get("eligibility") or []:
        if rule.get("rule") == "age_at_most":
            _keep(asked["trainee"], "birth_date", True)
        if rule.get("rule") == "answer_is" and rule.get("question") in asks.TRAINEE_ASKS:
            _keep(asked["trainee"], rule["question"], True)
    quotas, rules = new.get("quotas") or {}, [rule.get("rule") for rule in new.get("eligibility") or []]
    by_country = quotas.get("countries") or quotas.get("trainees_per_country") or "dac_recipient" in rules
    per_city = (new.get("selection") or {}).get("within_country") == "per_city"
    for wanted, place in ((by_country, "country"), (per_city, "city")):
        if wanted and place not in asked["trainee"]:
            _keep(asked["nomination"], place, True)
    known = {preference.key for preference in before.preferences}
    selection = new.setdefault("selection", {})
    order = selection.get("order")
    if order is not None:
        order = [key for key in order if key not in known or key in preferences]
        fresh = [key for key in preferences if key not in known and key not in order]
        after_rank = order.index("rank") + 1 if "rank" in order else 0
        selection["order"] = [*order[:after_rank], *fresh, *order[after_rank:]]
    return new


def _keep(names: list[str], name: str, wanted: bool) -> None:
    if wanted and name not in names:
        names.append(name)
    if not wanted and name in names:
        names.remove(name)


def _keys(rows: Iterable[Mapping[str, Any]] | None) -> list[str]:
    return [str(row.get("key")) for row in rows or []]
