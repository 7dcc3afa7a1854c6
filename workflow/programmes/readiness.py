"""What an office looks at before it publishes a call: pure. Nothing here refuses; each point names its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from workflow.core.i18n import Text
from workflow.programmes.definition import CallDefinition
from workflow.programmes.models import Call
from workflow.programmes.questions import Question
from workflow.programmes.states import CallState


@dataclass(frozen=True, slots=True)
class Point:
    """What to look at, and the page of the editor on which it is mended."""

    text: Text
    page: str


def to_look_at(call: Call, now: datetime) -> list[Point]:
    """Return what to look at in a call at `now` (aware), wherever it is counted or listed: in a draft all that
    matters before it is published, in a published call all but that its deadline has passed, as every deadline
    does, and in a closed one nothing."""
    if call.state is CallState.CLOSED:
        return []
    return points(call.definition, now if call.state is CallState.DRAFT else call.definition.opens_at)


def points(call: CallDefinition, now: datetime) -> list[Point]:
    """Return everything to look at in a call that would be published at `now` (aware)."""
    return [
        *(Point(text, page) for page, text in call.cautions),
        *_dates(call, now), *_english(call), *_questions(call), *_consents(call),
    ]  # fmt: skip


def _dates(call: CallDefinition, now: datetime) -> Iterator[Point]:
    if call.closes_at <= now:
        yield Point(Text("접수마감이 이미 지났습니다.", "The deadline has passed already."), "dates")
    screening, selection = call.phases.screening, call.phases.selection
    if screening.starts_on and screening.starts_on < call.nominations_close_on:
        yield Point(Text("요건검토가 접수마감보다 먼저 시작합니다.",
                         "Eligibility screening begins before nominations close."), "dates")  # fmt: skip
    if screening.ends_on and selection.starts_on and selection.starts_on < screening.ends_on:
        yield Point(Text("요건검토가 끝나기 전에 심의가 시작합니다.",
                         "Selection begins before eligibility screening ends."), "dates")  # fmt: skip
    for name, window in call.phases.named:
        if window.ends_on and window.ends_on >= call.training.starts_on:
            label = WINDOWS[name]
            yield Point(Text(f"{label.ko} 기간이 연수 시작일보다 늦게 끝납니다.",
                             f"{label.en} ends after the training has begun."), "dates")  # fmt: skip


WINDOWS = {
    "screening": Text("요건검토", "Eligibility screening"),
    "selection": Text("심의", "Selection"),
    "confirmation": Text("참가확정", "Confirmation of participation"),
}


def _english(call: CallDefinition) -> Iterator[Point]:
    """Trainees and foreign companies read English: what is theirs to read needs it."""
    for text, page, name in (
        (call.programme, "basics", Text("사업명", "The programme title")),
        (call.notice_title, "basics", Text("공고명", "The notice title")),
        (call.purpose, "basics", Text("목적", "The purpose")),
    ):
        if not text.en:
            yield Point(Text(f"{name.ko}의 영문이 없습니다.", f"{name.en} has no English."), page)
    for question in call.questions:
        if _without_english(question):
            yield Point(Text(f"'{question.ko}' 문항에 영문이 없는 부분이 있습니다.",
                             f"The question '{question.ko}' is not all in English."), "questions")  # fmt: skip
    groups = (
        ("routes", Text("추천경로", "The route"), [route.text for route in call.routes]),
        ("countries", Text("국가 선정기준", "The criterion for countries"), [one.text for one in call.country_criteria]),
        ("trainees", Text("연수생 선정기준", "The criterion for trainees"), [one.text for one in call.ranked]),
        ("funding", Text("추천기업 의무", "The duty"), [one.text for one in call.company_duties]),
    )
    for page, name, texts in groups:
        for text in texts:
            if not text.en:
                yield Point(Text(f"{name.ko} '{text.ko}'의 영문이 없습니다.", f"{name.en} '{text.ko}' has no English."), page)
    for consent in call.consents:
        parts = (consent.text, consent.purpose, consent.items, consent.retention, consent.refusal, consent.recipient)
        if not all(part.en for part in parts if part is not None):
            yield Point(Text(f"동의 '{consent.ko}'에 영문이 없는 부분이 있습니다. 연수생은 영문으로 읽습니다.",
                             f"The consent '{consent.ko}' is not all in English, in which trainees read it."),
                        "consents")  # fmt: skip


def _without_english(question: Question) -> bool:
    parts = [question.text, *(one.text for one in question.choices), *(one.text for one in question.columns)]
    return not all(part.en for part in [*parts, *([question.help] if question.help else [])])


def _questions(call: CallDefinition) -> Iterator[Point]:
    if not any(question.is_file for question in call.questions):
        yield Point(Text("제출서류를 요구하지 않습니다. 필요하면 이력서, 재직증명서 등을 추가하세요.",
                         "No document is required. Add a curriculum vitae, proof of employment and so on where needed."),
                    "questions")  # fmt: skip
    for question in call.questions:
        if question.kind == "choice" and len(question.choices) == 1:
            yield Point(Text(f"'{question.ko}' 문항은 선택지가 하나뿐입니다.",
                             f"The question '{question.ko}' has one choice only."), "questions")  # fmt: skip


def _consents(call: CallDefinition) -> Iterator[Point]:
    keys = {consent.key for consent in call.consents}
    if not keys:
        yield Point(Text("개인정보 동의가 없습니다. 수집·이용, 제3자 제공, 여권번호, 건강·식이 동의를 각각 받으세요.",
                         "No consent is asked. Ask for collection and use, third parties, the passport number, and "
                         "health or diet, each apart."), "consents")  # fmt: skip
        return
    for key, name in (
        ("collection", Text("개인정보 수집·이용", "collection and use of personal data")),
        ("third_parties", Text("제3자 제공", "giving data to third parties")),
        ("passport_number", Text("고유식별정보(여권번호)", "the passport number")),
        ("health_diet", Text("민감정보(건강·식이)", "health and diet")),
    ):
        if key not in keys:
            yield Point(Text(f"{name.ko} 동의가 없습니다. 다른 동의에 묶지 말고 따로 받아야 합니다.",
                             f"There is no consent for {name.en}; it is asked apart from the others."), "consents")  # fmt: skip
