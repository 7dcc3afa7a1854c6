"""What the stage shows and says on pages of others, through slots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask import render_template, url_for
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.consents import queries, rules, texts
from workflow.consents.data import name_of
from workflow.consents.queries import Asked
from workflow.consents.rules import STANDING_LABELS, STANDING_TONES, Standing
from workflow.consents.seats import seats_of
from workflow.core import clock
from workflow.core.errors import Reason
from workflow.core.i18n import Text, format_date
from workflow.core.i18n import gettext as _
from workflow.nominations.line import Milepost, Todo
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.nominations.steps import CONSENTS
from workflow.programmes.definition import CallDefinition
from workflow.programmes.models import Call
from workflow.programmes.moments import MOMENT_LABELS, Moment
from workflow.programmes.parts import Consent

TO_DO = frozenset({Standing.UNASKED, Standing.REVOKED, Standing.OVERDUE})
"""Where a trainee stands when the company has something to do for their answer to come."""


def of_nomination(nomination: Nomination) -> str:
    """Show on a nomination who of its trainees has answered, and lead to where links are sent."""
    if not current_user.holds(Role.COMPANY, Role.OFFICER, Role.COORDINATOR, Role.ADMIN):
        return ""
    call = nomination.call.definition
    may_ask = current_user.holds(Role.OFFICER) or current_user.company_id == nomination.company_id
    return render_template(
        "consents/_of_nomination.html", nomination=nomination, call=call, asked=queries.of_nomination(nomination),
        may_ask=may_ask, labels=STANDING_LABELS, tones=STANDING_TONES, name_of=name_of,
        needed_on=rules.needed_on(call), moment=MOMENT_LABELS[call.consent_asked_at],
        declaration=queries.declaration_of(nomination.id),
    )  # fmt: skip


def todo(nominations: Sequence[Nomination]) -> dict[int, Todo]:
    """Say on the line of each nomination that came in which trainees the company has still to send a link, or to
    remind; once the result is announced, of those with a seat. Two queries, and one for each call."""
    received = [one for one in nominations if one.state is NominationState.SUBMITTED]
    asked = queries.of_nominations(received)
    seats = {id: seats_of(id) for id in {one.call_id for one in received}}
    found = {}
    for one in received:
        call, seated = one.call.definition, seats[one.call_id]
        open_ones = [
            each for each in asked[one.id]
            if each.standing in TO_DO and (seated is None or each.trainee.id in seated)
        ]  # fmt: skip
        if open_ones and clock.now() < rules.ends_at(call):
            page = url_for("consents.of_nomination", id=one.id)
            found[one.id] = Todo(_to_do(open_ones), rules.needed_on(call), page, _("Send links to the trainees"))
    return found


def _to_do(asked: Sequence[Asked]) -> str:
    """Say first whom a link is to be sent to, then whose answer is overdue."""
    said = []
    if to_send := [one.trainee.name for one in asked if one.standing is not Standing.OVERDUE]:
        said.append(_("Send the confirmation link to: %(names)s.", names=", ".join(to_send)))
    if late := [one.trainee.name for one in asked if one.standing is Standing.OVERDUE]:
        said.append(_("Remind of their answer: %(names)s.", names=", ".join(late)))
    return " ".join(said)


def what_follows(call: Call) -> list[tuple[Milepost, str, str]]:
    """Return the trainees' own answers as a step after the submission, unless consents were needed for it."""
    asked = call.definition
    if asked.consent_asked_at is Moment.SUBMISSION and asked.consents:
        return []
    before = Milepost.REVIEW if asked.consent_asked_at is Moment.SCREENING else Milepost.TRAINING
    text = _("Each trainee confirms their data by a link that you send from the page of the nomination.")
    return [(before, text, _("by %(day)s", day=format_date(rules.needed_on(asked))))]


def of_call(call: Call) -> str:
    """Show on the dashboard, once the result is announced, who of the selected has not answered yet."""
    seated = seats_of(call.id)
    if not seated or not current_user.holds(Role.OFFICER, Role.COORDINATOR, Role.ADMIN):
        return ""
    people = queries.of_call(call, only=seated)
    return render_template(
        "consents/_of_call.html", call=call, counts=Counter(one.standing for one in people), total=len(people),
        missing=[one for one in people if one.standing is not Standing.ANSWERED], labels=STANDING_LABELS,
        tones=STANDING_TONES, needed_on=rules.needed_on(call.definition),
    )  # fmt: skip


def declared(nomination: Nomination) -> str:
    """Show who submits what the company declares by it, and lead to the links of the trainees."""
    asked_now = nomination.call.definition.consent_asked_at is Moment.SUBMISSION
    return render_template("consents/_declared.html", text=texts.DECLARATION, nomination=nomination, asked_now=asked_now)


def declared_in_sheet(call: Call) -> str:
    """Show who submits the nominations of a sheet what the company declares by each of them."""
    asked_now = call.definition.consent_asked_at is Moment.SUBMISSION and bool(call.definition.consents)
    return render_template("consents/_declared_in_sheet.html", text=texts.DECLARATION, asked_now=asked_now)


def named(nomination: Nomination) -> dict[int, str]:
    """Say by trainee what a change of the name would do to what they were asked and have answered. Two queries."""
    said = {one.trainee.id: _beside_name(one) for one in queries.of_nomination(nomination)}
    return {id: text for id, text in said.items() if text}


def _beside_name(one: Asked) -> str:
    if one.instead_of:
        return _(
            "%(name)s was asked here. The row names another person now, so that link and what was answered do not count: "
            "send this person a link of their own, or put the name back.", name=one.instead_of,
        )  # fmt: skip
    if one.request is None:
        return ""
    if one.standing is Standing.RENAMED:
        return _(
            "The trainee answered as %(name)s. The answers and consents stand, and the trainee is asked to confirm the new "
            "name.", name=one.request.person,
        )  # fmt: skip
    if one.request.answered_at:
        return _(
            "The trainee has answered under this name. If you correct how it is written, the answers and consents stand and "
            "the trainee is asked to confirm it. For another person take this row out and add a new one: nothing is passed "
            "on.",
        )
    return _(
        "The trainee was sent a link under this name. If you correct how it is written, the link stays good; for another "
        "person it ends, and they get one of their own.",
    )


def blockers(nomination: Nomination) -> list[Reason]:
    """Return which consents keep a draft from being submitted: the required ones, where the call needs them at its
    submission. What staff enter came on paper, with the consents beside it. Nothing is read for other calls."""
    call = nomination.call.definition
    if call.consent_asked_at is not Moment.SUBMISSION or nomination.entered_by is not None:
        return []
    found = []
    for place, one in enumerate(queries.of_nomination(nomination)):
        against = one.refused(call)
        open_ones = [consent for consent in one.lacking(call) if consent not in against]
        if against:
            found.append(_refused(one.trainee.name, against, call, place))
        if open_ones:
            found.append(_lacking(one, open_ones, place))
    return found


def _lacking(one: Asked, consents: list[Consent], place: int) -> Reason:
    """Say whose consent is needed; what the company does about it goes by whether the link is out already."""
    name, (ko, en) = one.trainee.name, _joined(consents)
    waits = one.standing in (Standing.WAITING, Standing.OVERDUE)
    to_do = Text("본인의 답변을 기다리고 있습니다.", "The trainee was sent a link and has not answered yet.") if waits else Text(
        "‘연수생 본인 확인·동의’에서 링크를 보내 주세요.", "Send a link under “The trainees’ own answers”.",
    )  # fmt: skip
    return Reason("consent", Text(
        f"{name or '(성명 미입력)'} 본인의 동의가 필요합니다: {ko}. {to_do.ko}",
        f"{name or '(no name yet)'} has to consent in person: {en}. {to_do.pick('en')}",
    ), f"{CONSENTS}.{place}")  # fmt: skip


def _refused(name: str, consents: list[Consent], call: CallDefinition, place: int) -> Reason:
    """Say that a trainee did not consent, which is theirs to decide, and what the company can do."""
    (ko, en), until = _joined(consents), call.nominations_close_on
    return Reason("consent_refused", Text(
        f"{name} 본인이 참가에 필요한 동의를 하지 않았습니다: {ko}. 이대로는 제출할 수 없습니다. "
        f"{format_date(until, 'ko')}까지 다른 사람을 추천하거나 담당 부서에 문의해 주세요. "
        "본인은 받은 링크에서 마음을 바꿀 수 있습니다.",
        f"{name} did not give a consent that taking part needs: {en}. The nomination cannot be submitted so. Name another "
        f"person until {format_date(until, 'en')}, or ask the office; the trainee can change their mind by their link.",
    ), f"{CONSENTS}.{place}")  # fmt: skip


def _joined(consents: list[Consent]) -> tuple[str, str]:
    return ", ".join(one.ko for one in consents), ", ".join(one.text.pick("en") for one in consents)
