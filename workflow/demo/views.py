"""Pages of the demonstration: its clock, its mailbox, and the gallery of components."""

from __future__ import annotations

import io
from datetime import datetime, time, timedelta
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from wtforms import DateTimeLocalField
from wtforms.validators import InputRequired

from workflow.core import clock, wake
from workflow.core.forms import Form
from workflow.core.i18n import format_datetime
from workflow.core.i18n import gettext as _
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.policies import PUBLIC, requires
from workflow.demo import gallery as samples
from workflow.demo import mailbox, people
from workflow.programmes import queries as calls

blueprint = Blueprint("demo", __name__)

MORNING = time(9)
MAIL_POLICY = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class ClockForm(Form):
    """To which moment the clock is moved, in Korean time."""

    to = DateTimeLocalField(_l("Move to"), validators=[InputRequired()])


@blueprint.get("/demo")
@requires(PUBLIC)
def index() -> ResponseReturnValue:
    return _page(ClockForm(formdata=None))


@blueprint.post("/demo/clock")
@requires(PUBLIC)
def move_clock() -> ResponseReturnValue:
    """Move the clock of the demonstration forward; back is refused, since moments are stamped already."""
    if not clock.is_shifted():
        abort(404)
    form = ClockForm()
    if not form.validate_on_submit() or form.to.data is None:
        return _page(form), 422
    moment = form.to.data.replace(tzinfo=clock.KST)
    if moment <= clock.now():
        form.to.errors = [_("Choose a moment after %(now)s: the clock moves forward only.", now=format_datetime(clock.now()))]
        return _page(form), 422
    clock.move_to(moment)
    wake.call_periodic()
    flash(_("It is now %(now)s.", now=format_datetime(clock.now())), "success")
    return redirect(url_for(".index"), 303)


@blueprint.get("/demo/mail")
@requires(PUBLIC)
def mail() -> ResponseReturnValue:
    words = request.args.get("q", "").strip().casefold()
    letters = [
        letter for letter in mailbox.letters(_folder())
        if words in f"{letter.subject} {' '.join(letter.recipients)}".casefold()
    ]
    return render_template("demo/mail.html", letters=letters[:200], words=request.args.get("q", ""))


@blueprint.get("/demo/mail/<key>")
@requires(PUBLIC)
def letter(key: str) -> ResponseReturnValue:
    return render_template("demo/letter.html", key=key, letter=_letter(key))


@blueprint.get("/demo/mail/<key>/html")
@requires(PUBLIC)
def letter_html(key: str) -> ResponseReturnValue:
    """Show the HTML form of a message as a mail program would: no scripts, nothing from elsewhere."""
    response = Response(_letter(key).html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@blueprint.get("/demo/mail/<key>/<int:number>")
@requires(PUBLIC)
def attachment(key: str, number: int) -> ResponseReturnValue:
    attachments = _letter(key).attachments
    if number >= len(attachments):
        abort(404)
    found = attachments[number]
    return send_file(io.BytesIO(found.content), mimetype=found.kind, as_attachment=True, download_name=found.name)


@blueprint.get("/demo/gallery")
@requires(PUBLIC)
def gallery() -> ResponseReturnValue:
    return render_template("components/gallery.html", form=samples.sample_form(), sample=samples.sample_lists())


def banner() -> str:
    """Say on every page that the clock is not the real one; the way to these pages only where they are."""
    if not clock.is_shifted():
        return ""
    return render_template("demo/_banner.html", now=clock.now(), has_pages=blueprint.name in current_app.blueprints)


def _page(form: ClockForm) -> str:
    return render_template(
        "demo/index.html", form=form, now=clock.now(), is_shifted=clock.is_shifted(), people=people.PEOPLE,
        password=people.PASSWORD, moments=_moments(), letters=mailbox.letters(_folder())[:5],
    )


def _moments() -> list[tuple[str, datetime]]:
    """Return moments worth moving to: tomorrow, and the turning points of the calls that are to come."""
    tomorrow = clock.today() + timedelta(days=1)
    found = [(_("Tomorrow morning"), datetime.combine(tomorrow, MORNING, clock.KST))]
    for call in calls.public_calls():
        definition = call.definition
        closing, first, last = definition.nominations_close_on, call.training_from, call.training_to
        days = [
            (_("Last day for nominations"), closing),
            (_("The day after the deadline"), closing + timedelta(days=1)),
            (_("First day of the training"), first),
            (_("Last day of the training"), last),
        ]
        found += [(label, datetime.combine(day, MORNING, clock.KST)) for label, day in days]
    return [(label, moment) for label, moment in found if moment > clock.now()]


def _letter(key: str) -> mailbox.OpenLetter:
    try:
        return mailbox.open_letter(_folder(), key)
    except KeyError:
        abort(404)


def _folder() -> Path:
    folder: Path = current_app.extensions["settings"].instance_dir / "mail"
    return folder
