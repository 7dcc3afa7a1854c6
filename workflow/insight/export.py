"""The nominations of a call as a workbook, for the meeting and for colleagues without an account."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
import xlsxwriter
from sqlalchemy.orm import joinedload, selectinload

from workflow.core import countries
from workflow.core.db import db
from workflow.core.i18n import format_datetime
from workflow.core.i18n import gettext as _
from workflow.insight.models import StandingRow
from workflow.insight.standing import LABELS, Standing
from workflow.nominations.models import Nomination, Trainee
from workflow.programmes.models import Call
from workflow.screening import queries as screening

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def nominations_workbook(call: Call, rows: Sequence[StandingRow], language: str) -> bytes:
    """Return an .xlsx with a sheet of nominations and one of trainees, in the order of `rows`.

    Every value is written as text or number, never as a formula, so a cell that begins with = + - @
    shows what was typed and does nothing.
    """
    nominations = _loaded([row.nomination_id for row in rows])
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1, "text_wrap": True})
        _sheet(book, _("Nominations"), bold, _nomination_lines(call, rows, nominations, language))
        _sheet(book, _("Trainees"), bold, _trainee_lines(call, rows, nominations, language))
    return buffer.getvalue()


def _loaded(ids: Sequence[int]) -> dict[int, Nomination]:
    query = (
        sa.select(Nomination)
        .where(Nomination.id.in_(ids))
        .options(joinedload(Nomination.company), selectinload(Nomination.trainees), selectinload(Nomination.milestones))
    )
    return {nomination.id: nomination for nomination in db.session.scalars(query)}


def _nomination_lines(
    call: Call, rows: Sequence[StandingRow], nominations: dict[int, Nomination], language: str
) -> Iterable[list[Any]]:
    yield [
        _("Receipt number"), _("Received"), _("Standing"), _("Company"), _("Registration number"), _("Route"),
        _("Country"), _("City"), _("Organisation"), _("Criterion"), _("People"), _("City profile"),
        _("Railway plan"), _("Milestones"), _("Author"), _("Mail address"), _("Telephone"),
    ]
    for row in rows:
        nomination = nominations[row.nomination_id]
        route = call.definition.route(nomination.route)
        yield [
            row.receipt_no, format_datetime(row.received_at), str(LABELS[Standing(row.code)]),
            str(nomination.company.name), nomination.company.registration_no, str(route.text) if route else "",
            _country(row.country, language), row.city, row.organisation, row.criterion or "", row.people,
            nomination.city_profile, nomination.railway_plan,
            "\n".join(f"{m.date or ''} {m.what}" for m in nomination.milestones),
            nomination.author_name, nomination.author_email, nomination.author_phone,
        ]


def _trainee_lines(
    call: Call, rows: Sequence[StandingRow], nominations: dict[int, Nomination], language: str
) -> Iterable[list[Any]]:
    yield [
        _("Receipt number"), _("Trainee"), _("Name"), _("Country"), _("Position"), _("Duties"), _("Category"),
        _("English"), _("Reason for nomination"), _("Why left out"),
    ]
    screened = screening.trainees_of(list(nominations))
    for row in rows:
        for one in screened[row.nomination_id]:
            trainee = one.trainee
            yield [row.receipt_no, trainee.label, trainee.name, _country(trainee.from_country, language),
                   trainee.position, trainee.duties, _category(call, trainee), _yes_no(trainee.english),
                   trainee.reason, str(one.why_out or "")]


def _sheet(book: Any, title: str, heading: Any, lines: Iterable[list[Any]]) -> None:
    sheet = book.add_worksheet(title)
    for number, line in enumerate(lines):
        for column, value in enumerate(line):
            if isinstance(value, int):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, value, heading if number == 0 else None)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 20, 18)


def _country(code: str, language: str) -> str:
    return countries.name(code, language) if countries.is_country(code) else code


def _category(call: Call, trainee: Trainee) -> str:
    category = call.definition.category(trainee.category)
    return str(category.text) if category else trainee.category


def _yes_no(answer: bool | None) -> str:
    return "" if answer is None else _("yes") if answer else _("no")
