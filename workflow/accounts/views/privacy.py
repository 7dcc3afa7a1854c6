"""The privacy policy (개인정보 처리방침): what the product keeps, and what the office says of itself."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts import consent
from workflow.accounts.models import Purpose
from workflow.accounts.rules import FAILURES, REST
from workflow.accounts.services.links import KEPT, LIFETIMES
from workflow.accounts.views.blueprint import blueprint
from workflow.accounts.views.language import REMEMBERED
from workflow.core import office
from workflow.core.i18n import current_language
from workflow.core.policies import PUBLIC, requires


@blueprint.get("/privacy")
@requires(PUBLIC)
def privacy() -> ResponseReturnValue:
    """Say it to everybody; to staff also what the office has left to say."""
    facts, is_staff = office.facts(), current_user.is_authenticated and current_user.is_staff
    return render_template(
        "accounts/privacy.html", office=facts, unsaid=facts.unsaid if is_staff else [],
        retention=consent.retention(), consent_lines=consent.lines(current_language()), failures=FAILURES,
        rest=int(REST.total_seconds() // 60), kept_days=KEPT.days, remembered_days=REMEMBERED.days,
        link_hours=int(LIFETIMES[Purpose.SIGN_UP].total_seconds() // 3600),
    )  # fmt: skip
