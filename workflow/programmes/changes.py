"""What a nominator has to know of the difference between two definitions of a call: pure, in both languages.

A published form is a version, and each next one says in these lines what changed: every quota, day,
question, rule, route, criterion, duty, cost and consent that was added, changed or taken away, by its
name. What only staff work with (the order of selection, letters, the budget) and the words around the
notice (purpose, contact, draft programme) make no version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.core.i18n import Text, format_date
from workflow.programmes import asks
from workflow.programmes.definition import CallDefinition
from workflow.programmes.moments import MOMENT_LABELS
from workflow.programmes.parts import COST_LABELS, Cost
from workflow.programmes.rules import AMENDED, AMENDED_DAYS, Change, amendments

NONE = Text("없음", "none")
WHOLE_DAY = Text("없음(마감일 24시)", "none (the end of the closing day)")

QUESTION = Text("문항", "Question")
CONFIRMING = Text("문항(참가확정 시)", "Question at confirmation")
ROUTE = Text("추천경로", "Route of nomination")
CRITERION = Text("국가 선정기준", "Criterion for countries")
CATEGORY = Text("연수생 선정기준", "Criterion for trainees")
PREFERENCE = Text("우대사항", "Preference")
RULE = Text("자격요건", "Rule of eligibility")
DUTY = Text("추천기업 의무", "Duty of the company")
CONSENT = Text("개인정보 동의", "Consent")
FIELD = Text("업무 분야", "Field of work")
PAYS = Text("비용 부담", "Who pays")
CONSENT_AT = Text("동의를 받는 시점", "When consent is asked")

ASPECTS: Mapping[str, Text] = {
    "ko": Text("국문 표현", "Korean words"),
    "en": Text("영문 표현", "English words"),
    "required": Text("필수 여부", "whether it is required"),
    "help": Text("도움말", "help"),
    "kind": Text("답변 방식", "kind of answer"),
    "of": Text("답변 대상", "of whom it is asked"),
    "shown_when": Text("표시 조건", "when it is asked"),
    "choices": Text("선택지", "choices"),
    "columns": Text("표의 열", "columns"),
    "at_most": Text("최대 개수", "how many at most"),
    "file_kinds": Text("파일 형식", "kinds of file"),
    "asked_at": Text("묻는 시점", "moment"),
    "airfare": Text("항공료 부담", "who pays the airfare"),
    "staff_only": Text("담당자 전용", "only for the office"),
    "rank": Text("순위", "rank"),
    "text": Text("표현", "words"),
    "phase": Text("확인 시점", "moment"),
    "on_fail": Text("미충족 시 처리", "what follows when it is not met"),
    "purpose": Text("목적", "purpose"),
    "items": Text("항목", "items"),
    "retention": Text("보유기간", "retention"),
    "refusal": Text("거부 시 안내", "what refusing means"),
    "recipient": Text("제공받는 자", "recipient"),
}
"""How the parts of a changed thing are called."""


def differences(before: CallDefinition, after: CallDefinition) -> list[Text]:
    """Return what changed from `before` to `after`, figures and days first; nothing where nothing did."""
    return [*(figure_line(change) for change in amendments(before, after)), *form_differences(before, after)]


def form_differences(before: CallDefinition, after: CallDefinition) -> list[Text]:
    """As `differences`, without the figures and the days."""
    return [
        *_catalogue(before, after),
        *_keyed(QUESTION, before, after, lambda call: {one.key: (one.text, one) for one in call.questions}),
        *_keyed(RULE, before, after, _rules),
        *_keyed(ROUTE, before, after, lambda call: {one.key: (one.text, one) for one in call.routes}),
        *_keyed(CRITERION, before, after, lambda call: {one.number: (one.text, one) for one in call.country_criteria}),
        *_keyed(CATEGORY, before, after, lambda call: {one.key: (one.text, one) for one in call.ranked}),
        *_keyed(PREFERENCE, before, after, lambda call: {one.key: (one.text, one) for one in call.preferences}),
        *_keyed(DUTY, before, after, lambda call: {one.key: (one.text, one) for one in call.company_duties}),
        *_keyed(FIELD, before, after, lambda call: {one.ko: (one, None) for one in call.fields_of_work}),
        *_keyed(CONSENT, before, after, lambda call: {one.key: (one.text, one) for one in call.consents}),
        *_consent_moment(before, after),
        *_costs(before, after),
    ]


def figure_line(change: Change) -> Text:
    """Return the line of a changed quota or day."""
    label = AMENDED[change.field]
    old, new = figure(change.field, change.before), figure(change.field, change.after)
    return Text(f"{label.ko}: {old.ko} → {new.ko}", f"{label.en}: {old.en} → {new.en}")


def figure(field: str, value: str) -> Text:
    """Return how the value of a figure is written: a day as days are, 'none' where there is none; without a
    closing time the whole closing day counts."""
    if not value:
        return WHOLE_DAY if field == "nominations_close_at" else NONE
    if field in AMENDED_DAYS:
        day = date.fromisoformat(value)
        return Text(format_date(day, "ko"), format_date(day, "en"))
    return Text(value, value)


Named = Mapping[Any, tuple[Text, Any]]
"""Things by their key: the name of each, and the thing with all that is said of it."""


def _keyed(
    kind: Text, before: CallDefinition, after: CallDefinition, named: Callable[[CallDefinition], Named]
) -> Iterator[Text]:
    old, new = named(before), named(after)
    for key, (name, thing) in new.items():
        if key not in old:
            yield Text(f"{kind.ko} 추가: {name.ko}", f"{kind.en} added: {name.pick('en')}")
        elif old[key] != (name, thing):
            yield _changed(kind, *old[key], name, thing)
    for key, (name, _thing) in old.items():
        if key not in new:
            yield Text(f"{kind.ko} 삭제: {name.ko}", f"{kind.en} taken away: {name.pick('en')}")


def _changed(kind: Text, old_name: Text, old: Any, name: Text, new: Any) -> Text:
    """Say what of a thing changed: from what to what where its name did, else which of its parts."""
    korean, english = name.ko, name.pick("en")
    if old_name.ko != name.ko:
        korean = f"{old_name.ko} → {korean}"
    if old_name.pick("en") != name.pick("en"):
        english = f"{old_name.pick('en')} → {english}"
    parts = [] if new is None else [
        label for part, label in ASPECTS.items()
        if getattr(old, part, None) != getattr(new, part, None) and not (part in ("ko", "en", "text") and old_name != name)
    ]  # fmt: skip
    if parts:
        korean += f" ({', '.join(part.ko for part in parts)})"
        english += f" ({', '.join(part.en for part in parts)})"
    return Text(f"{kind.ko} 변경: {korean}", f"{kind.en} changed: {english}")


def _rules(call: CallDefinition) -> dict[Any, tuple[Text, Any]]:
    """The rules by name, the question it works on and, of those alike, the place: a rule has no key."""
    found: dict[Any, tuple[Text, Any]] = {}
    for rule in call.eligibility:
        place = 0
        while (key := (rule.rule, getattr(rule, "question", ""), place)) in found:
            place += 1
        found[key] = (call.text_of(rule), rule)
    return found


def _catalogue(before: CallDefinition, after: CallDefinition) -> Iterator[Text]:
    """The questions of the catalogue: asked or not, required or not, and the help beside each."""
    for kind, groups in ((QUESTION, ("author", "nomination", "trainee")), (CONFIRMING, ("confirmation",))):
        yield from _keyed(kind, before, after, lambda call, groups=groups: _asked(call, groups))  # type: ignore[misc]


def _asked(call: CallDefinition, groups: tuple[str, ...]) -> dict[Any, tuple[Text, Any]]:
    asked = call.nomination_asks
    found = {}
    for group in groups:
        catalogue = "trainee" if group == "confirmation" else group
        for name in getattr(asked, group):
            said = _Asked(not asked.is_optional(catalogue, name), asked.help_of(catalogue, name))
            found[group, name] = (asks.label(catalogue, name), said)
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a call says of a question of the catalogue."""

    required: bool
    help: Text | None


def _consent_moment(before: CallDefinition, after: CallDefinition) -> Iterator[Text]:
    if not after.consents or before.consent_asked_at is after.consent_asked_at:
        return
    old, new = MOMENT_LABELS[before.consent_asked_at], MOMENT_LABELS[after.consent_asked_at]
    yield Text(f"{CONSENT_AT.ko}: {old.ko} → {new.ko}", f"{CONSENT_AT.en}: {old.en} → {new.en}")


def _costs(before: CallDefinition, after: CallDefinition) -> Iterator[Text]:
    for cost in Cost:
        if _payers(before, cost) != _payers(after, cost):
            label = COST_LABELS[cost]
            yield Text(f"{PAYS.ko} 변경: {label.ko}", f"{PAYS.en} changed: {label.en}")


def _payers(call: CallDefinition, cost: Cost) -> tuple[bool, bool]:
    return cost in call.funding.city_pays, cost in call.funding.company_pays
