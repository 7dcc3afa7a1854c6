"""The blueprint, and what all pages of a nomination share."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, request, url_for
from flask_login import current_user

from workflow.accounts.models import Company
from workflow.accounts.roles import Right
from workflow.core import audit
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Reason
from workflow.nominations import queries, services
from workflow.nominations.models import Nomination
from workflow.nominations.shown import shown, title_of
from workflow.nominations.states import NominationState
from workflow.nominations.steps import Step, next_step, step_of
from workflow.programmes.navigation import link_if_open

blueprint = Blueprint("nominations", __name__)
blueprint.add_app_template_global(shown, "nomination_shown")
blueprint.add_app_template_global(title_of, "nomination_title")


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, as plain values: the account need not be read again within the unit of work."""

    id: int
    name: str
    roles: frozenset[str]
    company_id: int | None
    right: Right

    @classmethod
    def reader(cls) -> Acting:
        return cls(
            current_user.id, current_user.name, current_user.roles, current_user.company_id, current_user.right
        )


def own_company() -> Company:
    """Return the reader's company; 404 for a company's officer whose account belongs to none."""
    return db.session.get(Company, current_user.company_id or 0) or abort(404)


def is_own(nomination: Nomination) -> bool:
    """Tell whether the nomination is of the reader's company."""
    return bool(nomination.company_id == current_user.company_id)


def page_of(nomination: Nomination) -> str:
    """Return the address of the page on which the reader sees what came in, or a draft that was discarded."""
    if nomination.state is NominationState.DISCARDED:
        return list_of(nomination)
    if is_own(nomination):
        return url_for("nominations.show", id=nomination.id)
    review = link_if_open("screening.review", id=nomination.id)
    return review or url_for("nominations.receipt", id=nomination.id)


def list_of(nomination: Nomination) -> str:
    """Return the address of the list in which the reader finds their drafts, those that were discarded below."""
    anchor = "discarded" if nomination.state is NominationState.DISCARDED else None
    if is_own(nomination):
        return url_for("nominations.mine", _anchor=anchor)
    return url_for("nominations.enter", code=nomination.call.code, _anchor=anchor)


def edit_url(nomination: Nomination, step: Step) -> str:
    return url_for("nominations.edit", id=nomination.id, step=step.value)


def after_step(nomination: Nomination, step: Step) -> str:
    """Return where the reader goes after a step was kept."""
    then = request.form.get("then")
    if then == "leave":
        return url_for(".mine") if is_own(nomination) else url_for(".enter", code=nomination.call.code)
    if then == "stay":
        return edit_url(nomination, step)
    return edit_url(nomination, next_step(nomination.call.definition, step))


def reasons_against(nomination: Nomination, *, alone: bool = False) -> list[Reason]:
    """Return what keeps the reader from submitting this draft now; in a list, what its own answers say (`alone`)."""
    received = services.moment_of_receipt(nomination, current_user)
    return services.reasons_against(nomination, received, actor=current_user, alone=alone)


def resume(nomination: Nomination) -> str:
    """Return the address of the step where a draft goes on: the first that lacks something."""
    reasons = [reason for reason in reasons_against(nomination) if reason.field != "received"]
    return edit_url(nomination, step_of(reasons[0].field if reasons else None))


def read(nomination_id: int, purpose: str) -> Nomination:
    """Return a nomination for reading; that staff read a company's personal data is put on record first."""
    nomination = queries.visible_or_404(nomination_id, current_user)
    if not is_own(nomination):
        with unit_of_work():
            audit.record_access(purpose, "Nomination", [nomination_id], actor=current_user)
        nomination = queries.visible_or_404(nomination_id, current_user)
    return nomination
