"""What waits for whom: counted from the stages' own states, each line one click from being done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import url_for

from workflow.accounts.models import Company, User
from workflow.accounts.queries import TO_VERIFY
from workflow.accounts.roles import Role
from workflow.accounts.states import WAITING
from workflow.approvals.models import Approval
from workflow.approvals.states import ApprovalState
from workflow.board.age import waiting_days
from workflow.board.models import Inquiry
from workflow.board.states import InquiryState
from workflow.consents.models import TraineeRequest
from workflow.consents.queries import overdue_in
from workflow.consents.rules import Standing as TraineeStanding
from workflow.core import clock
from workflow.core.db import db
from workflow.core.i18n import gettext as _
from workflow.core.outbox import OutboxRow, OutboxState
from workflow.documents.models import Document
from workflow.documents.states import DocumentKind, DocumentState
from workflow.insight.models import StandingRow
from workflow.insight.standing import Standing
from workflow.intake.models import UploadedSheet
from workflow.intake.states import SheetState
from workflow.itinerary.models import Session
from workflow.itinerary.states import SessionState
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call
from workflow.screening.models import Correction
from workflow.screening.states import CorrectionState
from workflow.selection.models import Placement, Score, SelectionRound, Vacancy
from workflow.selection.states import PlacementState, RoundState, VacancyState
from workflow.training.models import Completion


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: what waits, how many of it, and the page where it is done."""

    text: str
    count: int
    url: str


def for_reader(reader: User, calls: Iterable[Call]) -> list[tuple[Call | None, Waiting]]:
    """Return what waits for this reader in these calls, and outside any call (None)."""
    found: list[tuple[Call | None, Waiting]] = []
    for call in calls:
        for roles, look in _IN_CALL:
            if reader.holds(*roles):
                found += [(call, line) for line in look(call, reader) if line.count]
    if reader.holds(Role.OFFICER, Role.ADMIN):
        failed = _number(sa.select(OutboxRow.id).where(OutboxRow.state == OutboxState.FAILED))
        messages = url_for("notifications.messages", state="failed")
        found.append((None, Waiting(_("Messages or documents that failed"), failed, messages)))
        companies = _number(sa.select(Company.id).where(Company.state.in_(WAITING)))
        to_verify = url_for("accounts.companies", state=TO_VERIFY)
        found.append((None, Waiting(_("Companies to verify"), companies, to_verify)))
    if reader.holds(Role.APPROVER):
        pending = _number(sa.select(Approval.id).where(Approval.state == ApprovalState.PENDING))
        found.append((None, Waiting(_("Waiting for your approval"), pending, url_for("approvals.inbox"))))
    return [(call, line) for call, line in found if line.count]


def _screening(call: Call, reader: User) -> list[Waiting]:
    undecided = _standing(call, Standing.RECEIVED)
    received = Nomination.state == NominationState.SUBMITTED  # corrections of a withdrawn nomination closed with it
    answered = (
        sa.select(Correction.id)
        .join(Nomination, Nomination.id == Correction.nomination_id)
        .where(Nomination.call_id == call.id, received, Correction.state == CorrectionState.ANSWERED)
    )
    overdue = (
        sa.select(Correction.id)
        .join(Nomination, Nomination.id == Correction.nomination_id)
        .where(
            Nomination.call_id == call.id, received, Correction.state == CorrectionState.ASKED,
            Correction.due_on < clock.today(),
        )
    )
    page = "insight.nominations"
    corrections = url_for(page, code=call.code, standing=Standing.CORRECTION.value)
    return [
        Waiting(_("Nominations to screen"), undecided, url_for(page, code=call.code, standing=Standing.RECEIVED.value)),
        Waiting(_("Corrections that were answered"), _number(answered), corrections),
        Waiting(_("Corrections past their date"), _number(overdue), corrections),
    ]


def _inquiries(call: Call, reader: User) -> list[Waiting]:
    """What companies asked and nobody has answered, with how long the first of them waits."""
    asked = sa.select(sa.func.count(), sa.func.min(Inquiry.waiting_since)).where(
        Inquiry.call_id == call.id, Inquiry.state == InquiryState.ASKED
    )
    number, oldest = db.session.execute(asked).one()
    if oldest is None:
        return []
    text = _("Questions to answer, the oldest waiting %(age)s", age=waiting_days(oldest, clock.now()))
    return [Waiting(text, number, url_for("board.manage_inquiries", call=call.code, state=InquiryState.ASKED.value))]


def _consents(call: Call, reader: User) -> list[Waiting]:
    """The trainees whose answer is overdue, and once the result is announced the selected whom nobody has asked."""
    page = "consents.of_call"
    unasked = (
        sa.select(Placement.id)
        .join(Nomination, Nomination.id == Placement.nomination_id)
        .where(
            Placement.call_id == call.id, Placement.state == PlacementState.SELECTED,
            Nomination.state == NominationState.SUBMITTED,
            Placement.trainee_id.not_in(sa.select(TraineeRequest.trainee_id)),
        )
    )
    return [
        Waiting(_("Trainees whose answer is overdue"), overdue_in(call),
                url_for(page, code=call.code, standing=TraineeStanding.OVERDUE.value)),
        Waiting(_("Selected trainees who were not asked yet"), _number(unasked),
                url_for(page, code=call.code, standing=TraineeStanding.UNASKED.value)),
    ]  # fmt: skip


def _entry(call: Call, reader: User) -> list[Waiting]:
    """What officers have begun to enter and not finished: nominations on paper, and sheets that were looked at."""
    begun = sa.select(Nomination.id).where(
        Nomination.call_id == call.id, Nomination.state == NominationState.DRAFT, Nomination.entered_by.is_not(None)
    )
    sheets = sa.select(UploadedSheet.id).where(
        UploadedSheet.call_id == call.id, UploadedSheet.company_id.is_(None), UploadedSheet.state == SheetState.UPLOADED
    )
    return [
        Waiting(_("Nominations on paper, entered in part"), _number(begun), url_for("nominations.enter", code=call.code)),
        Waiting(_("Uploaded sheets to confirm"), _number(sheets), url_for("intake.sheets", code=call.code)),
    ]


def _selection(call: Call, reader: User) -> list[Waiting]:
    state = db.session.scalar(sa.select(SelectionRound.state).where(SelectionRound.call_id == call.id))
    proposal = url_for("selection.proposal", code=call.code)
    lines = []
    if state in (None, RoundState.OPEN) and clock.now() >= call.closes_at:
        lines += _to_send_up(call, proposal)
    if state is RoundState.APPROVED:
        numberless = sa.select(Document.id).where(
            Document.call_id == call.id, Document.kind == DocumentKind.LETTER, Document.state == DocumentState.PREPARED
        )
        letters = _number(numberless)
        register = url_for("documents.register", code=call.code)
        lines.append(Waiting(_("Letters that need their number"), letters, register))
        if not letters:
            lines.append(Waiting(_("Approved selection to announce"), 1, proposal))
    return lines


def _to_send_up(call: Call, proposal: str) -> list[Waiting]:
    """After the deadline: first the eligible nominations that nobody scored, then the proposal itself."""
    eligible, unfinished = _standing(call, Standing.ELIGIBLE), _standing(call, Standing.RECEIVED, Standing.CORRECTION)
    if unfinished or not eligible:
        return []
    if call.definition.selection.scores:
        unscored = sa.select(StandingRow.nomination_id).where(
            StandingRow.call_id == call.id, StandingRow.code == Standing.ELIGIBLE.value,
            StandingRow.nomination_id.not_in(sa.select(Score.nomination_id)),
        )
        without_score = _number(unscored)
        if without_score:
            scores = url_for("selection.scores", code=call.code)
            return [Waiting(_("Eligible nominations without any score"), without_score, scores)]
    return [Waiting(_("Proposal to send up for approval"), 1, proposal)]


def _promotions(call: Call, reader: User) -> list[Waiting]:
    open_seats = sa.select(Vacancy.id).where(Vacancy.call_id == call.id, Vacancy.state == VacancyState.OPEN)
    return [Waiting(_("Freed seats"), _number(open_seats), url_for("selection.proposal", code=call.code))]


def _scores(call: Call, reader: User) -> list[Waiting]:
    state = db.session.scalar(sa.select(SelectionRound.state).where(SelectionRound.call_id == call.id))
    if state not in (None, RoundState.OPEN):
        return []
    mine = sa.select(Score.nomination_id).where(Score.evaluator_id == reader.id)
    open_to_me = sa.select(StandingRow.nomination_id).where(
        StandingRow.call_id == call.id, StandingRow.code == Standing.ELIGIBLE.value, StandingRow.nomination_id.not_in(mine)
    )
    return [Waiting(_("Nominations without your score"), _number(open_to_me), url_for("selection.scores", code=call.code))]


def _itinerary(call: Call, reader: User) -> list[Waiting]:
    timeless = sa.select(Session.id).where(Session.call_id == call.id, Session.starts.is_(None))
    silent = sa.select(Session.id).where(
        Session.call_id == call.id, Session.host_id.is_not(None), Session.state == SessionState.UNCONFIRMED,
        Session.day >= clock.today(),
    )
    unprinted = sa.select(Document.id).where(
        Document.call_id == call.id, Document.kind == DocumentKind.CERTIFICATE, Document.state == DocumentState.PREPARED
    )
    coming = sa.select(Placement.id).where(Placement.call_id == call.id, Placement.state == PlacementState.SELECTED)
    settled = _number(sa.select(Completion.id).where(Completion.call_id == call.id))
    lines = [
        Waiting(_("Sessions without a time"), _number(timeless), url_for("itinerary.board", code=call.code)),
        Waiting(_("Host institutions that have not agreed"), _number(silent), url_for("itinerary.board", code=call.code)),
        Waiting(_("Certificates to print"), _number(unprinted), url_for("documents.register", code=call.code)),
    ]
    if clock.today() >= call.training_from and not settled:
        lines.append(Waiting(_("Trainees to call the roll of"), _number(coming), url_for("training.attendance", code=call.code)))
    return lines


_IN_CALL: tuple[tuple[tuple[Role, ...], Callable[[Call, User], list[Waiting]]], ...] = (
    ((Role.OFFICER,), _inquiries),
    ((Role.OFFICER,), _entry),
    ((Role.OFFICER,), _screening),
    ((Role.OFFICER,), _consents),
    ((Role.COMMITTEE,), _scores),
    ((Role.OFFICER,), _selection),
    ((Role.APPROVER,), _promotions),
    ((Role.COORDINATOR,), _itinerary),
)


def _standing(call: Call, *standings: Standing) -> int:
    codes = [one.value for one in standings]
    return _number(
        sa.select(StandingRow.nomination_id).where(StandingRow.call_id == call.id, StandingRow.code.in_(codes))
    )


def _number(query: sa.Select[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
