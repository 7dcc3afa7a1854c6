"""What is done to a notice: written, given files, published now or later, withdrawn."""

from __future__ import annotations

from datetime import datetime

from workflow.board import rules
from workflow.board.models import Notice, NoticeFile
from workflow.board.queries import notices as queries
from workflow.board.states import NOTICE, NoticeState
from workflow.core import audit, clock, files, states
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.programmes.models import Programme

APPEAR = "board.appear"
"""The task that publishes the scheduled notices whose moment has come."""

FARTHEST = 366
"""Days that a notice may be scheduled ahead; a year that was mistyped is told at once."""


def write_notice(programme: Programme, title: Text, body: Text, *, pinned: bool = False, actor: audit.Actor) -> Notice:
    """Begin a notice as a draft. Raises Refused by field ('title.ko', 'body.ko')."""
    title, body = _checked(title, body)
    notice = Notice(programme=programme, state=NoticeState.DRAFT, title=title, body=body, pinned=pinned,
                    created_at=clock.now())
    db.session.add(notice)
    db.session.flush()
    audit.record("notice.write", notice, actor=actor, after=_content(notice))
    return notice


def wrong_with(programme: Programme | None, title: Text, body: Text) -> list[Reason]:
    """Say what keeps a new notice from being written, by field ('programme', 'title.ko', 'body.ko')."""
    unchosen = Reason("programme", Text(
        "공지를 올릴 사업을 고르세요.", "Choose the programme that the notice belongs to."), "programme")
    return [*([] if programme else [unchosen]), *rules.whole_notice(*_tidied(title, body))]


def edit_notice(
    notice: Notice, title: Text, body: Text, *, pinned: bool, actor: audit.Actor, version: int | None = None
) -> None:
    """Change what a notice says; of one that can be read already, the page says when it was changed.

    Raises Refused by field and for one that was withdrawn, Stale where somebody was faster.
    """
    title, body = _checked(title, body)
    _refuse_withdrawn(notice)
    before = _content(notice)
    words_changed = (title, body) != (notice.title, notice.body)
    edited = clock.now() if words_changed and queries.is_shown(notice, clock.now()) else notice.edited_at
    states.edit(
        notice, "edit", machine=NOTICE, actor=actor, version=version,
        changes={"title": title, "body": body, "pinned": pinned, "edited_at": edited},
        before=before, after={"title": title.to_json(), "body": body.to_json(), "pinned": pinned},
    )


def attach(notice: Notice, taken: files.Taken, *, actor: audit.Actor) -> NoticeFile:
    """Put a file that was taken (`files.take`) beside a notice. Raises Refused for one that was withdrawn."""
    _refuse_withdrawn(notice)
    kept = files.keep(taken, actor_id=actor.id)
    attached = NoticeFile(notice=notice, file=kept)
    db.session.add(attached)
    db.session.flush()
    after = {"name": kept.name, "sha256": kept.sha256}
    states.edit(notice, "attach", machine=NOTICE, actor=actor, changes={}, before={}, after=after)
    return attached


def detach(attached: NoticeFile, *, actor: audit.Actor) -> None:
    """Take a file from a notice; the record keeps its name and what it was."""
    notice, kept = attached.notice, attached.file
    _refuse_withdrawn(notice)
    before = {"name": kept.name, "sha256": kept.sha256}
    db.session.delete(attached)
    states.edit(notice, "detach", machine=NOTICE, actor=actor, changes={}, before=before, after={})
    db.session.delete(kept)
    db.session.flush()


def publish(
    notice: Notice, *, at: datetime | None = None, actor: audit.Actor, version: int | None = None
) -> None:
    """Have the notice shown from `at` (aware) on; at once where `at` is None or has passed.

    Who is subscribed is told when it appears, by `NoticePublished`. Raises Refused for a moment too far off.
    """
    now = clock.now()
    if at is None or at <= now:
        states.move(notice, "publish", machine=NOTICE, actor=actor, version=version, changes={"published_at": now})
        return
    if (at - now).days > FARTHEST:
        raise Refused.because("too_far", field="day", ko="1년 안의 날짜를 고르세요.", en="Choose a day within a year.")
    states.move(notice, "schedule", machine=NOTICE, actor=actor, version=version, changes={"published_at": at})


def appear(notice: Notice) -> None:
    """Publish a scheduled notice whose moment has come."""
    states.move(notice, "appear", machine=NOTICE, actor=audit.SYSTEM)


def hold(notice: Notice, *, actor: audit.Actor, version: int | None = None) -> None:
    """Take a scheduled notice back to draft. Raises Refused once it could be read."""
    if queries.is_shown(notice, clock.now()):
        raise Refused.because("shown", ko="이미 게시된 공지입니다. 내리려면 게시를 철회하세요.",
                              en="It is to be read already. Withdraw it to take it down.")
    states.move(notice, "hold", machine=NOTICE, actor=actor, version=version, changes={"published_at": None})


def withdraw(notice: Notice, reason: str, *, actor: audit.Actor, version: int | None = None) -> None:
    """Take a notice down; its page tells `reason` to who comes by an old link. Raises Refused without one."""
    if wrong := rules.told(reason, "reason", rules.REASON_LIMIT):
        raise Refused(wrong)
    changes = {"withdrawn_at": clock.now(), "withdrawn_reason": reason.strip(), "pinned": False}
    states.move(notice, "withdraw", machine=NOTICE, actor=actor, version=version, reason=reason.strip(), changes=changes)


def _tidied(title: Text, body: Text) -> tuple[Text, Text]:
    return Text(" ".join(title.ko.split()), " ".join(title.en.split())), Text(body.ko.strip(), body.en.strip())


def _checked(title: Text, body: Text) -> tuple[Text, Text]:
    title, body = _tidied(title, body)
    if reasons := rules.whole_notice(title, body):
        raise Refused(reasons)
    return title, body


def _refuse_withdrawn(notice: Notice) -> None:
    if notice.state is NoticeState.WITHDRAWN:
        raise Refused(Reason("withdrawn", Text(
            "철회한 공지는 고칠 수 없습니다. 새 공지를 작성하세요.",
            "A notice that was withdrawn stays as it is. Write a new one.")))


def _content(notice: Notice) -> dict[str, object]:
    return {"title": notice.title.to_json(), "body": notice.body.to_json(), "pinned": notice.pinned}
