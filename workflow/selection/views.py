"""Pages of selection: the sheets of scores, the proposal (선정안) with what-if, announcement, promotions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import clock, slots
from workflow.core.db import unit_of_work
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back, press, row_key, say
from workflow.meetings import queries as meetings
from workflow.meetings.states import DecisionKind
from workflow.meetings.wording import by_decision
from workflow.programmes import queries as calls
from workflow.programmes.models import Call
from workflow.programmes.phases import standing_of
from workflow.selection import promotions, queries, services
from workflow.selection.forms import (
    CAP_LABELS,
    WITHIN_LABELS,
    ActionForm,
    AgreedOrder,
    ExceptionForm,
    ReasonForm,
    Sheet,
    SheetRow,
)
from workflow.selection.freeze import freeze
from workflow.selection.models import Score
from workflow.selection.quotas import seat_rows
from workflow.selection.rules import propose, without
from workflow.selection.seats import Cap
from workflow.selection.states import PLACEMENT, ROUND, PlacementState, RoundState
from workflow.selection.whatif import WhatIf

blueprint = Blueprint("selection", __name__)


@blueprint.get("/manage/calls/<code>/scores")
@requires(Role.OFFICER, Role.COMMITTEE)
def scores(code: str) -> ResponseReturnValue:
    """A committee member's own sheet; an officer chooses whose paper sheet to enter."""
    call = calls.call_or_404(code)
    return _scores_page(call, _evaluator(), None)


@blueprint.post("/manage/calls/<code>/scores")
@requires(Role.OFFICER, Role.COMMITTEE)
def save_scores(code: str) -> ResponseReturnValue:
    call = calls.call_or_404(code)
    evaluator = _evaluator() or abort(404)
    nominations = {one.id: one for one in queries.eligible_nominations(call.id)}
    sheet = Sheet.typed(list(nominations), request.form)
    if sheet.is_wrong:
        return _scores_page(call, evaluator, sheet), 422
    try:
        with unit_of_work():
            for row in sheet.rows:
                if not row.is_empty:
                    services.enter_score(
                        nominations[row.nomination_id], evaluator, row.hundredths, recused=row.recused,
                        actor=current_user,
                    )
    except Refused as error:
        return back(error, url_for(".scores", code=code))
    flash(_("The sheet was saved."), "success")
    return redirect(url_for(".scores", code=code, member=evaluator.id), 303)


@blueprint.get("/manage/calls/<code>/selection")
@requires(Role.OFFICER, Role.COMMITTEE, Role.APPROVER, Role.ADMIN)
def proposal(code: str) -> ResponseReturnValue:
    """The proposal: live with what-if while it is open, frozen once it was sent up, then the result."""
    call = calls.call_or_404(code)
    return _proposal_page(call)


@blueprint.post("/manage/calls/<code>/selection/exception")
@requires(Role.OFFICER)
def grant_exception(code: str) -> ResponseReturnValue:
    call = calls.call_or_404(code)
    decisions = meetings.decisions_for(call.id, DecisionKind.QUOTA)
    form = ExceptionForm(queries.cap_owners(call, queries.field_of(call)), decisions)
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            services.grant_exception(
                call, form.cap.data, form.extra.data, form.reason.data or "", code=form.code.data or "",
                decision=meetings.decision_or_404(form.decision.data) if form.decision.data else None,
                actor=current_user,
            )
        if not form.errors:
            flash(_("The exception is in the record."), "success")
            return redirect(url_for(".proposal", code=code), 303)
    return _proposal_page(call, form), form.status


@blueprint.post("/manage/calls/<code>/selection/exceptions/<int:position>/take-back")
@requires(Role.OFFICER)
def take_back_exception(code: str, position: int) -> ResponseReturnValue:
    """Take back an exception that was recorded by mistake, with the reason."""
    call, form = calls.call_or_404(code), ReasonForm()
    if position >= len(queries.exceptions_of(queries.round_of(call.id))):
        abort(404)
    return press(
        lambda: services.take_back_exception(call, position, form.reason.data or "", actor=current_user),
        url_for(".proposal", code=code), _("The exception is taken back; it stays on record."),
    )


@blueprint.post("/manage/calls/<code>/selection/places")
@requires(Role.OFFICER)
def agree_places(code: str) -> ResponseReturnValue:
    """Enter the order that the meeting agreed on, in a call without scores."""
    call = calls.call_or_404(code)
    nominations = {one.id: one for one in queries.eligible_nominations(call.id)}
    order = AgreedOrder.typed(list(nominations), request.form)
    try:
        with unit_of_work():
            for row in order.given():
                services.agree_place(nominations[row.nomination_id], row.number(), row.reason, actor=current_user)
    except Refused as error:
        say(error.reasons)
        return _scores_page(call, None, None, order), 422
    flash(_("The agreed order was saved."), "success")
    return redirect(url_for(".proposal", code=code), 303)


@blueprint.post("/manage/calls/<code>/selection/submit")
@requires(Role.OFFICER)
def submit(code: str) -> ResponseReturnValue:
    call, seen = calls.call_or_404(code), ActionForm().seen_version
    return press(
        lambda: services.submit(call, actor=current_user, version=seen), url_for(".proposal", code=code),
        _("The proposal is frozen and waits for approval."),
    )


@blueprint.post("/manage/calls/<code>/selection/announce")
@requires(Role.OFFICER)
def announce(code: str) -> ResponseReturnValue:
    round_, seen = queries.round_of(calls.call_or_404(code).id) or abort(404), ActionForm().seen_version
    return press(
        lambda: services.announce(round_, actor=current_user, version=seen), url_for(".proposal", code=code),
        _("The result is announced. Letters and messages are on their way."),
    )


@blueprint.post("/manage/placements/<int:id>/decline")
@requires(Role.OFFICER)
def decline(id: int) -> ResponseReturnValue:
    """Record that a selected trainee will not come, or that a reserve leaves."""
    placement, form = queries.placement_or_404(id), ReasonForm()
    return press(
        lambda: promotions.decline(
            placement, actor=current_user, reason=form.reason.data or "", version=form.seen_version
        ),
        url_for(".proposal", code=placement.nomination.call.code), _("Recorded. The rules propose who comes next."),
    )


@blueprint.post("/manage/vacancies/<int:id>/promote")
@requires(Role.APPROVER)
def promote(id: int) -> ResponseReturnValue:
    """Confirm with one click the reserve that the rules propose, or another one with a reason."""
    vacancy, form = queries.vacancy_or_404(id), ReasonForm()
    reserve = queries.placement_or_404(row_key(form.reserve.data) or vacancy.proposed_id or 0)
    return press(
        lambda: promotions.promote(
            vacancy, reserve, actor=current_user, version=form.seen_version, reason=form.reason.data or ""
        ),
        url_for(".proposal", code=queries.code_of(vacancy.call_id)), _("The reserve is promoted."),
    )


@blueprint.post("/manage/vacancies/<int:id>/lapse")
@requires(Role.APPROVER, Role.OFFICER)
def leave_empty(id: int) -> ResponseReturnValue:
    vacancy, form = queries.vacancy_or_404(id), ReasonForm()
    return press(
        lambda: promotions.leave_empty(
            vacancy, actor=current_user, reason=form.reason.data or "", version=form.seen_version
        ),
        url_for(".proposal", code=queries.code_of(vacancy.call_id)), _("The seat stays empty."),
    )


def _evaluator() -> Any:
    """Return whose sheet is meant: one's own for a committee member, `member` for an officer."""
    asked = row_key(request.values.get("member"))
    if current_user.holds(Role.OFFICER) and asked:
        return queries.member_or_404(asked)
    return current_user if current_user.holds(Role.COMMITTEE) else None


def _scores_page(call: Call, evaluator: Any, sheet: Sheet | None, order: AgreedOrder | None = None) -> str:
    nominations = queries.eligible_nominations(call.id)
    entered = queries.scores_of(call.id)
    own = {score.nomination_id: score for score in entered if evaluator is not None and score.evaluator_id == evaluator.id}
    if sheet is None:
        sheet = Sheet([_row(one.id, own.get(one.id)) for one in nominations])
    round_ = queries.round_of(call.id)
    officer = current_user.holds(Role.OFFICER)
    return render_template(
        "selection/scores.html", call=call, evaluator=evaluator, nominations=nominations,
        rows={row.nomination_id: row for row in sheet.rows}, is_wrong=sheet.is_wrong,
        is_open=round_ is None or round_.state is RoundState.OPEN,
        order=order or AgreedOrder.kept(queries.agreed_places(call.id)),
        members=queries.committee_members() if officer else [],
        matrix={(s.nomination_id, s.evaluator_id): s for s in entered} if officer else {},
        means=_means(entered, [one.id for one in nominations]),
    )


def _means(entered: Iterable[Score], nomination_ids: Iterable[int]) -> dict[int, float | None]:
    """Return the mean total of each nomination, for reading; the ranking itself uses exact fractions."""
    totals: dict[int, list[int]] = {one: [] for one in nomination_ids}
    for score in entered:
        if score.hundredths is not None and score.nomination_id in totals:
            totals[score.nomination_id].append(score.hundredths)
    return {one: sum(given) / len(given) / 100 if given else None for one, given in totals.items()}


def _row(nomination_id: int, score: Score | None) -> SheetRow:
    if score is None:
        return SheetRow(nomination_id)
    return SheetRow(nomination_id, "" if score.hundredths is None else f"{score.hundredths / 100:g}", score.recused)


def _proposal_page(call: Call, exception_form: ExceptionForm | None = None) -> str:
    round_ = queries.round_of(call.id)
    state = round_.state if round_ is not None else RoundState.OPEN
    still_open = state is RoundState.OPEN and clock.now() < call.closes_at  # nothing is in deliberation yet
    tried, wrong, is_applied = WhatIf.of(request.args), list[Reason](), False
    frozen: dict[str, Any] | None = round_.proposal if round_ is not None and state is not RoundState.OPEN else None
    owners: dict[Cap, dict[str, Text]] = {}
    if frozen is None or (round_ is not None and round_.exceptions):
        field = queries.field_of(call)
        owners = queries.cap_owners(call, field)
    if frozen is None:
        frozen, wrong, is_applied = _live(call, field, tried)
    ids = [one["trainee_id"] for group in ("seats", "reserves", "out") for one in frozen[group]]
    placements = queries.placements_of(call.id) if state is RoundState.ANNOUNCED else ()
    held = [one.unit for one in placements if one.state is PlacementState.SELECTED]
    units = held if state is RoundState.ANNOUNCED else [one["unit"] for one in frozen["seats"]]
    blockers = slots.ask("announcement.blockers", round_) if state is RoundState.APPROVED else []
    decisions = meetings.decisions_for(call.id, DecisionKind.QUOTA) if state is RoundState.OPEN else ()
    return render_template(
        "selection/proposal.html", call=call, round=round_, state=state, tone=ROUND.tone(state),
        proposal=frozen, people=queries.trainees_by_id(ids), tried=tried, wrong=wrong, is_applied=is_applied,
        seats=seat_rows(call, round_, len(units), len(set(units)), tried=tried.quotas if is_applied else None),
        still_open=still_open, stage=str(standing_of(call).label if still_open else ROUND.label(state)),
        exceptions=queries.exceptions_of(round_), RoundState=RoundState,
        blockers=[reason for reasons in blockers for reason in reasons],
        placements=placements, placement_machine=PLACEMENT,
        vacancies=queries.open_vacancies(call.id) if state is RoundState.ANNOUNCED else [],
        exception_form=exception_form or ExceptionForm(owners, decisions, formdata=None),
        owners={code: name for group in owners.values() for code, name in group.items()},
        cap_labels=CAP_LABELS, within_labels=WITHIN_LABELS, behind=queries.decisions_behind(round_),
        by_decision=by_decision,
    )


def _live(call: Call, field: queries.Field, tried: WhatIf) -> tuple[dict[str, Any], list[Reason], bool]:
    """Return what the rules propose now under what is tried, what of it cannot be tried, and whether any of it is."""
    nominations, wrong, left_out = field.nominations, tried.misread(), False
    rules = queries.rules_of(call).what_if(
        countries=tried.countries, trainees=tried.trainees, trainees_per_country=tried.per_country,
        trainees_per_company=tried.per_company, within_country=tried.within_country,
    )
    try:
        nominations = without(nominations, [field.key_of(one) for one in tried.without])
        left_out = bool(tried.without)
    except Refused as error:
        wrong += error.reasons
    is_applied = left_out or tried.within_country is not None or any(tried.quotas.values())
    return freeze(propose(nominations, rules), field.trainee_ids), wrong, is_applied
