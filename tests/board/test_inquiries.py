from datetime import datetime

import pytest
from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.factories.accounts import CompanyFactory, admin, company_officer, officer
from tests.factories.board import make_inquiry
from tests.factories.programmes import make_call
from workflow.accounts.models import User
from workflow.board.age import waiting_days
from workflow.board.models import Inquiry
from workflow.board.queries import inquiries as queries
from workflow.board.services import inquiries
from workflow.board.states import INQUIRY, InquiryState
from workflow.core import clock
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused
from workflow.core.i18n import Text, in_language
from workflow.core.outbox import OutboxRow
from workflow.insight.waiting import for_reader
from workflow.programmes.models import Call
from workflow.programmes.states import CallState


class Scene:
    def __init__(self) -> None:
        self.call: Call = make_call()
        self.staff = officer(email="officer@office.example")
        company = CompanyFactory(name_ko="한빛철도㈜", name_en="Hanbit Rail")
        self.asker: User = company_officer(company=company, email="asker@hanbit.example", name="서지우")
        self.colleague = company_officer(company=company, email="colleague@hanbit.example")
        self.stranger = company_officer(email="stranger@donghae.example")


@pytest.fixture
def scene(app: Flask) -> Scene:
    with unit_of_work():
        return Scene()


def mails() -> list[tuple[str, str]]:
    return [(str(row.recipient), str(row.subject)) for row in db.session.query(OutboxRow).order_by(OutboxRow.id)]


def test_question_is_told_to_officers_and_answer_to_who_asked(scene: Scene) -> None:
    with unit_of_work():
        officer(email="away@office.example", disabled_at=clock.now())
        admin(email="admin@office.example")
        inquiry = make_inquiry(scene.call, scene.asker, about="2025-0003")
        assert (inquiry.state, inquiry.about) == (InquiryState.ASKED, "2025-0003")
        assert inquiry.waiting_since is not None
    assert mails() == [("officer@office.example", "문의가 접수되었습니다: 추천 가능한 국가 수")]
    with unit_of_work():
        inquiries.answer(inquiry, "네, 가능합니다.", actor=scene.staff)
        assert (inquiry.state, inquiry.waiting_since) == (InquiryState.ANSWERED, None)
    assert mails()[1:] == [("asker@hanbit.example", "문의하신 내용에 답변드립니다: 추천 가능한 국가 수")]


def test_answer_goes_to_colleagues_where_who_asked_has_left(scene: Scene) -> None:
    with unit_of_work():
        inquiry = make_inquiry(scene.call, scene.asker)
        scene.asker.disabled_at = clock.now()
        inquiries.answer(inquiry, "네", actor=scene.staff)
    assert [recipient for recipient, _subject in mails()[1:]] == ["colleague@hanbit.example"]


def test_asking_further_reopens_and_waits_anew(app: Flask, scene: Scene) -> None:
    with unit_of_work():
        inquiry = make_inquiry(scene.call, scene.asker, answered_by=scene.staff)
    clock.move_to(datetime(2025, 7, 12, 10, tzinfo=clock.KST))
    with unit_of_work():
        inquiries.follow_up(inquiry, "세 국가도 되나요?", actor=scene.colleague)
        since = inquiry.waiting_since
        assert inquiry.state is InquiryState.ASKED
    clock.move_to(datetime(2025, 7, 14, 10, tzinfo=clock.KST))
    with unit_of_work():
        inquiries.follow_up(inquiry, "급합니다", actor=scene.asker)
        assert inquiry.waiting_since == since
    assert [(one.from_office, one.text) for one in inquiry.messages] == [
        (False, "두 국가를 추천할 수 있나요?"), (True, "네, 국가마다 추천서를 따로 내시면 됩니다."),
        (False, "세 국가도 되나요?"), (False, "급합니다"),
    ]  # fmt: skip
    with app.test_request_context():
        lines = [(line.text, line.count) for _call, line in for_reader(scene.staff, [scene.call]) if "문의" in line.text]
    assert lines == [("답변할 기업 문의(가장 오래된 문의: 2일째)", 1)]


@pytest.mark.parametrize(("since", "said"), [
    (datetime(2025, 7, 10, 0, 0, tzinfo=clock.KST), "since today"),
    (datetime(2025, 7, 9, 23, 59, tzinfo=clock.KST), "for 1 day"),
    (datetime(2025, 7, 1, 23, 59, tzinfo=clock.KST), "for 9 days"),
])  # fmt: skip
def test_waiting_is_counted_in_korean_days(app: Flask, since: datetime, said: str) -> None:
    with in_language("en"):
        assert waiting_days(since, datetime(2025, 7, 10, 1, tzinfo=clock.KST)) == said


def test_nothing_is_asked_about_a_closed_call_nor_without_words(scene: Scene) -> None:
    with unit_of_work():
        for subject, text, fields in (("", "", ["subject", "text"]), ("가" * 201, "나" * 4001, ["subject", "text"])):
            with pytest.raises(Refused) as refused:
                inquiries.ask(scene.call, subject, text, actor=scene.asker)
            assert [reason.field for reason in refused.value.reasons] == fields
        with pytest.raises(NotAllowed):
            inquiries.ask(scene.call, "제목", "내용", actor=scene.staff)
        scene.call.state = CallState.CLOSED
        with pytest.raises(Refused, match="closed"):
            inquiries.ask(scene.call, "제목", "내용", actor=scene.asker)
    assert db.session.query(Inquiry).count() == 0


def test_company_finds_its_own_alone(scene: Scene) -> None:
    with unit_of_work():
        mine, theirs = make_inquiry(scene.call, scene.asker), make_inquiry(scene.call, scene.stranger)
        assert list(queries.of_company(scene.colleague)) == [mine]
        assert list(queries.of_company(scene.stranger)) == [theirs]
        assert (queries.own_in_call(scene.call.id, scene.asker), queries.own_in_call(scene.call.id, scene.staff)) == (1, 0)


def test_what_waits_longest_stands_on_top(scene: Scene) -> None:
    with unit_of_work():
        answered = make_inquiry(scene.call, scene.asker, answered_by=scene.staff, subject="첫째")
        second = make_inquiry(scene.call, scene.asker, subject="둘째")
        third = make_inquiry(scene.call, scene.stranger, subject="셋째")
        rows, following = queries.for_staff(queries.Filters())
        assert (rows, following) == ([second, third, answered], None)
        assert queries.for_staff(queries.Filters(state="answered"))[0] == [answered]
        assert queries.for_staff(queries.Filters(call="NOPE-1999"))[0] == []
        assert queries.for_staff(queries.Filters(words="셋째"))[0] == [third]


QUESTION, ANSWER = Text("두 국가를 추천할 수 있나요?", "May two countries be nominated?"), Text("네.", "Yes.")


def test_question_and_answer_stand_on_the_notice_in_the_office_s_words(scene: Scene) -> None:
    with unit_of_work():
        inquiry = make_inquiry(scene.call, scene.asker, answered_by=scene.staff)
        inquiries.put_on_notice(inquiry, QUESTION, ANSWER, actor=scene.staff)
        first_at = inquiry.public_at
        assert list(queries.on_notice(scene.call.id)) == [inquiry]
        inquiries.put_on_notice(inquiry, QUESTION, Text("네, 됩니다."), actor=scene.staff)
        assert (inquiry.public_at, inquiry.public_answer) == (first_at, Text("네, 됩니다."))
        inquiries.take_from_notice(inquiry, actor=scene.staff)
        assert list(queries.on_notice(scene.call.id)) == []
        assert inquiry.public_question == QUESTION


@pytest.mark.parametrize(("question", "answer", "field"), [
    (Text("한빛철도가 추천할 수 있나요?"), ANSWER, "question.ko"),
    (QUESTION, Text("네.", "Yes, Hanbit Rail may."), "answer.en"),
    (QUESTION, Text("서지우님, 네."), "answer.ko"),
    (Text("", "Question"), ANSWER, "question.ko"),
    (QUESTION, Text("네.", "y" * 4001), "answer.en"),
])  # fmt: skip
def test_notice_neither_names_who_asked_nor_shows_half(scene: Scene, question: Text, answer: Text, field: str) -> None:
    with unit_of_work():
        inquiry = make_inquiry(scene.call, scene.asker, answered_by=scene.staff)
        with pytest.raises(Refused) as refused:
            inquiries.put_on_notice(inquiry, question, answer, actor=scene.staff)
        assert [reason.field for reason in refused.value.reasons] == [field]


def test_unanswered_question_is_not_put_on_the_notice_and_companies_put_nothing_there(scene: Scene) -> None:
    with unit_of_work():
        inquiry = make_inquiry(scene.call, scene.asker)
        with pytest.raises(Refused, match="Answer the company first"):
            inquiries.put_on_notice(inquiry, QUESTION, ANSWER, actor=scene.staff)
        with pytest.raises(NotAllowed):
            inquiries.put_on_notice(inquiry, QUESTION, ANSWER, actor=scene.asker)
        with pytest.raises(NotAllowed):
            inquiries.answer(inquiry, "네", actor=scene.asker)
        with pytest.raises(NotAllowed):
            inquiries.follow_up(inquiry, "네", actor=scene.staff)


class Thread(RuleBasedStateMachine):
    """The table of transitions alone: whoever wrote last decides whether the company waits."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.last_by_office = InquiryState.NEW, False

    @rule(verb=st.sampled_from(["ask", "follow_up", "answer"]), role=st.sampled_from(["company", "officer", "admin"]))
    def try_it(self, verb: str, role: str) -> None:
        step = INQUIRY.transition(verb)
        if step in INQUIRY.open_to(self.state, [role]):
            self.state, self.last_by_office = step.target, role == "officer"

    @invariant()
    def company_waits_exactly_after_it_has_written(self) -> None:
        assert (self.state is InquiryState.ANSWERED) == self.last_by_office

    @precondition(lambda self: self.state is not InquiryState.NEW)
    @invariant()
    def there_is_always_a_way_on_for_both(self) -> None:
        assert INQUIRY.open_to(self.state, ["company"])
        assert INQUIRY.open_to(self.state, ["officer"])


TestThread = Thread.TestCase
TestThread.settings = settings(max_examples=30, stateful_step_count=12, deadline=None)
