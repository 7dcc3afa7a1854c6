"""What is done to an inquiry: asked, asked further, answered to the company alone, put on the notice."""

from __future__ import annotations

from workflow.accounts.models import User
from workflow.board import rules
from workflow.board.models import Inquiry, InquiryMessage
from workflow.board.states import ANSWERERS, INQUIRY, InquiryState
from workflow.core import clock, states
from workflow.core.db import db
from workflow.core.errors import NotAllowed, Reason, Refused
from workflow.core.i18n import Text
from workflow.programmes.models import Call
from workflow.programmes.states import CallState

ABOUT_LIMIT = 60
SUBJECT_LIMIT = 200


def ask(call: Call, subject: str, text: str, *, about: str = "", actor: User) -> Inquiry:
    """Ask about a call on behalf of the actor's company; `about` names one of its nominations, if any.

    Raises Refused by field ('subject', 'text'), and where the call is no longer run.
    """
    if actor.company_id is None:
        raise NotAllowed("inquiry: ask")
    if call.state is not CallState.PUBLISHED:
        raise Refused.because("closed", ko="종료된 모집공고에는 문의할 수 없습니다. 공고의 담당부서로 연락해 주세요.",
                              en="This call is closed. Please turn to the contact on its notice.")
    if reasons := [*rules.told(subject, "subject", SUBJECT_LIMIT), *rules.told(text, "text")]:
        raise Refused(reasons)
    inquiry = Inquiry(call=call, company_id=actor.company_id, asked_by=actor.id, state=InquiryState.NEW,
                      subject=" ".join(subject.split()), about=about.strip()[:ABOUT_LIMIT], created_at=clock.now())
    db.session.add(inquiry)
    db.session.flush()
    _say(inquiry, "ask", text, actor=actor, from_office=False)
    return inquiry


def follow_up(inquiry: Inquiry, text: str, *, actor: User, version: int | None = None) -> None:
    """Ask further; the inquiry waits for an answer again, since now or since it has waited before."""
    _say(inquiry, "follow_up", text, actor=actor, from_office=False, version=version)


def answer(inquiry: Inquiry, text: str, *, actor: User, version: int | None = None) -> None:
    """Answer the company, and it alone; once more, where something is to be added."""
    _say(inquiry, "answer", text, actor=actor, from_office=True, version=version)


def put_on_notice(
    inquiry: Inquiry, question: Text, answer: Text, *, actor: User, version: int | None = None
) -> None:
    """Show a question, as edited by staff, and its answer on the call's notice, or change what stands there.

    Raises Refused by field, also where either names the company or the person who asked.
    """
    _refuse_others(actor)
    question, answer = _plain(question), _plain(answer)
    texts = [(f"{field}.{language}", getattr(text, language)) for field, text in (("question", question), ("answer", answer))
             for language in ("ko", "en")]
    reasons = [reason for field, text in texts if field.endswith("ko") for reason in rules.told(text, field)]
    reasons += [reason for field, text in texts if field.endswith("en") and text for reason in rules.told(text, field)]
    writers = {message.author_name for message in inquiry.messages if not message.from_office}
    reasons += rules.names_the_asker(texts, (inquiry.company.name_ko, inquiry.company.name_en, *writers))
    if inquiry.state is not InquiryState.ANSWERED:
        reasons.append(Reason("unanswered", Text(
            "먼저 문의한 기업에 답변한 뒤 공고에 게시하세요.", "Answer the company first, then put it on the notice.")))
    if reasons:
        raise Refused(reasons)
    states.edit(
        inquiry, "put_on_notice", machine=INQUIRY, actor=actor, version=version,
        changes={"public_question": question, "public_answer": answer, "public_at": inquiry.public_at or clock.now()},
        before=_public(inquiry), after={"question": question.to_json(), "answer": answer.to_json()},
    )


def take_from_notice(inquiry: Inquiry, *, actor: User, version: int | None = None) -> None:
    """Take a question and answer from the notice; what was written is kept to be put there again."""
    _refuse_others(actor)
    states.edit(inquiry, "take_from_notice", machine=INQUIRY, actor=actor, version=version,
                changes={"public_at": None}, before=_public(inquiry), after={})


def _say(
    inquiry: Inquiry, verb: str, text: str, *, actor: User, from_office: bool, version: int | None = None
) -> None:
    """Add a message and move the inquiry by it; the event names the message, so that nobody is told of it twice."""
    if reasons := rules.told(text, "text"):
        raise Refused(reasons)
    message = InquiryMessage(inquiry=inquiry, from_office=from_office, author_id=actor.id, author_name=actor.name,
                             text=text.replace("\r\n", "\n").strip(), at=clock.now())
    db.session.add(message)
    db.session.flush()
    waiting = None if from_office else inquiry.waiting_since or message.at
    states.move(inquiry, verb, machine=INQUIRY, actor=actor, version=version, changes={"waiting_since": waiting},
                facts={"message_id": message.id})


def _refuse_others(actor: User) -> None:
    if not actor.holds(*ANSWERERS):
        raise NotAllowed("inquiry: notice")


def _plain(text: Text) -> Text:
    return Text(text.ko.replace("\r\n", "\n").strip(), text.en.replace("\r\n", "\n").strip())


def _public(inquiry: Inquiry) -> dict[str, object]:
    if inquiry.public_question is None or inquiry.public_answer is None:
        return {}
    return {"question": inquiry.public_question.to_json(), "answer": inquiry.public_answer.to_json()}
