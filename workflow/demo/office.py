"""What the office of the demonstration has done before companies come: a notice on the board, and a meeting."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from workflow.accounts.models import User
from workflow.board.models import Notice
from workflow.board.services import notices
from workflow.core import clock
from workflow.core.db import db
from workflow.core.i18n import Text
from workflow.meetings.models import Meeting
from workflow.meetings.services import decisions, meetings
from workflow.meetings.services.meetings import Content, Member
from workflow.meetings.states import DecisionKind
from workflow.programmes.models import Call

TITLE = Text("추천 설명회 안내(7. 15.)", "Briefing on nominations (15 July)")
BODY = Text(
    "해외 도시철도관계자 초청연수 추천 설명회를 다음과 같이 엽니다.\n\n"
    "일시: 2025. 7. 15.(화) 14:00\n장소: 담당부서 대회의실\n\n"
    "참석을 원하는 기업은 하루 전까지 모집공고의 '문의하기'로 알려 주세요.",
    "A briefing on nominations for the invited training is held as follows.\n\n"
    "When: 15 July 2025 (Tue) 14:00 KST\nWhere: the office's conference room\n\n"
    "Companies that wish to come please say so a day before, by 'Ask a question' on the call's notice.",
)

HELD_ON = date(2025, 7, 1)


def prepare(call: Call, officer: User) -> None:
    """Publish the notice and keep the minutes of the first meeting; what stands already is left as it is.

    Of a call that is not that of 2025 nothing is prepared: the words are about its days.
    """
    if call.published_on.year != HELD_ON.year or clock.today() < HELD_ON:
        return
    if db.session.scalar(sa.select(Notice.id).where(Notice.programme_id == call.programme_id).limit(1)) is None:
        notices.publish(notices.write_notice(call.programme, TITLE, BODY, pinned=True, actor=officer), actor=officer)
    if db.session.scalar(sa.select(Meeting.id).where(Meeting.call_id == call.id).limit(1)) is None:
        _meet(call, officer)


def _meet(call: Call, officer: User) -> None:
    content = Content(
        "제1차 실무회의", HELD_ON, "담당부서 소회의실",
        (Member(officer.name, "도시철도설계부", "간사", officer.id), Member("이건우", "서울교통공사", "위원"),
         Member("박하늘", "서울연구원", "위원")),
        (("모집공고(안)", "정원과 일정을 검토함."), ("선정기준 4호에 따른 국가", "실무회의에서 정하는 국가의 절차를 논의함.")),
        "상정한 안건을 원안대로 의결함.",
    )  # fmt: skip
    meeting = meetings.plan(call, content, actor=officer)
    meetings.hold(meeting, actor=officer)
    decisions.decide(
        meeting, DecisionKind.OTHER, Text("모집공고(안)을 원안대로 공고한다.", "The call is published as drafted."),
        "정원과 일정에 이견이 없음", actor=officer,
    )  # fmt: skip
    decisions.decide(
        meeting, DecisionKind.COUNTRY,
        Text("선정기준 4호에 따른 국가는 접수 중 한 나라까지 추천한다.",
             "Under criterion 4, one country at most is nominated while the call is open."),
        "시와 협력 사업이 진행 중인 도시를 배려함", actor=officer,
    )  # fmt: skip
    meetings.close(meeting, actor=officer)
