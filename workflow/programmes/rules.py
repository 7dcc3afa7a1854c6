"""What may change in a call once its notice is public, and what a change brings with it. Pure."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from workflow.core.errors import Reason
from workflow.core.i18n import Text
from workflow.programmes import asks
from workflow.programmes.definition import CallDefinition
from workflow.programmes.eligibility import rule_name
from workflow.programmes.moments import Moment
from workflow.programmes.questioning import WORKS_ON


@dataclass(frozen=True, slots=True)
class Change:
    """A figure or a day that was changed; '' is a quota that is absent, days are written 2025-07-25."""

    field: str
    before: str
    after: str


REASON_MISSING = Reason("amendment_reason", Text(
    "공고된 내용을 바꾸려면 사유가 필요합니다. 사유를 적어 주세요.", "What is published changes with a reason. Write it here.",
), "reason")  # fmt: skip

AMENDED = {
    "quotas.countries": Text("국가 수", "Countries"),
    "quotas.trainees": Text("연수생 정원", "Trainees"),
    "quotas.trainees_per_country": Text("국가별 인원", "Trainees per country"),
    "quotas.trainees_per_company": Text("기업별 인원", "Trainees per company"),
    "trainees_per_nomination": Text("추천서별 인원", "Trainees per nomination"),
    "published_on": Text("공고일", "Published on"),
    "nominations_close_on": Text("접수마감일", "Closing day"),
    "nominations_close_at": Text("접수마감 시각", "Closing time"),
    "training.from": Text("연수 시작일", "First day of the training"),
    "training.to": Text("연수 종료일", "Last day of the training"),
    "phases.screening.from": Text("요건검토 시작일", "Eligibility screening from"),
    "phases.screening.to": Text("요건검토 종료일", "Eligibility screening until"),
    "phases.selection.from": Text("심의 시작일", "Selection from"),
    "phases.selection.to": Text("심의 종료일", "Selection until"),
    "phases.confirmation.from": Text("참가확정 시작일", "Confirmation of participation from"),
    "phases.confirmation.to": Text("참가확정 종료일", "Confirmation of participation until"),
}
"""What the notice shows as amended (변경공고), as from what to what, when it changes after publication."""

AMENDED_DAYS = frozenset({
    "published_on", "nominations_close_on", "training.from", "training.to",
    *(field for field in AMENDED if field.startswith("phases.")),
})  # fmt: skip
"""Those of AMENDED whose values are days."""


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
        "nominations_close_at": call.nominations_close_at,
        "training.from": call.training.starts_on,
        "training.to": call.training.ends_on,
    }
    for name, window in call.phases.named:
        values |= {f"phases.{name}.from": window.starts_on, f"phases.{name}.to": window.ends_on}
    return {field: "" if value is None else str(value) for field, value in values.items()}


def broken_promises(
    before: CallDefinition, after: CallDefinition, used: Mapping[str, Container[str]] = MappingProxyType({})
) -> list[Reason]:
    """Return why a published call cannot become `after`.

    Its address stays; what nominations may refer to can be reworded and added to but not taken away.
    Questions, choices and consents may come, change and go, but answers are kept under their keys: a
    question keeps the kind of its answer, and a key that was taken away (`used`: keys ever published,
    by the list they stand in) never comes back as something else.
    """
    found = []
    if after.code != before.code:
        found.append(Reason("published_code", Text(
            f"공고된 뒤에는 공고번호를 바꿀 수 없습니다. 원래 번호를 적어 주세요: {before.code}",
            f"The code of a published call stays; put {before.code} back."), "code"))
    old, new = _referred_to(before), _referred_to(after)
    for field, names in old.items():
        for name in names:
            if name not in new[field]:
                found.append(Reason("published_taken_away", Text(
                    f"공고된 '{names[name]}' 항목은 추천서에서 쓰고 있을 수 있어 지울 수 없습니다. "
                    f"'{name}' 항목을 다시 넣어 주세요.",
                    f"'{names[name]}' is published, so nominations may refer to it: put '{name}' back."), field))
    for index, question in enumerate(after.questions):
        asked = before.question(question.key)
        if asked is not None and (asked.kind, asked.of) != (question.kind, question.of):
            found.append(Reason("published_kind", Text(
                f"공고된 '{asked.ko}' 문항은 답변 방식과 대상을 바꿀 수 없습니다. 이 문항을 지우고 새 문항을 추가해 주세요.",
                f"The published question '{asked.text.pick('en')}' keeps the kind of its answer and of whom it is "
                "asked: take it away and add a new one."), f"questions.{index}.kind"))
    now = keys_of(before)
    for path, keys in keys_of(after).items():
        for key in keys:
            if key not in now.get(path, ()) and key in used.get(path, ()):
                found.append(Reason("published_key_again", Text(
                    f"앞서 공고했다가 지운 항목이 쓰던 이름이라 다시 쓸 수 없습니다: {key}",
                    f"'{key}' named something else that was published and taken away; it is not used again."), path))
    return found


def keys_of(call: CallDefinition) -> dict[str, tuple[str, ...]]:
    """Return the keys under which answers and consents are kept, by the list they stand in: 'questions',
    'questions.KEY.choices', 'questions.KEY.columns', 'consents'."""
    found = {
        "questions": tuple(question.key for question in call.questions),
        "consents": tuple(consent.key for consent in call.consents),
    }
    for question in call.questions:
        found[f"questions.{question.key}.choices"] = tuple(option.key for option in question.choices)
        found[f"questions.{question.key}.columns"] = tuple(column.key for column in question.columns)
    return found


def _referred_to(call: CallDefinition) -> dict[str, dict[Hashable, str]]:
    return {
        "routes": {route.key: route.ko for route in call.routes},
        "country_criteria": {criterion.number: criterion.ko for criterion in call.country_criteria},
        "trainee_criteria.ranked": {category.key: category.ko for category in call.ranked},
        "company_duties": {duty.key: duty.ko for duty in call.company_duties},
        "fields_of_work": {field.ko: field.ko for field in call.fields_of_work},
    }


WORKING = {rule_name(kind): kind for kind in WORKS_ON}
"""The rules that work on an answer of the trainee, by their name."""


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
        _ask_for(rule, asked)
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


def _ask_for(rule: Mapping[str, Any], asked: dict[str, list[str]]) -> None:
    """Ask the question whose answer a rule works on; what is looked at when participation is confirmed is
    asked then, since it concerns the selected only."""
    kind = WORKING.get(str(rule.get("rule")))
    name = WORKS_ON[kind] if kind else None
    phase = rule.get("phase") or (kind.model_fields["phase"].default if kind else None)
    if rule.get("rule") == "answer_is" and rule.get("question") in asks.TRAINEE_ASKS:
        name = rule["question"]
    if name is None or name in asked["trainee"] or name in asked.get("confirmation", []):
        return
    asked.setdefault("confirmation" if phase == Moment.CONFIRMATION else "trainee", []).append(name)


def _keep(names: list[str], name: str, wanted: bool) -> None:
    if wanted and name not in names:
        names.append(name)
    if not wanted and name in names:
        names.remove(name)


def _keys(rows: Iterable[Mapping[str, Any]] | None) -> list[str]:
    return [str(row.get("key")) for row in rows or []]
