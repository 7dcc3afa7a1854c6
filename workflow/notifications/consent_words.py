"""What mails to trainees say: their link, and a copy of what they have decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from workflow.consents import rules, texts
from workflow.consents.models import ConsentRecord, TraineeRequest
from workflow.core.i18n import Text, format_date, format_period, format_phone
from workflow.notifications.letters import Letter, address
from workflow.programmes.definition import CallDefinition

OPEN = Text("내 추천 확인하기", "Open my page")
NOT_YOURS = Text(
    "이 링크는 본인만 사용해 주세요. 연수와 관계없는 메일이라면 지우셔도 됩니다.",
    "The link is for you alone. If this message does not concern you, delete it.",
)
SUBJECTS = {
    "first": Text("추천 내용을 확인해 주세요", "Please confirm your nomination"),
    "again": Text("추천 내용을 확인하는 새 링크입니다", "Your new link to confirm your nomination"),
    "reminder": Text("아직 답변을 기다리고 있습니다", "A reminder: your answer is still waited for"),
    "renamed": Text("이름 표기가 바뀌었습니다: 확인해 주세요", "Your name was changed: please confirm it"),
    "more": Text("선정되었습니다: 추가로 확인할 내용이 있습니다", "You are selected: please answer what is left"),
}


def asked(request: TraineeRequest, token: str, why: str) -> Letter:
    """Send the link: who nominated, to what, what to do, by when."""
    nomination = request.trainee.nomination
    call, company = nomination.call.definition, nomination.company.name
    programme, subject = call.programme, SUBJECTS[why]
    deciding = Text(
        "을 확인하고, 개인정보 처리에 대한 동의 여부를 항목별로 선택해 주세요.", ", and decide about each consent.",
    ) if call.consents else Text("을 확인해 주세요.", ".")  # fmt: skip
    first = Text(
        f"{company.ko}에서 {call.issuing_unit.ko}의 {programme.ko}에 귀하를 추천합니다. 아래 링크에서 추천 내용과 여권상 "
        f"성명{deciding.ko} 계정은 필요 없습니다.",
        f"{company.pick('en')} nominates you for {programme.pick('en')} of {call.issuing_unit.text.pick('en')}. At the link "
        f"below please confirm your data and your name as in the passport{deciding.pick('en')} You need no account.",
    )
    more = Text(
        f"{programme.ko}에 선정되었습니다. 방문 준비에 필요한 몇 가지를 더 확인해 주세요.",
        f"You are selected for {programme.pick('en')}. A few things are needed to prepare your stay.",
    )
    renamed = Text(
        f"{company.ko}에서 추천서의 귀하 성명을 고쳤습니다(지금 표기: ‘{request.trainee.name}’). 이미 하신 답변과 동의는 그대로 "
        "있습니다. 아래 링크에서 여권상 성명을 한 번 더 확인해 주세요. 본인의 이름이 아니면 보내지 말고 알려 주세요.",
        f"{company.pick('en')} has changed your name in the nomination to “{request.trainee.name}”. What you answered and "
        "your consents stand. At the link below please confirm your name as in the passport once more. If this is not "
        "your name, do not confirm it; tell us.",
    )
    beside = (Text("먼저 받은 링크도 그대로 쓸 수 있습니다.", "The links that you got before stay good."),)
    return Letter(
        Text(f"{subject.ko} ({programme.ko})", f"{subject.en} ({programme.pick('en')})"),
        ({"more": more, "renamed": renamed}.get(why, first), *(beside if why in ("reminder", "renamed") else ()), NOT_YOURS),
        (
            (Text("연수기간", "Training"), _period(call.training.starts_on, call.training.ends_on)),
            (Text("답변 기한", "Please answer by"), _day(rules.needed_on(call))),
            (Text("링크 유효기한", "The link is good until"), _day(call.training.ends_on)),
            *_whom_to_ask(call),
        ),
        (OPEN, address("consents.page", token=token)),
        office=call.issuing_unit.text,
    )


def recorded(request: TraineeRequest, records: Sequence[ConsentRecord]) -> Letter:
    """Send a copy of what was decided, each with its text as it was shown."""
    call = request.trainee.nomination.call.definition
    programme = call.programme
    return Letter(
        Text(f"동의 내용 사본 ({programme.ko})", f"A copy of your consents ({programme.pick('en')})"),
        (Text("결정하신 내용을 보내 드립니다. 보관해 주세요.", "This is what you have decided. Keep it."),
         Text("마음이 바뀌면 받은 링크에서 언제든지 동의를 철회할 수 있습니다.",
              "If you change your mind, you can withdraw a consent by your link.")),
        (*(fact for one in records for fact in _as_facts(one)), *_whom_to_ask(call)),
        office=call.issuing_unit.text,
    )  # fmt: skip


def _whom_to_ask(call: CallDefinition) -> list[tuple[Text, Text]]:
    """Return the contact of the call: who reads these mails knows neither the office nor this service."""
    known = call.contact
    if not (known.phone or known.email):
        return []
    ko, en = (
        " · ".join(filter(None, (Text.of(known.name).pick(language), known.email, format_phone(known.phone, language))))
        for language in ("ko", "en")
    )
    return [(Text("문의", "Questions"), Text(ko, en))]


def _as_facts(record: ConsentRecord) -> list[tuple[Text, Text]]:
    (_decided, when), *parts = texts.lines_of(record)
    return [(Text(record.shown["name"]), Text(when)), *((label, Text(said)) for label, said in parts)]


def _day(day: date) -> Text:
    return Text(format_date(day, "ko"), format_date(day, "en"))


def _period(first: date, last: date) -> Text:
    return Text(format_period(first, last, "ko"), format_period(first, last, "en"))
