"""What is done to a meeting: planned, held, its minutes written and closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflow.core import audit, clock, states
from workflow.core.db import db
from workflow.core.errors import NotAllowed, Reason, Refused
from workflow.core.i18n import Text
from workflow.meetings import rules
from workflow.meetings.models import AgendaItem, Meeting, MeetingMember
from workflow.meetings.states import MEETING, WRITERS, MeetingState
from workflow.programmes.models import Call


@dataclass(frozen=True, slots=True)
class Member:
    """Who takes part. Of one of the staff, `user_id` names the account and `name` follows it."""

    name: str
    organisation: str = ""
    role: str = ""
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """All that is written about a meeting, its decisions apart. `agenda` are (point, what was said)."""

    title: str
    held_on: date | None
    place: str = ""
    members: tuple[Member, ...] = ()
    agenda: tuple[tuple[str, str], ...] = ()
    minutes: str = ""

    def to_json(self) -> dict[str, object]:
        return {"title": self.title, "held_on": str(self.held_on), "place": self.place, "minutes": self.minutes,
                "members": [[one.name, one.organisation, one.role] for one in self.members],
                "agenda": [list(one) for one in self.agenda]}


def content_of(meeting: Meeting) -> Content:
    """Return what is written about a meeting."""
    return Content(
        meeting.title, meeting.held_on, meeting.place,
        tuple(Member(one.name, one.organisation, one.role, one.user_id) for one in meeting.members),
        tuple((one.title, one.said) for one in meeting.agenda), meeting.minutes,
    )


def plan(call: Call, content: Content, *, actor: audit.Actor) -> Meeting:
    """Plan a meeting about a call. Raises Refused by field."""
    refuse_others(actor)
    content = _checked(content)
    meeting = Meeting(call=call, state=MeetingState.PLANNED, title=content.title, held_on=content.held_on,
                      place=content.place, minutes=content.minutes, created_at=clock.now())
    db.session.add(meeting)
    _fill(meeting, content)
    audit.record("meeting.plan", meeting, actor=actor, after=content.to_json())
    return meeting


def write(meeting: Meeting, content: Content, *, actor: audit.Actor, version: int | None = None) -> None:
    """Write what a meeting is about and what was said there.

    Raises Refused by field and where its minutes are closed, Stale where somebody was faster.
    """
    refuse_others(actor)
    refuse_frozen(meeting)
    before, content = content_of(meeting), _checked(content)
    states.edit(
        meeting, "write", machine=MEETING, actor=actor, version=version,
        changes={"title": content.title, "held_on": content.held_on, "place": content.place, "minutes": content.minutes},
        before=before.to_json(), after=content.to_json(),
    )
    _fill(meeting, content)


def hold(meeting: Meeting, *, actor: audit.Actor, version: int | None = None) -> None:
    """Say that the meeting took place; decisions can be recorded from then on."""
    if meeting.held_on > clock.today():
        raise Refused(rules.lacking(meeting.held_on, clock.today(), members=1, agenda=1, minutes="-"))
    states.move(meeting, "hold", machine=MEETING, actor=actor, version=version)


def cancel(meeting: Meeting, reason: str, *, actor: audit.Actor, version: int | None = None) -> None:
    states.move(meeting, "cancel", machine=MEETING, actor=actor, version=version, reason=_reason(reason))


def close(meeting: Meeting, *, actor: audit.Actor, version: int | None = None) -> None:
    """Close the minutes: what they say and decide stays. Raises Refused with what is still lacking."""
    reasons = rules.lacking(meeting.held_on, clock.today(), members=len(meeting.members), agenda=len(meeting.agenda),
                            minutes=meeting.minutes)
    if reasons:
        raise Refused(reasons)
    changes = {"closed_at": clock.now(), "closed_by": actor.id}
    states.move(meeting, "close", machine=MEETING, actor=actor, version=version, changes=changes)


def reopen(meeting: Meeting, reason: str, *, actor: audit.Actor, version: int | None = None) -> None:
    """Take the closing back to mend the minutes, for a reason that goes into the record."""
    changes = {"closed_at": None, "closed_by": None}
    states.move(meeting, "reopen", machine=MEETING, actor=actor, version=version, reason=_reason(reason), changes=changes)


def _fill(meeting: Meeting, content: Content) -> None:
    """Write the rows of members and agenda anew; they are few, and nothing refers to them."""
    meeting.members = [
        MeetingMember(position=place, user_id=one.user_id, name=one.name, organisation=one.organisation, role=one.role)
        for place, one in enumerate(content.members)
    ]
    meeting.agenda = [
        AgendaItem(position=place, title=title, said=said) for place, (title, said) in enumerate(content.agenda)
    ]
    db.session.flush()


def _checked(content: Content) -> Content:
    """Return the content without blank rows and blanks around it. Raises Refused by field."""
    title, place = " ".join(content.title.split()), " ".join(content.place.split())
    members = tuple(one for one in content.members if one.name.strip())
    agenda = tuple((title.strip(), said.strip()) for title, said in content.agenda if title.strip())
    reasons = []
    if not title:
        reasons.append(Reason("blank", Text("회의명을 적어 주세요.", "Write what the meeting is called."), "title"))
    if content.held_on is None:
        reasons.append(Reason("blank", Text("회의일을 적어 주세요.", "Write the day of the meeting."), "held_on"))
    if any(said.strip() and not point.strip() for point, said in content.agenda):
        reasons.append(Reason("blank", Text("논의 내용만 있고 안건 제목이 없는 행이 있습니다.",
                                            "A row says what was said, but not about which point."), "agenda"))
    for field, rows in (("members", members), ("agenda", agenda)):
        if len(rows) > rules.MOST_ROWS:
            reasons.append(Reason("too_many", Text(f"{rules.MOST_ROWS}개까지 적을 수 있습니다.",
                                                   f"At most {rules.MOST_ROWS} rows are kept."), field))
    texts: Iterable[tuple[str, str, int]] = (
        ("title", title, rules.TITLE_LIMIT), ("place", place, rules.TITLE_LIMIT),
        ("minutes", content.minutes, rules.TEXT_LIMIT),
        *(("agenda", point, 300) for point, _said in agenda), *(("agenda", said, rules.TEXT_LIMIT) for _point, said in agenda),
        *(("members", one.name, 120) for one in members), *(("members", one.organisation, 200) for one in members),
        *(("members", one.role, 120) for one in members),
    )
    reasons += [
        Reason("too_long", Text(f"{limit:,}자 이내로 적어 주세요.", f"Write at most {limit:,} characters."), field)
        for field, text, limit in texts if len(text) > limit
    ]
    if reasons:
        raise Refused(reasons)
    return Content(title, content.held_on, place, members, agenda, content.minutes.strip())


def refuse_others(actor: audit.Actor) -> None:
    if not set(actor.roles) & set(WRITERS):
        raise NotAllowed("meeting: write")


def refuse_frozen(meeting: Meeting) -> None:
    if meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED):
        raise Refused.because(
            "frozen", ko="마감된 회의록은 고칠 수 없습니다. 고치려면 사유를 적고 마감을 취소하세요.",
            en="Closed minutes stay as they are. Reopen them with a reason to mend them.",
        )


def _reason(typed: str) -> str:
    if not typed.strip():
        raise Refused.because("reason", field="reason", ko="사유를 적어 주세요.", en="Write the reason.")
    if len(typed) > rules.DECISION_LIMIT:
        raise Refused.because("too_long", field="reason", ko=f"{rules.DECISION_LIMIT:,}자 이내로 적어 주세요.",
                              en=f"Write at most {rules.DECISION_LIMIT:,} characters.")
    return typed.strip()
