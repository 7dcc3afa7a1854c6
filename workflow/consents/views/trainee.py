"""The trainee's page by link: no account; looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workflow.accounts.models import OneTimeLink
from workflow.accounts.views.language import remember
from workflow.consents import queries, rules, texts
from workflow.consents.confirmation import Confirmation, confirmation_of
from workflow.consents.data import Said, said_of
from workflow.consents.forms import TraineeForm, single_name_missing, trainee_form, unread
from workflow.consents.models import ConsentRecord, TraineeRequest
from workflow.consents.rules import Naming
from workflow.consents.services import answering
from workflow.consents.services.answering import Answers, Holder
from workflow.consents.states import DECISION_LABELS, DECISION_TONES, Decision, RequestState
from workflow.consents.views.blueprint import blueprint
from workflow.core import clock, files
from workflow.core.db import unit_of_work
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import LANGUAGE_COOKIE, LANGUAGES, Text, choose_again, current_language
from workflow.core.i18n import gettext as _
from workflow.core.limits import limiter
from workflow.core.policies import BY_LINK, requires
from workflow.core.web import back
from workflow.nominations.forms import add_or_remove_row
from workflow.nominations.services.attachments import Place, look_at, put
from workflow.nominations.states import NominationState
from workflow.programmes.definition import CallDefinition
from workflow.programmes.parts import Consent
from workflow.programmes.questions import Question

OFTEN = "60 per minute; 600 per hour"


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page of one trainee shows. `changing` is whether the reader asked to correct what was sent."""

    row: TraineeRequest
    link: OneTimeLink
    call: CallDefinition
    said: list[Said]
    confirmation: Confirmation
    latest: Mapping[str, ConsentRecord]
    changing: bool = False

    @property
    def is_open(self) -> bool:
        """Whether an answer is waited for; a nomination that was withdrawn needs none."""
        if self.row.trainee.nomination.state is NominationState.WITHDRAWN:
            return False
        return self.row.state is RequestState.ASKED or self.is_renamed or (self.changing and self.may_change)

    @property
    def is_renamed(self) -> bool:
        """Whether the company has changed the name since the trainee answered, who is to confirm it."""
        return self.row.state is RequestState.ANSWERED and self.row.naming is Naming.CORRECTED

    @property
    def may_change(self) -> bool:
        """Whether what was sent can be corrected here: until it is used, with the submission or the day on which
        answers were needed, whichever is later. After that the office has to know."""
        nomination = self.row.trainee.nomination
        in_time = nomination.state is NominationState.DRAFT or clock.today() <= rules.needed_on(self.call)
        return self.row.state is RequestState.ANSWERED and in_time

    @property
    def undecided(self) -> list[Consent]:
        return [one for one in self.call.consents if one.key not in self.latest]

    @property
    def decided(self) -> list[tuple[ConsentRecord, Consent | None]]:
        """What was decided last about each consent, with the consent where the call still asks for it."""
        asked = {one.key: one for one in self.call.consents}
        return [(record, asked.get(key)) for key, record in self.latest.items()]

    @property
    def seen(self) -> str:
        """The version of what the page shows: texts, data and questions, in its language."""
        language = current_language()
        consents = [texts.as_shown(one, language) for one in self.undecided]
        asked = [*self.confirmation.names, *(one.key for one in self.confirmation.questions)]
        data = [(one.name, one.value) for one in self.said]
        return texts.version_of([language, self.row.trainee.name, data, asked, consents])

    def form(self) -> TraineeForm:
        """Return the form, filled with what is known or with what was sent."""
        trainee, row = self.row.trainee, self.row
        return trainee_form(
            self.call, self.said, self.confirmation, self.undecided,
            surname=row.surname, given_names=row.given_names, single=bool(row.given_names and not row.surname),
            remarks=row.remarks, values={name: getattr(trainee, name) for name in self.confirmation.names},
            own=dict(trainee.answers),
        )  # fmt: skip


@blueprint.get("/trainee/<token>")
@requires(BY_LINK)
@limiter.limit(OFTEN)
def page(token: str) -> ResponseReturnValue:
    """Show a trainee what is said of them and what they are asked."""
    found = _load(token)
    if found is None:
        return _ended(token)
    return _show(token, found, found.form() if found.is_open else None)


@blueprint.post("/trainee/<token>")
@requires(BY_LINK)
@limiter.limit(OFTEN)
def answer(token: str) -> ResponseReturnValue:
    """Keep what the trainee answers; the buttons of the language show the same page again, with all that was typed."""
    chosen = request.form.get("language", "")
    found = _load(token, language=chosen or request.form.get("shown_in", ""))
    if found is None:
        return _ended(token)
    if not found.is_open:
        return redirect(url_for(".page", token=token), 303)
    form = found.form()
    if chosen in LANGUAGES:
        return remember(make_response(_show(token, found, form)), chosen)
    if add_or_remove_row(form, request.form):
        return _show(token, found, form)
    if _is_filled(found, form):
        try:
            _keep(token, found, form)
        except Refused as refused:
            form.refuse(refused.reasons)
        else:
            flash(_("Thank you. Your answers were received."), "success")
            return redirect(url_for(".page", token=token), 303)
    return _show(token, _load(token, language=current_language()) or found, form), 422


@blueprint.post("/trainee/<token>/consents/<key>")
@requires(BY_LINK)
@limiter.limit(OFTEN)
def decide(token: str, key: str) -> ResponseReturnValue:
    """Withdraw a consent, or give one that was refused or withdrawn."""
    found = _load(token, language=request.form.get("shown_in", ""))
    if found is None:
        return _ended(token)
    consent = next((one for record, one in found.decided if record.key == key), None)
    if key not in found.latest:
        abort(404)
    give, language, to = request.form.get("decision") == Decision.GIVEN, current_language(), url_for(".page", token=token)
    if give and (consent is None or request.form.get("seen") != texts.version_of(texts.as_shown(consent, language))):
        return back(Refused(_changed()), to)
    with unit_of_work():
        row, link = queries.by_token(token) or abort(404)
        if give and consent is not None:
            answering.give(row, consent, language=language, holder=_holder(link))
        else:
            answering.withdraw(row, key, holder=_holder(link))
    flash(_("Your consent was recorded.") if give else _("Your consent is withdrawn."), "success")
    return redirect(to, 303)


@blueprint.get("/trainee/<token>/copy")
@requires(BY_LINK)
@limiter.limit(OFTEN)
def copy(token: str) -> ResponseReturnValue:
    """Hand out a copy of all that the trainee has decided, with its texts, as a text file."""
    found = _load(token)
    if found is None:
        return _ended(token)
    programme = found.call.programme.pick(current_language())
    content = texts.as_file(f"{programme}\n{found.row.trainee.official_name}", queries.history_of(found.row.id))
    answer = Response(content, mimetype="text/plain")
    answer.headers["Content-Disposition"] = "attachment; filename=consents.txt"
    return answer


def _load(token: str, language: str = "") -> Page | None:
    """Return the page of a link that is good now, in the language that was chosen: by a button, in this browser,
    or by who sent the link."""
    found = queries.by_token(token)
    if found is None:
        return None
    row, link = found
    cookie = request.cookies.get(LANGUAGE_COOKIE)
    g.language = next((one for one in (language, cookie, row.language) if one in LANGUAGES), row.language)
    choose_again()
    trainee, call = row.trainee, row.trainee.nomination.call.definition
    latest = queries.latest_of([row.id]).get(row.id, {})
    changing = "change" in request.args
    return Page(row, link, call, said_of(trainee, call), confirmation_of(trainee), latest, changing)


def _is_filled(found: Page, form: TraineeForm) -> bool:
    """Tell whether the form can be taken; what is wrong stands beside its fields."""
    valid = bool(form.validate_on_submit())
    reasons = []
    if form.seen.data != found.seen:
        reasons.append(_changed())
        for field in form["consents"].form if found.undecided and "consents" in form else ():
            field.data = None  # another text than the one that was chosen for
    if text := single_name_missing(form):
        reasons.append(Reason("missing", text, "surname"))
    given = {one.key: len(found.confirmation.files(one)) + len(_sent(form, one.key)) for one in found.confirmation.documents}
    answers = _answers(form)
    reasons += found.confirmation.unanswered(answers.values, answers.own, given)
    reasons += answering.reasons_against(answers, found.undecided)
    form.refuse(one for one in reasons if not _is_said(form, one))
    if not form.checked.data:
        form.checked.errors = [*form.checked.errors, unread()]
        valid = False
    return valid and not reasons


def _keep(token: str, found: Page, form: TraineeForm) -> None:
    """Keep the answers in one unit of work; the link is looked at again in it. Raises Refused."""
    with _looked_at(found, form) as sent, unit_of_work():
        row, link = queries.by_token(token) or abort(404)
        holder = _holder(link)
        confirmation = confirmation_of(row.trainee)
        for question in confirmation.documents:
            place = _place(confirmation, question)
            for taken in sent.get(question.key, ()):
                put(row.trainee.nomination, taken, place, actor=holder)
        answering.answer(row, _answers(form), language=current_language(), holder=holder)


@contextmanager
def _looked_at(found: Page, form: TraineeForm) -> Iterator[dict[str, list[files.Taken]]]:
    """Take the documents that were sent, by the keys of their questions. Raises Refused."""
    trainee, confirmation = found.row.trainee, found.confirmation
    with ExitStack() as block:
        yield {
            question.key: [
                block.enter_context(
                    look_at(trainee.nomination, one.stream, one.filename, _place(confirmation, question))
                )
                for one in _sent(form, question.key)
            ]
            for question in confirmation.documents
        }


def _place(confirmation: Confirmation, question: Question) -> Place:
    """Return where the trainee's answer to a document question goes: in the place of all that is there."""
    return Place(question.key, confirmation.trainee.id, confirmation.files(question))


def _answers(form: TraineeForm) -> Answers:
    """Return what was answered, of what can be read."""
    sent = form.given()
    return Answers(
        surname=sent.get("surname", ""), given_names=sent.get("given_names", ""),
        remarks={name: text for name, text in sent["remarks"].items() if text},
        values=sent.get("values", {}), own=sent.get("own", {}),
        decisions={key: Decision(chosen) for key, chosen in sent.get("consents", {}).items() if chosen},
    )  # fmt: skip


def _is_said(form: TraineeForm, reason: Reason) -> bool:
    """Tell whether a field says already what is wrong with it: what cannot be read is not called missing."""
    field = form.at(reason.field or "")
    return field is not None and bool(field.errors)


def _sent(form: TraineeForm, key: str) -> list[Any]:
    return [one for one in form["files"].form[key].data or () if one and one.filename]


def _holder(link: OneTimeLink) -> Holder:
    return Holder(link=link.token_hash, address=request.remote_addr or "")


def _changed() -> Reason:
    return Reason("changed", Text(
        "화면을 연 뒤에 내용이 바뀌었습니다. 바뀐 내용을 읽고 다시 선택해 주세요.",
        "What is shown here has changed since you opened the page. Read it again, choose again and send it.",
    ))  # fmt: skip


def _show(token: str, found: Page, form: TraineeForm | None) -> str:
    if form is not None:
        form.seen.data, form.shown_in.data = found.seen, current_language()
    language = current_language()
    shown = {one.key: texts.as_shown(one, language) for one in found.call.consents}
    return render_template(
        "consents/trainee.html", token=token, found=found, row=found.row, trainee=found.row.trainee,
        nomination=found.row.trainee.nomination, call=found.call, form=form, shown=shown, parts=texts.PARTS,
        versions={key: texts.version_of(said) for key, said in shown.items()},
        labels=DECISION_LABELS, tones=DECISION_TONES, needed_on=rules.needed_on(found.call),
    )  # fmt: skip


def _ended(token: str) -> ResponseReturnValue:
    return render_template("consents/ended.html", discarded=queries.is_of_discarded(token)), 404
