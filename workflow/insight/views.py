"""The officer's home, the dashboard of a call, the list of its nominations (접수현황) and its export."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import STAFF, Role
from workflow.core import audit, clock, countries
from workflow.core.db import unit_of_work
from workflow.core.i18n import current_language
from workflow.core.i18n import gettext as _
from workflow.core.policies import SIGNED_IN, requires
from workflow.core.web import row_key
from workflow.insight import dashboard as board
from workflow.insight import queries, waiting
from workflow.insight.export import XLSX, nominations_workbook
from workflow.insight.standing import LABELS, TONES, Standing
from workflow.programmes import queries as calls
from workflow.programmes.models import Call

blueprint = Blueprint("insight", __name__)


@blueprint.get("/home")
@requires(SIGNED_IN)
def home() -> ResponseReturnValue:
    """The first page after signing in: what waits, and the days to each deadline."""
    if not current_user.is_staff:
        return redirect(url_for("nominations.mine"))
    live = queries.live_calls()
    return render_template(
        "insight/home.html",
        calls=[(call, board.deadlines(call, clock.now()), *board.round_tag(call)) for call in live],
        waiting=waiting.for_reader(current_user, live),
    )


@blueprint.get("/manage/calls/<code>")
@requires(*STAFF)
def dashboard(code: str) -> ResponseReturnValue:
    call = calls.call_or_404(code)
    return render_template(
        "insight/dashboard.html", call=call, board=board.read(call, clock.now()),
        waiting=waiting.for_reader(current_user, [call]),
    )


@blueprint.get("/manage/calls/<code>/nominations")
@requires(Role.OFFICER, Role.APPROVER, Role.COORDINATOR, Role.ADMIN)
def nominations(code: str) -> ResponseReturnValue:
    call = calls.call_or_404(code)
    filters = queries.Filters.of(request.args)
    page = queries.page_of_nominations(
        call.id, filters, before=row_key(request.args.get("before")), after=row_key(request.args.get("after"))
    )
    return render_template(
        "insight/nominations.html", call=call, filters=filters, page=page, counts=queries.counts(call.id),
        labels=LABELS, tones=TONES, standings=list(Standing), country_choices=_country_choices(call),
        names={code: _countries_said(code) for code in {row.country or row.places for row in page.rows}},
        review_page=url_for("screening.review", id=0).removesuffix("0"), address=_address(call, filters),
    )


@blueprint.get("/manage/calls/<code>/nominations.xlsx")
@requires(Role.OFFICER, Role.ADMIN)
def export(code: str) -> ResponseReturnValue:
    """Hand out the filtered list as a workbook; that personal data was read is recorded first."""
    call = calls.call_or_404(code)
    rows = queries.every_nomination(call.id, queries.Filters.of(request.args))
    with unit_of_work():
        audit.record_access("nominations.export", "Nomination", [row.nomination_id for row in rows], actor=current_user)
    content = nominations_workbook(call, rows, current_language())
    name = f"{call.code}-{clock.today():%Y%m%d}.xlsx"
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)


def _country_choices(call: Call) -> list[tuple[str, str]]:
    known = queries.trainees_countries_of if call.definition.country_per_trainee else queries.countries_of
    return sorted(((code, _country_name(code)) for code in known(call.id)), key=lambda pair: pair[1])


def _countries_said(codes: str) -> str:
    """Return the name of a country, or of the first of several and how many more there are."""
    first, *others = [_country_name(code) for code in codes.split()] or [""]
    return _("%(country)s and %(count)s more", country=first, count=len(others)) if others else first


def _country_name(code: str) -> str:
    return countries.name(code, current_language()) if countries.is_country(code) else code


def _address(call: Call, filters: queries.Filters) -> Any:
    """Return a function that gives the list's address with its filters, and `changes` to them."""

    def address(**changes: Any) -> str:
        return url_for("insight.nominations", code=call.code, **{**filters.address(), **changes})

    return address
