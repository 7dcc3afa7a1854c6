"""Pages of the sheets: download the template, upload it filled in, look at each row, confirm."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.models import Company, User
from workflow.accounts.policies import may
from workflow.accounts.roles import Right, Role
from workflow.core import audit
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Reason, Refused, Stale
from workflow.core.i18n import Text, ngettext
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back, press, row_key
from workflow.intake import queries, services, workbook
from workflow.intake.cells import shown
from workflow.intake.columns import NO, Column, columns_of
from workflow.intake.forms import TakeForm, UploadForm
from workflow.intake.models import UploadedSheet
from workflow.intake.services import Fate, Prospect
from workflow.intake.states import SHEET, SheetState
from workflow.programmes import queries as calls
from workflow.programmes.models import Call
from workflow.programmes.states import CallState

blueprint = Blueprint("intake", __name__)

ROWS_OF_PAGE = 50
ERRORS_OF_PAGE = 100
TONES = {Fate.NEW: "success", Fate.CHANGED: "info", Fate.SAME: "neutral", Fate.RECEIVED: "neutral", Fate.REFUSED: "danger"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the sheet as the page shows it: (label, text, what is wrong) of each cell."""

    row: int
    prospect: Prospect
    cells: list[tuple[str, str, list[Text]]]


@blueprint.get("/calls/<code>/sheet")
@requires(Role.COMPANY, Role.OFFICER)
def sheets(code: str) -> ResponseReturnValue:
    """How nominations are brought in as a sheet, with the reader's sheets of this call."""
    return _sheets_page(_call(code), UploadForm(formdata=None))


@blueprint.get("/calls/<code>/sheet/template.xlsx")
@requires(Role.COMPANY, Role.OFFICER)
def template(code: str) -> ResponseReturnValue:
    """The empty sheet of the call."""
    call = _call(code)
    columns = columns_of(call.definition, by_staff=_own_company() is None)
    return _workbook(workbook.template(call.definition, columns), f"{call.code}.xlsx")


@blueprint.post("/calls/<code>/sheet")
@requires(Role.COMPANY, Role.OFFICER)
def upload(code: str) -> ResponseReturnValue:
    """Take a filled-in sheet to be looked at; nothing of it is taken yet."""
    call, form = _call(code), UploadForm()
    if form.validate_on_submit():
        sent = form.file.data
        looked_at = services.look_at(
            call, sent.stream, sent.filename or "", on_paper=current_user.holds(Role.OFFICER)
        )
        with form.showing_refusals(), looked_at as taken, unit_of_work():
            made = services.upload(call, _own_company(), taken, author=_reader(), actor=current_user).id
        if not form.errors:
            return redirect(url_for(".preview", id=made), 303)
    return _sheets_page(call, form), 422


@blueprint.get("/sheets/<int:id>")
@requires(Role.COMPANY, Role.OFFICER)
def preview(id: int) -> ResponseReturnValue:
    """Each row as it will be, with what is wrong in its cells; or what became of a sheet that was taken."""
    return _preview_page(queries.sheet_or_404(id, current_user), TakeForm(formdata=None))


@blueprint.get("/sheets/<int:id>/errors.xlsx")
@requires(Role.COMPANY, Role.OFFICER)
def errors(id: int) -> ResponseReturnValue:
    """The same sheet with a note in each cell that is wrong, to be mended and uploaded again."""
    sheet = queries.sheet_or_404(id, current_user)
    if sheet.state is not SheetState.UPLOADED:
        abort(404)
    try:
        judged = [one.judged for one in services.prospects(sheet, _uploader(sheet))]
    except Refused as refused:
        return back(refused, url_for(".preview", id=id))
    columns = services.columns_of_sheet(sheet)
    return _workbook(workbook.with_errors(sheet.call.definition, columns, judged), sheet.name)


@blueprint.post("/sheets/<int:id>/take")
@requires(Role.COMPANY, Role.OFFICER)
def take(id: int) -> ResponseReturnValue:
    """Take what was seen."""
    sheet, form = queries.sheet_or_404(id, current_user), TakeForm()
    form.validate_on_submit()
    if form.submit.data and sheet.call.definition.company_duties and not form.acknowledged.data:
        form.refuse([Reason("missing", Text(
            "제출하려면 기업 이행사항을 확인해 주세요.", "Acknowledge the company's duties to submit."), "acknowledged")])
        return _preview_page(sheet, form), 422
    try:
        with unit_of_work():
            outcome = services.take(
                sheet, author=_uploader(sheet), actor=current_user, version=form.seen_version,
                submit=bool(form.submit.data),
            )
    except Refused as refused:
        sheet = queries.sheet_or_404(id, current_user)
        if isinstance(refused, Stale) or sheet.state is not SheetState.UPLOADED:
            return back(refused, url_for(".preview", id=id))
        form.refuse(refused.reasons)
        return _preview_page(sheet, form), 422
    flash(_what_became(outcome), "success")
    return redirect(url_for(".preview", id=id), 303)


@blueprint.post("/sheets/<int:id>/discard")
@requires(Role.COMPANY, Role.OFFICER)
def discard(id: int) -> ResponseReturnValue:
    """Put the sheet aside."""
    sheet, seen = queries.sheet_or_404(id, current_user), TakeForm().seen_version
    return press(
        lambda: services.discard(sheet, actor=current_user, version=seen),
        url_for(".sheets", code=sheet.call.code), _("The sheet was put aside; nothing of it was taken."),
    )  # fmt: skip


def _call(code: str) -> Call:
    """Return the call; one that is not published yet is there for staff only."""
    call = calls.call_or_404(code)
    if call.state is CallState.DRAFT and not current_user.is_staff:
        abort(404)
    return call


def _own_company() -> Company | None:
    """Return whose nominations the reader uploads; None for an officer, who enters what came on paper."""
    if current_user.holds(Role.OFFICER):
        return None
    return db.session.get(Company, current_user.company_id or 0) or abort(404)


def _reader() -> User:
    return db.session.get_one(User, current_user.id)


def _uploader(sheet: UploadedSheet) -> User:
    return db.session.get(User, sheet.uploaded_by or 0) or _reader()


def _workbook(content: bytes, name: str) -> Response:
    return send_file(BytesIO(content), mimetype=services.XLSX, as_attachment=True, download_name=name)


def _sheets_page(call: Call, form: UploadForm) -> str:
    by_staff = _own_company() is None
    return render_template(
        "intake/sheets.html", call=call, form=form, sheets=queries.sheets_of(call, current_user), machine=SHEET,
        by_staff=by_staff, closed=services.closed(call, on_paper=by_staff),
    )  # fmt: skip


def _what_became(outcome: list[dict[str, Any]]) -> str:
    """Say how many nominations were submitted with the sheet, and how many it made or changed as drafts."""
    taken = [one["nomination_id"] for one in outcome if one["fate"] in (Fate.NEW.value, Fate.CHANGED.value)]
    submitted = len(queries.receipts(taken))
    if not submitted:
        return ngettext("%(count)s nomination was taken.", "%(count)s nominations were taken.", len(taken))
    if submitted == len(taken):
        return _("%(count)s nominations were submitted and received.", count=submitted)
    return _("%(count)s nominations were submitted and received; %(drafts)s were taken as drafts.", count=submitted,
             drafts=len(taken) - submitted)  # fmt: skip


def _preview_page(sheet: UploadedSheet, form: TakeForm) -> str:
    if sheet.state is not SheetState.UPLOADED:
        return _outcome_page(sheet)
    by_staff = sheet.company_id is None
    if by_staff:
        with unit_of_work():
            audit.record_access("intake.preview", "UploadedSheet", [sheet.id], actor=current_user)
    form.version.data = str(sheet.version)
    try:
        found = services.prospects(sheet, _uploader(sheet))
    except Refused as refused:  # the call's form has changed since
        return render_template("intake/unreadable.html", sheet=sheet, call=sheet.call, reasons=refused.reasons)
    columns = services.columns_of_sheet(sheet)
    order = {column.name: place for place, column in enumerate(columns)}
    problems = sorted(
        (problem for one in found for problem in one.judged.problems),
        key=lambda problem: (problem.row, order.get(problem.column, len(order))),
    )
    wrong_rows = {problem.row for problem in problems}
    only = "errors" if request.args.get("only") == "errors" else ""
    lines = [
        (line, one) for one in found for line in one.judged.entry.lines if not only or line.row in wrong_rows
    ]  # fmt: skip
    lines.sort(key=lambda pair: pair[0].row)
    pages = max(1, -(-len(lines) // ROWS_OF_PAGE))
    page = min(row_key(request.args.get("page")) or 1, pages)
    part = lines[(page - 1) * ROWS_OF_PAGE:page * ROWS_OF_PAGE]
    used = _used(columns, found)
    return render_template(
        "intake/preview.html", sheet=sheet, call=sheet.call, form=form, page=page, pages=pages, only=only,
        rows=[_shown(line, one, used) for line, one in part], columns=used, fates=services.WORDS, tones=TONES,
        counts={fate: sum(one.fate is fate for one in found) for fate in Fate},
        labels={column.name: column.label for column in columns}, problems=problems[:ERRORS_OF_PAGE],
        all_problems=len(problems), complete=sum(one.can_be_submitted for one in found),
        documents=sorted({str(text) for one in found for text in one.judged.documents}),
        over=[one.judged.entry.no for one in found if one.over and one.judged.entry.no], row_page=_pages_of_rows(lines),
        closed=services.closed(sheet.call, on_paper=by_staff), may_submit=may(current_user, Right.SUBMIT),
    )  # fmt: skip


def _outcome_page(sheet: UploadedSheet) -> str:
    made = [one["nomination_id"] for one in sheet.outcome if one["nomination_id"]]
    return render_template(
        "intake/outcome.html", sheet=sheet, call=sheet.call, machine=SHEET, fates=services.WORDS, tones=TONES,
        receipts=queries.receipts(made),
    )  # fmt: skip


def _pages_of_rows(lines: list[Any]) -> dict[int, int]:
    """Return on which page each row stands, for the links of the list of errors."""
    return {line.row: place // ROWS_OF_PAGE + 1 for place, (line, _one) in enumerate(lines)}


def _used(columns: tuple[Column, ...], found: list[Prospect]) -> list[Column]:
    """Return the columns in which something stands or is wrong; the number stands at the head of each row."""
    names = {name for one in found for line in one.judged.entry.lines for name in line.written}
    names |= {problem.column for one in found for problem in one.judged.problems}
    return [column for column in columns if column.name in names - {NO}]


def _shown(line: Any, one: Prospect, columns: list[Column]) -> Shown:
    cells = []
    for column in columns:
        wrong = [
            problem.text for problem in one.judged.problems
            if problem.row == line.row and problem.column == column.name
        ]  # fmt: skip
        value = line.values.get(column.name)
        text = shown(column, value) if value is not None else line.written.get(column.name, "")
        cells.append((str(column.label), text, wrong))
    return Shown(line.row, one, cells)
