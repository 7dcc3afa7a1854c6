from datetime import datetime, timedelta

import pytest
from flask import Flask

from tasks.board import appear
from tests.factories.accounts import CompanyFactory, admin, company_officer, coordinator, officer
from tests.factories.board import make_notice
from tests.factories.programmes import make_call
from tests.support.samples import PNG
from tests.support.uploads import upload
from workflow.accounts.models import User
from workflow.board.models import Notice
from workflow.board.queries import notices as queries
from workflow.board.services import notices
from workflow.board.states import NOTICE, NoticeState
from workflow.core import audit, clock, outbox_worker
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.core.i18n import Text
from workflow.core.inspection import kinds
from workflow.core.outbox import OutboxRow
from workflow.notifications import notice_mails
from workflow.notifications.letters import Recipient, send
from workflow.programmes.models import Programme

TITLE, BODY = Text("설명회 안내", "Briefing"), Text("7월 15일 설명회를 엽니다.", "There is a briefing on 15 July.")


@pytest.fixture
def programme(app: Flask) -> Programme:
    with unit_of_work():
        return make_call().programme


@pytest.fixture
def staff(app: Flask) -> User:
    with unit_of_work():
        return officer()


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=clock.KST)  # type: ignore[arg-type]


def mails(notice_id: int) -> list[tuple[str, str]]:
    """Return (recipient, subject) of the mails about a notice, those that are due written first."""
    outbox_worker.drain(notice_mails.KIND)
    rows = db.session.query(OutboxRow).filter_by(about_type="Notice", about_id=notice_id, kind="mail").order_by(OutboxRow.id)
    return [(str(row.recipient), str(row.subject)) for row in rows]


def members() -> None:
    """Make two members of a company of whom one does not want notices, one of another in English, and others."""
    hanbit = CompanyFactory()
    company_officer(company=hanbit, email="ko@hanbit.example", password_hash="x")
    company_officer(company=hanbit, email="no@hanbit.example", password_hash="x", wants_notices=False)
    company_officer(email="en@daon.example", language="en", password_hash="x")
    company_officer(email="gone@nuri.example", password_hash="x", disabled_at=clock.now())
    company_officer(email="invited@mireu.example")
    admin(email="staff@office.example", password_hash="x")


def test_notice_is_mailed_once_to_who_wants_it_in_their_language(programme: Programme, staff: User) -> None:
    with unit_of_work():
        members()
        notice = notices.write_notice(programme, TITLE, BODY, actor=staff)
        notices.publish(notice, actor=staff)
        id = notice.id
    assert mails(id) == [("ko@hanbit.example", "[공지] 설명회 안내"), ("en@daon.example", "[Notice] Briefing")]
    with unit_of_work():
        notices.edit_notice(db.session.get_one(Notice, id), Text("고침"), BODY, pinned=True, actor=staff)
    assert len(mails(id)) == 2


def test_scheduled_notice_appears_and_is_mailed_when_its_time_has_come(programme: Programme, staff: User) -> None:
    with unit_of_work():
        members()
        notice = notices.write_notice(programme, TITLE, BODY, actor=staff)
        notices.publish(notice, at=at(2025, 7, 11, 9), actor=staff)
        id = notice.id
    clock.move_to(at(2025, 7, 11, 8, 59))
    assert appear() == 0
    assert queries.pinned() == []
    assert queries.page().rows == []
    clock.move_to(at(2025, 7, 11, 9, 1))
    shown = queries.page().rows
    assert [(one.id, one.state) for one in shown] == [(id, NoticeState.SCHEDULED)]  # shown before the sweep comes
    assert mails(id) == []
    assert appear() == 1
    assert [recipient for recipient, _subject in mails(id)] == ["ko@hanbit.example", "en@daon.example"]
    assert appear() == 0
    assert len(mails(id)) == 2
    assert db.session.get_one(Notice, id).published_at == at(2025, 7, 11, 9)


def test_notice_that_was_taken_back_or_withdrawn_is_not_mailed(programme: Programme, staff: User) -> None:
    with unit_of_work():
        members()
        held, withdrawn = (notices.write_notice(programme, TITLE, BODY, actor=staff) for _ in range(2))
        for one in (held, withdrawn):
            notices.publish(one, at=at(2025, 7, 11, 9), actor=staff)
        notices.hold(held, actor=staff)
        assert (held.state, held.published_at) == (NoticeState.DRAFT, None)
    clock.move_to(at(2025, 7, 11, 9))
    with unit_of_work():
        withdrawn = db.session.get_one(Notice, withdrawn.id)
        with pytest.raises(Refused, match="to be read already"):
            notices.hold(withdrawn, actor=staff)
        notices.withdraw(withdrawn, "일정 취소", actor=staff)
    assert appear() == 0
    assert mails(held.id) == mails(withdrawn.id) == []


def test_notice_withdrawn_before_its_mails_were_written_is_not_mailed(programme: Programme, staff: User) -> None:
    with unit_of_work():
        members()
        notice = notices.write_notice(programme, TITLE, BODY, actor=staff)
        notices.publish(notice, actor=staff)
        notices.withdraw(notice, "잘못 게시함", actor=staff)
    assert mails(notice.id) == []


def test_mails_go_on_where_a_worker_stood(programme: Programme, staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice_mails, "A_TIME", 1)
    with unit_of_work():
        members()
        notice = make_notice(programme)
        notice_mails.ask_for(notice)
        letter = notice_mails.board_words.notice(notice)
        send(letter, Recipient("ko@hanbit.example", "김", "ko"), f"notice:{notice.id}", about=notice)
    assert [recipient for recipient, _subject in mails(notice.id)] == ["ko@hanbit.example", "en@daon.example"]


def test_moment_that_has_passed_means_now_and_one_far_off_is_refused(programme: Programme, staff: User) -> None:
    with unit_of_work():
        first, second = (notices.write_notice(programme, TITLE, BODY, actor=staff) for _ in range(2))
        notices.publish(first, at=clock.now() - timedelta(days=3), actor=staff)
        assert first.state is NoticeState.PUBLISHED
        assert clock.now() - first.published_at < timedelta(minutes=1)
        with pytest.raises(Refused) as refused:
            notices.publish(second, at=at(2205, 7, 11, 9), actor=staff)
        assert refused.value.reasons[0].field == "day"


def test_withdrawn_notice_keeps_its_reason_and_stays_as_it_is(programme: Programme, staff: User) -> None:
    with unit_of_work():
        notice = make_notice(programme, pinned=True)
        with pytest.raises(Refused):
            notices.withdraw(notice, " ", actor=staff)
        notices.withdraw(notice, " 일정 취소 ", actor=staff)
        assert (notice.withdrawn_reason, notice.pinned) == ("일정 취소", False)
        for act in (
            lambda: notices.edit_notice(notice, TITLE, BODY, pinned=False, actor=staff),
            lambda: notices.attach(notice, upload(), actor=staff),
            lambda: notices.publish(notice, actor=staff),
        ):
            with pytest.raises(Refused):
                act()


def test_change_of_words_is_marked_once_it_can_be_read(programme: Programme, staff: User) -> None:
    with unit_of_work():
        draft, public = make_notice(programme, state=NoticeState.DRAFT), make_notice(programme)
        notices.edit_notice(draft, Text("고침"), BODY, pinned=False, actor=staff)
        notices.edit_notice(public, public.title, public.body, pinned=True, actor=staff)
        assert (draft.edited_at, public.edited_at) == (None, None)
        notices.edit_notice(public, Text("고침"), BODY, pinned=True, actor=staff)
        assert public.edited_at is not None


def test_later_save_is_told(programme: Programme, staff: User) -> None:
    with unit_of_work():
        notice = make_notice(programme, state=NoticeState.DRAFT)
        seen = notice.version
        notices.edit_notice(notice, Text("첫째"), BODY, pinned=False, actor=staff, version=seen)
        with pytest.raises(Stale):
            notices.edit_notice(notice, Text("둘째"), BODY, pinned=False, actor=staff, version=seen)


def test_only_officers_and_administrators_publish(programme: Programme) -> None:
    with unit_of_work():
        notice = make_notice(programme, state=NoticeState.DRAFT)
        for actor in (coordinator(), company_officer()):
            with pytest.raises(NotAllowed):
                notices.publish(notice, actor=actor)
        notices.publish(notice, actor=admin())


def test_only_the_clock_makes_a_scheduled_notice_appear() -> None:
    assert NOTICE.transition("appear").who == {"system"}
    assert [t.verb for t in NOTICE.open_to(NoticeState.SCHEDULED, ["officer"])] == ["hold", "withdraw"]
    assert NOTICE.open_to(NoticeState.WITHDRAWN, ["officer", "admin", "system"]) == []


def test_file_is_kept_under_its_name_and_taken_off(programme: Programme, staff: User) -> None:
    with unit_of_work():
        notice = make_notice(programme, state=NoticeState.DRAFT)
        attached = notices.attach(notice, upload(PNG, "../약도.png", kinds.PNG), actor=staff)
        assert attached.file.name == "약도.png"
        notices.detach(attached, actor=staff)
        db.session.expire(notice)
        assert notice.files == []
    assert audit.first_broken(db.session()) is None


@pytest.mark.databases
def test_board_lists_pinned_ones_apart_and_finds_words(programme: Programme) -> None:
    with unit_of_work():
        other = make_call("policy-internship-2017").programme
        old = make_notice(programme, at=at(2025, 7, 1, 9), title=Text("첫 공지", "The first"))
        top = make_notice(programme, at=at(2025, 7, 2, 9), pinned=True, title=Text("고정 공지 100%", "Pinned"))
        new = make_notice(other, at=at(2025, 7, 3, 9), title=Text("새 공지", "New"))
        make_notice(programme, state=NoticeState.DRAFT)
        make_notice(programme, state=NoticeState.WITHDRAWN)
        make_notice(programme, state=NoticeState.SCHEDULED, at=at(2025, 7, 20, 9))
        ids = {"old": old.id, "top": top.id, "new": new.id}
        programmes = (programme.id, other.id)
    name = {id: name for name, id in ids.items()}

    def names(rows: object) -> list[str]:
        return [name[one.id] for one in rows]  # type: ignore[attr-defined]

    assert (names(queries.pinned()), names(queries.page().rows)) == (["top"], ["new", "old"])
    assert names(queries.page(programmes[1]).rows) == ["new"]
    assert names(queries.page(before=ids["new"]).rows) == ["old"]
    assert names(queries.page(words="100%").rows) == ["top"]
    assert names(queries.page(words="the FIRST").rows) == ["old"]
    assert names(queries.page(words="%").rows) == ["top"]
    assert names(queries.newest_of(programmes[0])) == ["top", "old"]


def test_pages_follow_each_other_without_gap(programme: Programme) -> None:
    with unit_of_work():
        made = [make_notice(programme, at=at(2025, 7, 1 + n // 5, 9)).id for n in range(queries.PAGE + 3)]
    first = queries.page()
    second = queries.page(before=first.older)
    assert [one.id for one in [*first.rows, *second.rows]] == made[::-1]
    assert second.older is None
