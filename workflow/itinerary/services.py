"""The verbs of the itinerary: take the draft over, plan sessions and days, name hosts, release.

One planner at a time changes an itinerary: each verb first locks its call's row, since a day's order
belongs to all of its sessions.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import InvalidRequestError

from workflow.core import audit, clock
from workflow.core.db import db
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.core.events import announce
from workflow.core.i18n import Text
from workflow.core.states import edit, move
from workflow.itinerary import hosts, queries
from workflow.itinerary.categories import counts_by_default, guess
from workflow.itinerary.changes import changes
from workflow.itinerary.content import NOTHING, Content, problems
from workflow.itinerary.events import ItineraryReleased, SessionRemoved
from workflow.itinerary.models import HostInstitution, ItineraryDay, ItineraryRelease, Session
from workflow.itinerary.order import Direction, arranged, neighbour
from workflow.itinerary.policies import may_plan
from workflow.itinerary.states import SESSION, SessionState
from workflow.programmes.models import Call
from workflow.programmes.parts import DayDraft


def take_over_draft(call: Call, *, actor: audit.Actor) -> list[Session]:
    """Make the sessions of an empty itinerary from the call's draft programme; return them.

    Every host institution that the draft names becomes known. One that stands beside a whole day is
    given to a session only where the day has a single one; the others are for the coordinator to
    place. Refused where sessions stand already and where the call has no draft.
    """
    _begin(call.id, actor)
    if queries.sessions_of(call.id):
        raise Refused.because(
            "taken_over",
            ko="이미 일정이 있어 일정(안)을 다시 가져올 수 없습니다. 필요한 일정은 '일정 추가'로 더해 주세요.",
            en="Sessions stand here already, so the draft cannot be taken over again. Add what is missing.",
        )
    drafts = call.definition.programme_draft
    if not drafts:
        raise Refused.because(
            "no_draft", ko="이 공고에는 일정(안)이 없습니다. '일정 추가'로 시작해 주세요.",
            en="This call has no draft programme. Begin by adding a session.",
        )
    made = [session for draft in drafts for session in _take_over_day(call, draft, actor)]
    db.session.flush()
    audit.record("itinerary.take_over", call, actor=actor, after={"sessions": len(made)})
    return made


def _take_over_day(call: Call, draft: DayDraft, actor: audit.Actor) -> list[Session]:
    row = queries.day_row(call.id, draft.day)
    if row is None:
        db.session.add(ItineraryDay(call_id=call.id, day=draft.day, theme=draft.theme))
    names = {name for name in (*draft.hosts, *(one.host for one in draft.items)) if name}
    known = {name.ko: hosts.named(name, actor=actor) for name in sorted(names, key=lambda name: (name.ko, name.en))}
    only = draft.hosts[0] if len(draft.hosts) == len(draft.items) == 1 else None
    made = []
    for position, item in enumerate(draft.items):
        name = item.host or only
        host, category = known[name.ko] if name else None, guess(item.ko, draft.theme.ko)
        session = Session(
            call_id=call.id, day=draft.day, position=position, title=item.text, place=NOTHING, category=category,
            counts=counts_by_default(category), host_id=host.id if host else None, state=SessionState.UNCONFIRMED,
        )
        db.session.add(session)
        made.append(session)
    return made


def add_session(call: Call, content: Content, *, actor: audit.Actor) -> Session:
    """Add a session to its day, by its time or else at the end. Refused with a reason for each field."""
    _refuse_if_wrong(content)
    _begin(call.id, actor)
    host = hosts.of(content, actor=actor)
    session = Session(
        call_id=call.id, position=len(queries.sessions_on(call.id, content.day)), state=SessionState.UNCONFIRMED,
        **_columns(content, host),
    )
    db.session.add(session)
    db.session.flush()
    _arrange(call.id, content.day)
    audit.record("session.add", session, actor=actor, after=_said(session))
    return session


def change_session(session: Session, content: Content, *, actor: audit.Actor, version: int | None = None) -> None:
    """Change a session to `content`; another host institution has to agree anew.

    `version` is the one the actor's page showed. Refused with a reason for each field; raises Stale.
    """
    _refuse_if_wrong(content)
    _hold(session, actor)
    host = hosts.of(content, actor=actor)
    if session.state is SessionState.CONFIRMED and session.host_id != (host.id if host else None):
        move(session, "reopen", machine=SESSION, actor=actor, version=version)
        version = session.version
    old_day, was = session.day, _said(session)
    columns = _columns(content, host)
    if content.day != old_day:
        columns["position"] = len(queries.sessions_on(session.call_id, content.day))
    said = {**columns, "title": content.title.to_json(), "place": content.place.to_json()}
    edit(session, "edit", machine=SESSION, actor=actor, version=version, changes=columns, before=was, after=said)
    for day in {old_day, content.day}:
        _arrange(session.call_id, day)


def move_session(session: Session, direction: Direction, *, actor: audit.Actor, version: int | None = None) -> None:
    """Let a session and the one before or after it change places. Refused where their times say otherwise."""
    _hold(session, actor)
    day = list(queries.sessions_on(session.call_id, session.day))
    here = day.index(session)
    there = neighbour(day, here, direction)
    if there is None:
        raise Refused.because(
            "order", ko="더 옮길 곳이 없습니다. 시간이 있는 일정의 순서는 시간을 고치면 바뀝니다.",
            en="It cannot go further. Sessions with a time change their order with their time.",
        )
    edit(session, "order", machine=SESSION, actor=actor, version=version, changes={"position": there},
         before={"position": here}, after={"position": there})
    day[here], day[there] = day[there], day[here]
    _number(day)


def move_to_day(session: Session, day: date, *, actor: audit.Actor, version: int | None = None) -> None:
    """Move a session to another day, by its time or else to the end of it. Raises Stale."""
    _hold(session, actor)
    before = session.day
    if day == before:
        return
    last = len(queries.sessions_on(session.call_id, day))
    edit(session, "move", machine=SESSION, actor=actor, version=version, changes={"day": day, "position": last},
         before={"day": before}, after={"day": day})
    _arrange(session.call_id, before)
    _arrange(session.call_id, day)


def remove_session(session: Session, *, actor: audit.Actor, version: int | None = None) -> None:
    """Take a session out of the working itinerary. Raises Stale; a later stage may refuse it."""
    _hold(session, actor)
    call_id, day = session.call_id, session.day
    audit.record("session.remove", session, actor=actor, before=_said(session))
    announce(SessionRemoved(subject_id=session.id, actor_id=actor.id, at=clock.now(), call_id=call_id))
    if version is not None and version != session.version:
        raise Stale()
    db.session.delete(session)
    db.session.flush()
    _arrange(call_id, day)


def confirm_host(session: Session, *, actor: audit.Actor, version: int | None = None) -> None:
    """Note that the host institution has agreed. Refused where the session has none; raises Stale."""
    _hold(session, actor)
    if session.host_id is None:
        raise Refused.because(
            "no_host", ko="방문기관이 없는 일정입니다. 먼저 방문기관을 정해 주세요.",
            en="This session has no host institution. Name one first.",
        )
    move(session, "confirm", machine=SESSION, actor=actor, version=version)


def reopen_host(session: Session, *, actor: audit.Actor, version: int | None = None) -> None:
    """Take back that the host institution has agreed. Raises Stale."""
    _hold(session, actor)
    move(session, "reopen", machine=SESSION, actor=actor, version=version)


def set_theme(call: Call, day: date, theme: Text, *, actor: audit.Actor, version: int | None = None) -> None:
    """Say what a day is about; an empty text takes the theme away. Raises Stale.

    `version` is that of the theme the page showed, 0 where there was none.
    """
    _begin(call.id, actor)
    row = queries.day_row(call.id, day)
    if version is not None and version != (row.version if row else 0):
        raise Stale()
    if row is None:
        row = ItineraryDay(call_id=call.id, day=day, theme=theme)
        db.session.add(row)
        db.session.flush()
        audit.record("itinerary.theme", row, actor=actor, before={"theme": None}, after={"theme": theme.to_json()})
        return
    edit(row, "theme", machine="itinerary", actor=actor, changes={"theme": theme},
         before={"theme": row.theme.to_json()}, after={"theme": theme.to_json()})


def release(call: Call, *, actor: audit.Actor, seen: str | None = None) -> ItineraryRelease:
    """Freeze the working itinerary under the next number and give it out; return the release.

    `seen` is the digest of what the actor's page showed (raises Stale where it changed since).
    Refused where there is nothing to release, or nothing new since the last release.
    """
    _begin(call.id, actor)
    frozen = queries.working(call)
    if seen is not None and seen != frozen.digest():
        raise Stale()
    if not frozen.sessions:
        raise Refused.because("empty", ko="배포할 일정이 없습니다. 먼저 일정을 더해 주세요.",
                              en="There is no session to release. Add one first.")
    last = queries.latest_release(call.id)
    if last is not None and not changes(last.itinerary, frozen):
        raise Refused.because(
            "unchanged", ko=f"제{last.number}판 배포 이후 바뀐 내용이 없습니다.",
            en=f"Nothing has changed since release {last.number}.",
        )
    made = ItineraryRelease(
        call_id=call.id, number=last.number + 1 if last else 1, data=frozen.to_json(),
        released_at=clock.now(), released_by=actor.id, released_name=str(actor.name),
    )
    db.session.add(made)
    db.session.flush()
    audit.record("itinerary.release", made, actor=actor, after={"number": made.number, "digest": frozen.digest()})
    announce(ItineraryReleased(
        subject_id=made.id, actor_id=actor.id, at=made.released_at, call_id=call.id, number=made.number
    ))
    return made


def _begin(call_id: int, actor: audit.Actor) -> None:
    """Let one planner at a time change this itinerary; what was read before is read again."""
    if not may_plan(actor):
        raise NotAllowed("itinerary")
    db.session.flush()
    db.session.execute(sa.select(Call.id).where(Call.id == call_id).with_for_update())
    db.session.expire_all()


def _hold(session: Session, actor: audit.Actor) -> None:
    """Begin, and read the session as it is now; raises Stale where somebody has removed it."""
    _begin(session.call_id, actor)
    try:
        db.session.refresh(session)
    except InvalidRequestError:
        raise Stale() from None


def _refuse_if_wrong(content: Content) -> None:
    if found := problems(content):
        raise Refused(found)


def _columns(content: Content, host: HostInstitution | None) -> dict[str, Any]:
    return {
        "day": content.day, "starts": content.starts, "ends": content.ends, "title": content.title,
        "place": content.place, "category": content.category, "counts": content.counted,
        "host_id": host.id if host else None,
    }


def _said(session: Session) -> dict[str, Any]:
    """Return what the audit row keeps of a session."""
    values = {name: getattr(session, name) for name in ("day", "starts", "ends", "category", "counts", "host_id")}
    return {**values, "title": session.title.to_json(), "place": session.place.to_json()}


def _arrange(call_id: int, day: date) -> None:
    _number(arranged(queries.sessions_on(call_id, day)))


def _number(day: list[Session]) -> None:
    """Write the positions of a day. They are nobody's version: a neighbour's move makes no page stale."""
    for position, session in enumerate(day):
        if session.position != position:
            session.position = position
    db.session.flush()
