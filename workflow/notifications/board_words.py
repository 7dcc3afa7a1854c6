"""What mails about notices, and about questions and answers on a call, say."""

from __future__ import annotations

from workflow.board.models import Inquiry, Notice
from workflow.core.i18n import Text
from workflow.notifications.letters import Letter, address

LONGEST = 600
"""Characters of a notice that its mail holds; the page holds the rest."""


def notice(notice: Notice) -> Letter:
    title, programme = notice.title, notice.programme.name
    beginning = Text(_beginning(notice.body.pick("ko")), _beginning(notice.body.pick("en")))
    return Letter(
        Text(f"[공지] {title.pick('ko')}", f"[Notice] {title.pick('en')}"),
        (beginning, Text("공지 알림은 '우리 기업' 화면에서 언제든 받지 않도록 바꿀 수 있습니다.",
                         "You may stop these mails at any time on the page 'Our company'.")),
        ((Text("사업명", "Programme"), Text(programme.pick("ko"), programme.pick("en"))),),
        (Text("공지 보기", "Read the notice"), address("board.notice", id=notice.id)),
    )


def asked(inquiry: Inquiry, question: str) -> Letter:
    company = inquiry.company.name
    facts = [
        (Text("기업", "Company"), Text(company.pick("ko"), company.pick("en"))),
        (Text("공고", "Call"), Text(inquiry.call.code, inquiry.call.code)),
        (Text("문의", "Question"), Text(question, question)),
    ]
    return Letter(
        Text(f"문의가 접수되었습니다: {inquiry.subject}", f"A company asks: {inquiry.subject}"),
        (Text("아래 문의에 답변해 주세요. 담당자 누구나 답변할 수 있습니다.",
              "Please answer the question below; any officer may."),),
        tuple(facts), (Text("답변하기", "Answer"), address("board.manage_inquiry", id=inquiry.id)),
    )


def answered(inquiry: Inquiry, answer: str) -> Letter:
    title = inquiry.call.title
    return Letter(
        Text(f"문의하신 내용에 답변드립니다: {inquiry.subject}", f"Your question is answered: {inquiry.subject}"),
        (Text(answer, answer),),
        ((Text("공고", "Call"), Text(title.pick("ko"), title.pick("en"))),),
        (Text("문의 열기", "Open the question"), address("board.inquiry", id=inquiry.id)),
    )


def _beginning(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"
