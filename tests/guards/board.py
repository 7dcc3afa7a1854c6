"""The objects of the board and of meetings in the world that every route is tried on."""

from __future__ import annotations

from tests.factories.board import make_inquiry, make_notice
from tests.factories.documents import PDF
from tests.factories.meetings import make_decision, make_meeting
from workflow.accounts.models import User
from workflow.board.models import Notice, NoticeFile
from workflow.board.states import NoticeState
from workflow.core import clock, files
from workflow.core.db import db
from workflow.programmes.models import Call, CallAmendment


def objects(call: Call, asker: User, officer: User) -> dict[str, str | int]:
    """Make a public notice and a draft, each with a file, an inquiry, and a meeting with a decision."""
    notice, draft = make_notice(call.programme), make_notice(call.programme, state=NoticeState.DRAFT)
    inquiry = make_inquiry(call, asker)
    meeting = make_meeting(call, officer)
    amendment = CallAmendment(call_id=call.id, field="quotas.trainees", before="14", after="16", reason="수요 증가",
                              at=clock.now(), actor_id=officer.id, actor_name=officer.name)
    db.session.add(amendment)
    db.session.flush()
    return {
        "notice": notice.id, "draft_notice": draft.id, "notice_file": _file(notice), "draft_notice_file": _file(draft),
        "inquiry": inquiry.id, "meeting": meeting.id, "decision": make_decision(meeting, officer).id,
        "amendment": amendment.id,
    }


def _file(notice: Notice) -> int:
    attached = NoticeFile(notice=notice, file=files.store_bytes(PDF, "약도.pdf", files.PDF))
    db.session.add(attached)
    db.session.flush()
    return attached.id
