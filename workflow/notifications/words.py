"""What mails about nominations, results, itineraries and certificates say.

Before the announcement a company learns receipt and corrections only; the mail to those who were not
selected is courteous and brings no letter.
"""

from __future__ import annotations

from datetime import date

from workflow.core import countries
from workflow.core.i18n import Text, format_date, format_datetime
from workflow.nominations.models import Nomination, Trainee
from workflow.notifications.letters import Letter, address
from workflow.programmes.models import Call


def received(nomination: Nomination) -> Letter:
    return Letter(
        Text(f"추천서가 접수되었습니다 ({nomination.receipt_no})", f"Your nomination was received ({nomination.receipt_no})"),
        (Text("추천해 주셔서 감사합니다. 요건을 확인한 뒤 보완이 필요하면 전자우편으로 알려 드립니다.",
              "Thank you for your nomination. We look at the conditions and write to you if something is to be mended."),),
        (*_nomination_facts(nomination), _moment(Text("접수시각", "Received"), nomination)),
        _open(nomination),
    )


def withdrawn(nomination: Nomination) -> Letter:
    return Letter(
        Text(f"추천이 철회되었습니다 ({nomination.receipt_no})", f"Your nomination was withdrawn ({nomination.receipt_no})"),
        (Text("아래 추천의 철회를 접수했습니다.", "The withdrawal of this nomination has reached us."),),
        _nomination_facts(nomination), _open(nomination),
    )


def correction(nomination: Nomination, field: Text | None, request: str, due_on: date | None) -> Letter:
    """Ask for a correction of the answer or document `field` (None: of something else)."""
    facts = [*_nomination_facts(nomination)]
    if field is not None:
        facts.append((Text("보완할 항목", "Answer or document"), field))
    facts.append((Text("보완 내용", "What is to be mended"), Text(request, request)))
    if due_on is not None:
        facts.append((Text("기한", "By"), Text(format_date(due_on, "ko"), format_date(due_on, "en"))))
    return Letter(
        Text(f"추천서 보완을 요청드립니다 ({nomination.receipt_no})",
             f"Please correct your nomination ({nomination.receipt_no})"),
        (Text("아래 내용을 확인하고 보완요청 화면에서 답변해 주세요. 요청한 항목만 고칠 수 있습니다.",
              "Please look at the request below and answer it on its page; only what is asked about can be changed."),),
        tuple(facts), (Text("보완요청 답변하기", "Answer the correction"), address("screening.corrections", id=nomination.id)),
    )


def selected(call: Call, company: Text, *, supplementary: bool) -> Letter:
    promoted = Text("예비 승계에 따라 추가로 선정되었음을", "further selected from the reserves")
    first = Text("선정되었음을", "selected")
    said = promoted if supplementary else first
    return Letter(
        Text(f"{_programme(call).ko} 선정 결과를 알려 드립니다", f"Result of the selection: {_programme(call).en}"),
        (Text(f"{company.ko}에서 추천한 연수생이 {said.ko} 알려 드립니다. 자세한 내용은 붙임 공문을 확인해 주세요.",
              f"Trainees nominated by {company.pick('en')} were {said.en}. The official letter attached says the rest."),
         Text("공문에 적힌 기한까지 참가확정 등 제출물을 보내 주세요.",
              "Please hand in what the letter asks for by the dates given there.")),
        _call_facts(call), (Text("추천 현황 보기", "See your nominations"), address("nominations.mine")),
    )


def in_reserve(nomination: Nomination) -> Letter:
    return Letter(
        Text(f"{_programme(nomination.call).ko} 심의 결과 안내", f"Result of the selection: {_programme(nomination.call).en}"),
        (Text("추천해 주셔서 진심으로 감사합니다. 아쉽게도 정원이 한정되어 이번에는 예비로 선정되었습니다.",
              "Thank you sincerely for your nomination. Places are few, and this time it is in reserve."),
         Text("자리가 나면 예비 순서에 따라 바로 연락드리겠습니다.",
              "If a seat becomes free, we write to you at once in the order of the reserves.")),
        _nomination_facts(nomination), _open(nomination),
    )


def not_selected(nomination: Nomination) -> Letter:
    return Letter(
        Text(f"{_programme(nomination.call).ko} 심의 결과 안내", f"Result of the selection: {_programme(nomination.call).en}"),
        (Text("추천해 주셔서 진심으로 감사합니다. 정원이 한정되어 아쉽게도 이번에는 선정하지 못했습니다.",
              "Thank you sincerely for your nomination. Places are few, and this time it could not be selected."),
         Text("다음 기회에 다시 추천해 주시면 감사하겠습니다.", "We would be glad to hear from you at the next call.")),
        _nomination_facts(nomination), _open(nomination),
    )


def itinerary(call: Call, number: int) -> Letter:
    return Letter(
        Text(f"연수일정 안내 (제{number}판)", f"The itinerary of the training (version {number})"),
        (Text("연수일정을 알려 드립니다. 붙임 일정표를 연수생에게 전달해 주세요.",
              "Here is the itinerary. Please pass the attached programme on to your trainees."),),
        _call_facts(call), (Text("일정 보기", "See the itinerary"), address("nominations.mine")),
    )


def certificate(trainee: Trainee, call: Call, code: str) -> Letter:
    return Letter(
        Text(f"{trainee.official_name} 수료증이 발급되었습니다", f"The certificate of {trainee.official_name} is ready"),
        (Text("연수를 마친 연수생의 수료증을 보내 드립니다. 아래 주소에서 진위를 확인할 수 있습니다.",
              "Please find the certificate attached. Anybody can verify it at the address below."),),
        _call_facts(call), (Text("진위 확인", "Verify"), address("documents.verify", code=code)),
    )


def deadline(call: Call, drafts: int) -> Letter:
    closing = _closing(call)
    return Letter(
        Text(f"접수마감이 다가옵니다: {closing.ko}", f"Nominations close soon: {closing.en}"),
        (Text(f"제출하지 않은 추천서가 {drafts}건 있습니다. 마감 후에는 제출할 수 없습니다.",
              f"{drafts} of your nominations are not submitted yet. After the deadline they cannot be."),),
        _call_facts(call), (Text("이어서 작성하기", "Go on with them"), address("nominations.mine")),
    )


def extended(call: Call, drafts: int, reason: str) -> Letter:
    closing = _closing(call)
    return Letter(
        Text(f"접수마감이 연장되었습니다: {closing.ko}", f"The deadline is extended: {closing.en}"),
        (Text(f"작성 중인 추천서 {drafts}건을 새 마감까지 제출할 수 있습니다.",
              f"Your {drafts} nominations in writing can be submitted until the new deadline."),),
        ((Text("새 접수마감", "New deadline"), closing), (Text("사유", "Reason"), Text(reason, reason)), *_call_facts(call)),
        (Text("이어서 작성하기", "Go on with them"), address("nominations.mine")),
    )


def _closing(call: Call) -> Text:
    """The deadline as it is written: its day, with the time where the call names one."""
    data = call.definition
    if data.nominations_close_at:
        return Text(format_datetime(call.closes_at, "ko"), format_datetime(call.closes_at, "en"))
    day = data.nominations_close_on
    return Text(format_date(day, "ko"), format_date(day, "en"))


def _programme(call: Call) -> Text:
    name = call.definition.programme
    return Text(name.ko, name.pick("en"))


def _call_facts(call: Call) -> tuple[tuple[Text, Text], ...]:
    days = [format_date(call.training_from, language) + " – " + format_date(call.training_to, language)
            for language in ("ko", "en")]
    return (
        (Text("사업명", "Programme"), _programme(call)),
        (Text("연수기간", "Training"), Text(*days)),
    )


def _nomination_facts(nomination: Nomination) -> tuple[tuple[Text, Text], ...]:
    facts = [
        (Text("사업명", "Programme"), _programme(nomination.call)),
        (Text("접수번호", "Receipt number"), Text(nomination.receipt_no or "", nomination.receipt_no or "")),
        (Text("국가·도시", "Country and city"), countries.place(nomination.country, nomination.city)),
        (Text("소속기관", "Organisation"), Text(nomination.organisation, nomination.organisation)),
    ]
    return tuple(fact for fact in facts if fact[1])


def _moment(label: Text, nomination: Nomination) -> tuple[Text, Text]:
    return label, Text(format_datetime(nomination.received_at, "ko"), format_datetime(nomination.received_at, "en"))


def _open(nomination: Nomination) -> tuple[Text, str]:
    return Text("추천서 열기", "Open the nomination"), address("nominations.show", id=nomination.id)
