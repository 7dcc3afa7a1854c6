"""Findings: what the call's rules see in its nominations, for the officer who decides.

A call chooses its rules of eligibility by name (`programmes/eligibility.py`); deadline and
completeness are looked at in every call, and a country with more trainees than its quota is pointed
out as information. A rule that fails flags or excludes, as the call says. What a rule cannot tell,
for want of an answer or of data, is flagged and never excluded. Rules of the submission are looked at
then and again here; those of the confirmation as soon as their answer is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from workflow.core import countries
from workflow.core.i18n import Text, format_date
from workflow.core.names import name_keys
from workflow.nominations.answers import TraineeAnswers
from workflow.nominations.rules import incomplete, out_of_time
from workflow.programmes.definition import CallDefinition
from workflow.programmes.eligibility import (
    Completeness,
    CriterionClaimed,
    DacRecipient,
    Deadline,
    EligibilityRule,
    OnFail,
    SamePersonOnce,
)
from workflow.programmes.moments import Moment
from workflow.reference.dac import remark, source_of
from workflow.screening import of_trainees
from workflow.screening.case import Case, Finding, Known, Outcome, Screened, country_of
from workflow.screening.of_trainees import of_rule


def find(call: CallDefinition, nominations: Iterable[Screened], known: Known) -> dict[str, list[Finding]]:
    """Return the findings of every nomination of a call by its key, in the order of the rules."""
    case = Case(call, tuple(nominations), known)
    return {one.key: list(_findings(case, one)) for one in case.nominations}


def against_submission(call: CallDefinition, one: Screened, known: Known) -> list[Finding]:
    """Return what keeps a nomination from being submitted: rules of the call that are looked at then and
    exclude. One that compares nominations sees this one only; the others are compared at screening."""
    case = Case(call, (one,), known)
    found = (finding for rule in of_submission(call) for finding in RULES[rule.rule](rule, case, one))
    return [finding for finding in found if finding.outcome is Outcome.EXCLUDE]


def foreseen(
    call: CallDefinition, one: Screened, others: Iterable[Screened], known: Known
) -> list[tuple[EligibilityRule, Finding]]:
    """Return what the rules of the call will find in a nomination that is not submitted yet, beside `others`: each rule
    with what it found, but for what keeps it from being submitted at all, and what is the office's own matter."""
    case, told = Case(call, (one, *others), known), against_submission(call, one, known)
    listed = (rule for rule in call.eligibility if rule.rule not in {standing.rule for standing in STANDING_RULES})
    return [
        (rule, finding)
        for rule in listed
        if known.dac is not None or not isinstance(rule, DacRecipient)
        for finding in RULES[rule.rule](rule, case, one)
        if finding.outcome is not Outcome.INFO and finding not in told
    ]


def of_submission(call: CallDefinition) -> list[EligibilityRule]:
    """Return the rules that can keep a nomination of the call from being submitted."""
    return [rule for rule in call.eligibility if rule.phase is Moment.SUBMISSION and rule.on_fail is OnFail.EXCLUDE]


def _findings(case: Case, one: Screened) -> Iterator[Finding]:
    listed = {rule.rule for rule in case.call.eligibility}
    standing = (rule for rule in STANDING_RULES if rule.rule not in listed)
    for rule in (*standing, *case.call.eligibility):
        yield from RULES[rule.rule](rule, case, one)
    yield from over_subscription(case, one)


def deadline(rule: Deadline, case: Case, one: Screened) -> Iterator[Finding]:
    """The nomination came in between publication and deadline."""
    if reason := out_of_time(case.call, one.received):
        closes = case.call.nominations_close_on
        source = Text(f"공고 접수마감일 {format_date(closes, 'ko')}", f"notice: closes on {format_date(closes, 'en')}")
        yield Finding(rule.rule, Outcome(rule.on_fail), None, reason.text, source)


def completeness(rule: Completeness, case: Case, one: Screened) -> Iterator[Finding]:
    """Everything that the call asks is answered, and can stand."""
    for reason in incomplete(case.call, one.answers, by_staff=one.by_staff):
        head, *rest = (reason.field or "").split(".")
        of_trainee = head == "trainees" and bool(rest)
        trainee = one.answers.trainees[int(rest[0])].key if of_trainee else None
        yield Finding(rule.rule, Outcome(rule.on_fail), trainee, reason.text, Text("공고 제출사항", "notice: what is asked"))


def dac_recipient(rule: DacRecipient, case: Case, one: Screened) -> Iterator[Finding]:
    """Each country is on the DAC list in force on the closing day, the day that counts for everybody
    alike; the training may still be moved, and the list with it."""
    day, current = case.call.nominations_close_on, case.known.dac
    if current is None:
        yield Finding(rule.rule, Outcome.FLAG, None, Text(
            f"{format_date(day, 'ko')}에 유효한 DAC 수원국 목록이 등록되어 있지 않습니다. 직접 확인해 주세요.",
            f"No DAC list in force on {format_date(day, 'en')} is stored; check the country by hand.",
        ), Text("OECD DAC 수원국 목록", "OECD DAC list of ODA recipients"))
        return
    source = source_of(current.head)
    for code, trainee in _countries(one):
        entry, name = current.recipients.get(code), _country_name(code)
        if entry is None:
            yield Finding(rule.rule, Outcome(rule.on_fail), trainee, Text(
                f"접수마감일에 유효한 DAC 수원국 목록에 없는 국가입니다: {name.ko}",
                f"{name.en} is not on the DAC list in force on the closing day",
            ), source)
        elif code in BOUND_BY_OTHER_LAW:
            yield Finding(rule.rule, Outcome.FLAG, trainee, BOUND_BY_OTHER_LAW[code], source)
        elif not entry.is_confirmed:
            yield Finding(rule.rule, Outcome.INFO, trainee, Text(
                f"DAC 수원국 목록에 있으나 등록 자료를 다시 확인해야 합니다: {name.ko} ({remark(entry).ko})",
                f"{name.en} is on the DAC list, but our copy of the entry needs another look ({remark(entry).en})",
            ), source)


def criterion_claimed(rule: CriterionClaimed, case: Case, one: Screened) -> Iterator[Finding]:
    """The nomination claims one of the call's criteria for countries."""
    if case.call.criterion(one.answers.criterion) is None:
        yield Finding(rule.rule, Outcome(rule.on_fail), None, Text(
            "공고의 국가(도시) 선정기준 중 해당하는 것을 제시하지 않았습니다.",
            "none of the notice's criteria for countries is claimed",
        ), Text("공고 국가(도시) 선정기준", "notice: criteria for countries"))


def same_person_once(rule: SamePersonOnce, case: Case, one: Screened) -> Iterator[Finding]:
    """Nobody is nominated twice: names are compared without case, marks, spacing and order. Two people
    of one name whose dates of birth are given and differ are two people."""
    for place, trainee in enumerate(one.answers.trainees):
        others = {
            other.trainee.key or other.nomination
            for key in name_keys(trainee.name)
            for other in case.people[key]
            if (other.nomination, other.place) != (one.key, place) and not _born_apart(trainee, other.trainee)
        }
        if others:
            where = ", ".join(sorted(others))
            yield Finding(rule.rule, Outcome(rule.on_fail), trainee.key, Text(
                f"다른 추천에 같은 사람으로 보이는 성명이 있습니다: {trainee.name} ({where})",
                f"likely nominated elsewhere too: {trainee.name} ({where})",
            ), of_rule(rule))


def over_subscription(case: Case, one: Screened) -> Iterator[Finding]:
    """Point out a country for which more trainees are nominated than it can have seats; it is never a
    reason against a nomination."""
    cap = case.call.quotas.trainees_per_country
    if cap is None:
        return
    for code in dict.fromkeys(country_of(one.answers, trainee) for trainee in one.answers.trainees):
        if case.nominated[code] > cap:
            name, total = _country_name(code), case.nominated[code]
            yield Finding("over_subscription", Outcome.INFO, None, Text(
                f"{name.ko}: 추천 {total}명, 국가별 한도 {cap}명입니다.",
                f"{name.en}: {total} trainees are nominated for at most {cap} seats",
            ), Text(f"공고 선정인원: 국가별 {cap}명 이내", f"notice: at most {cap} trainees from one country"))


RULES: Mapping[str, Callable[[Any, Case, Screened], Iterator[Finding]]] = {
    "deadline": deadline,
    "completeness": completeness,
    "dac_recipient": dac_recipient,
    "criterion_claimed": criterion_claimed,
    "same_person_once": same_person_once,
    "age_at_most": of_trainees.age_at_most,
    "field_of_work_is": of_trainees.field_of_work_is,
    "years_in_post": of_trainees.years_in_post,
    "english_at_least": of_trainees.english_at_least,
    "not_trained_within": of_trainees.not_trained_within,
    "passport_valid": of_trainees.passport_valid,
    "documents_given": of_trainees.documents_given,
    "answer_is": of_trainees.answer_is,
}
"""What each rule of the catalogue does."""

STANDING_RULES: tuple[Deadline | Completeness, ...] = (
    Deadline(rule="deadline"),
    Completeness(rule="completeness"),
)
"""Rules of every call; one that lists them can say that they exclude."""

BOUND_BY_OTHER_LAW = {
    "PRK": Text(
        "DAC 수원국 목록에 있으나 「남북교류협력에 관한 법률」이 적용됩니다. 초청 가능 여부를 먼저 확인해 주세요.",
        "on the DAC list, but the law on inter-Korean exchange applies: clear first whether an invitation is possible",
    )
}


def _countries(one: Screened) -> Iterator[tuple[str, str | None]]:
    """Yield each country with the trainee it is the country of, None: that of the nomination."""
    if one.answers.country:
        yield one.answers.country, None
    for trainee in one.answers.trainees:
        if trainee.country and trainee.country != one.answers.country:
            yield trainee.country, trainee.key


def _country_name(code: str) -> Text:
    return countries.text(code) if countries.is_country(code) else Text(code or "(국가 없음)", code or "(no country)")


def _born_apart(one: TraineeAnswers, other: TraineeAnswers) -> bool:
    return bool(one.birth_date and other.birth_date and one.birth_date != other.birth_date)
