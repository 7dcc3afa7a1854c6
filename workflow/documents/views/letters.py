"""Letters of a call: what they ask for by when, their numbers, what the office takes over, dispatch."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from typing import IO

from flask import abort, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import clock
from workflow.core.db import unit_of_work
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import press
from workflow.documents import queries, rules
from workflow.documents.building import facts_of
from workflow.documents.current import Current
from workflow.documents.facts import LetterFacts
from workflow.documents.forms import ActionForm, FileForm, NumberForm, RowsForm, TermsForm
from workflow.documents.models import Document, LetterTerms
from workflow.documents.naming import safe
from workflow.documents.numbering import OfficeNumber
from workflow.documents.packages import letter_package
from workflow.documents.services import letters as services
from workflow.documents.services import numbers
from workflow.documents.states import READERS, DocumentKind, DocumentState
from workflow.documents.steps import next_step
from workflow.documents.views.blueprint import blueprint, log, page
from workflow.documents.views.register import show_page
from workflow.programmes import queries as calls
from workflow.programmes.models import Call

ZIP = "application/zip"


@blueprint.get("/manage/calls/<code>/letters")
@requires(*READERS)
def letters(code: str) -> ResponseReturnValue:
    """Show the call's letters, what is still missing, and where numbers are entered."""
    return _page(calls.call_or_404(code))


@blueprint.post("/manage/calls/<code>/letters")
@requires(Role.OFFICER)
def prepare_letters(code: str) -> ResponseReturnValue:
    """Prepare the letters that are missing, such as one that was declared void."""
    call = calls.call_or_404(code)
    return press(
        lambda: services.prepare_letters(call, actor=current_user), url_for(".letters", code=code),
        _("Every company with a selected nomination has its letter."),
    )  # fmt: skip


@blueprint.post("/manage/calls/<code>/letters/terms")
@requires(Role.OFFICER)
def set_terms(code: str) -> ResponseReturnValue:
    """Set the dates of the letters and the plan they refer to."""
    call, form = calls.call_or_404(code), TermsForm()
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            services.set_terms(
                call, form.deadlines, plan_title=form.plan_title.data or "",
                plan_number=form.plan_number.data or "", plan_on=form.plan_on.data, actor=current_user,
                version=form.seen_version,
            )  # fmt: skip
        if not form.errors:
            flash(_("The dates were saved; letters without a number have taken them over."), "success")
            return redirect(url_for(".letters", code=code), 303)
    return _page(call, terms_form=form), form.status


@blueprint.post("/manage/calls/<code>/letters/numbers")
@requires(Role.OFFICER)
def give_numbers(code: str) -> ResponseReturnValue:
    """Enter the numbers of many letters from pasted rows, all or none."""
    call, form = calls.call_or_404(code), RowsForm()
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            count = len(numbers.give_numbers(call, form.rows.data or "", _defaults(call), actor=current_user))
        if not form.errors:
            flash(_("%(count)s letters have their number.", count=count), "success")
            return redirect(url_for(".letters", code=code), 303)
    return _page(call, rows_form=form), form.status


@blueprint.post("/manage/documents/<int:id>/number")
@requires(Role.OFFICER)
def give_number(id: int) -> ResponseReturnValue:
    """Enter or correct one letter's number, and with it the office's own PDF where there is one."""
    document, form = _letter_or_404(id), NumberForm()
    if form.validate_on_submit():
        looked_at = services.look_at_office_file(*form.sent) if form.sent else nullcontext()
        with form.showing_refusals():
            office = form.office
            with looked_at as own_pdf, unit_of_work():
                numbers.give_number(document, office, actor=current_user, version=form.seen_version)
                if own_pdf:
                    services.keep_office_file(document, own_pdf, actor=current_user)
        if not form.errors:
            flash(_("The number was entered: %(number)s", number=office.number), "success")
            return redirect(url_for(".show", id=id), 303)
    return show_page(document, number_form=form), form.status


@blueprint.post("/manage/documents/<int:id>/office-file")
@requires(Role.OFFICER)
def keep_office_file(id: int) -> ResponseReturnValue:
    """Keep the office's own PDF of a letter: it is the record."""
    document, form = _letter_or_404(id), FileForm()
    sent = form.sent
    if sent is None:
        form.office_file.errors = [_("Choose a file.")]
    elif form.validate_on_submit():
        with form.showing_refusals(), services.look_at_office_file(*sent) as taken, unit_of_work():
            services.keep_office_file(document, taken, actor=current_user, version=form.seen_version)
        if not form.errors:
            flash(_("The office's own PDF is the record of this letter now."), "success")
            return redirect(url_for(".show", id=id), 303)
    return show_page(document, file_form=form), form.status


@blueprint.post("/manage/documents/<int:id>/dispatch")
@requires(Role.OFFICER)
def dispatch(id: int) -> ResponseReturnValue:
    """Send out a letter that is not part of the announcement: a supplementary one, or one issued anew."""
    document, form = _letter_or_404(id), ActionForm()
    return press(
        lambda: services.dispatch(document, actor=current_user, version=form.seen_version),
        url_for(".show", id=id), _("The letter is out; its company is told by mail."),
    )  # fmt: skip


@blueprint.get("/manage/calls/<code>/letters.zip")
@requires(Role.OFFICER)
def packages(code: str) -> ResponseReturnValue:
    """Hand out what the office takes over of all letters that wait for their number."""
    call = calls.call_or_404(code)
    waiting = queries.letters_of(call.id, DocumentState.PREPARED)
    if not waiting:
        abort(404)
    return _package(waiting, f"{call.code} 선정 통보")


@blueprint.get("/manage/documents/<int:id>/package.zip")
@requires(Role.OFFICER)
def package(id: int) -> ResponseReturnValue:
    """Hand out what the office takes over of one letter: the text to paste and the enclosures."""
    document = _letter_or_404(id)
    return _package([document], f"{document.call.code} {document.company.name_ko if document.company else ''}")


def _page(call: Call, rows_form: RowsForm | None = None, terms_form: TermsForm | None = None) -> str:
    found = queries.letters_of(call.id)
    waiting = [one for one in found if one.state is DocumentState.PREPARED]
    outside = numbers.numbered_outside(call)
    step = next_step(call, current_user.roles)
    return page(
        "letters.html", "documents.letters", found, call=call, letters=found, waiting=waiting, step=step,
        stale=Current(call, found).stale(), outside=outside, tab="letters", are_sent=services.are_sent(call),
        rows_form=rows_form or RowsForm(formdata=None, data={"rows": _template(call, waiting)}),
        terms_form=terms_form or TermsForm.of(_terms(call)), has_contact=call.definition.contact.is_complete,
        counts={one.id: _people(one) for one in found},
    )  # fmt: skip


def _template(call: Call, waiting: list[Document]) -> str:
    """Return a row for each letter that waits, which lacks nothing but its serial number."""
    unit, today = call.definition.issuing_unit.short_text.ko, clock.today().isoformat()
    names = [one.company.name_ko if one.company else "" for one in waiting]
    return "\n".join("\t".join((f"{unit}-", name, today, today)) for name in names)


def _people(document: Document) -> tuple[int, int]:
    """Return how many a letter names as selected and as reserves."""
    facts = facts_of(document)
    assert isinstance(facts, LetterFacts)
    return sum(one.selected for one in facts.results), sum(one.reserve for one in facts.results)


def _terms(call: Call) -> LetterTerms:
    """Return the letters' terms as they are, or as they would be set by default."""
    kept = queries.terms_of(call.id)
    if kept is not None:
        return kept
    dates = rules.default_deadlines(clock.today(), call.training_from)
    return LetterTerms(
        call_id=call.id, version=1, plan_title="", plan_number="", plan_on=None, reply_by=dates.reply_by,
        papers_by=dates.papers_by, absent_by=dates.absent_by, travel_by=dates.travel_by,
    )  # fmt: skip


def _defaults(call: Call) -> OfficeNumber:
    """Return what the first pasted row leaves out: today, and the disclosure of the call's letterhead."""
    today: date = clock.today()
    head = call.definition.letterhead
    return OfficeNumber("", 0, today, today, "", head.disclosure if head else "")


def _package(documents: Sequence[Document], name: str) -> ResponseReturnValue:
    log("documents.package", (id for one in documents for id in one.people))
    facts = [facts_of(one) for one in documents]
    archive: IO[bytes] = letter_package([one for one in facts if isinstance(one, LetterFacts)])
    return send_file(archive, mimetype=ZIP, as_attachment=True, download_name=f"{safe(name)}.zip")


def _letter_or_404(id: int) -> Document:
    document = queries.for_staff_or_404(id)
    return document if document.kind is DocumentKind.LETTER else abort(404)
