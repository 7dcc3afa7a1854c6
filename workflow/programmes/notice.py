"""What a notice shows, made from the call for its template. Pure but for the language of the reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import cast

from workflow.core.i18n import Text, format_date, format_period, format_phone, pgettext, sentence
from workflow.core.i18n import gettext as _
from workflow.programmes import asks, wording
from workflow.programmes.changes import figure
from workflow.programmes.definition import CallDefinition
from workflow.programmes.models import Call
from workflow.programmes.moments import Moment
from workflow.programmes.parts import COST_LABELS, Airfare, DayDraft, PartnerRole
from workflow.programmes.phases import deadline
from workflow.programmes.questions import AskedOf, Question
from workflow.programmes.rules import AMENDED


@dataclass(frozen=True, slots=True)
class Figure:
    """A number card; `value` is what stands large."""

    label: str
    value: str
    unit: str = ""
    note: str = ""


def figures(call: CallDefinition) -> list[Figure]:
    """Return the quotas that the call has, as 'at most', and the length of the training."""
    quotas, most = call.quotas, _("at most")
    people, countries = pgettext("count", "people"), pgettext("count", "countries")
    found = [
        Figure(label, f"{number:,}", unit, most)
        for label, number, unit in (
            (_("Countries"), quotas.countries, countries),
            (_("Trainees"), quotas.trainees, people),
            (_("Per country"), quotas.trainees_per_country, people),
            (_("Per company"), quotas.trainees_per_company, people),
            (_("Per nomination"), call.trainees_per_nomination, people),
        )
        if number is not None
    ]
    training = call.training
    nights = _("%(nights)s nights", nights=training.night_count) if training.night_count else ""
    found.append(Figure(_("Training"), str(training.day_count), pgettext("count", "days"), nights))
    return found


@dataclass(frozen=True, slots=True)
class AmendmentLine:
    """What was changed on a day, with the reason given for it: figures as (label, before, after) each,
    everything else in words."""

    on: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]
    said: tuple[str, ...]


def amendment_lines(call: Call) -> list[AmendmentLine]:
    """Return the amendments of the notice, the latest first; what was changed together stands together."""
    found = []
    for (at, reason), together in groupby(call.amendments, key=lambda row: (row.at, row.reason)):
        rows = list(together)
        changes = tuple(
            (str(AMENDED[row.field]), str(figure(row.field, row.before)), str(figure(row.field, row.after)))
            for row in rows if row.field
        )  # fmt: skip
        said = tuple(str(row.said) for row in rows if row.said)
        found.append(AmendmentLine(format_date(at), reason, changes, said))
    return found[::-1]


def costs(call: CallDefinition) -> list[tuple[str, str]]:
    """Return (cost, who pays) for each cost the call names; one that both pay is paid by the company
    for the trainees that companies nominated, and by the city for the others.
    """
    city, company = call.funding.city_pays, call.funding.company_pays
    lines = [(cost, _("The city")) for cost in city if cost not in company]
    for cost in company:
        others = cost in city or (cost == "airfare" and _city_flies_some(call))
        lines.append((cost, _("The nominating company; for trainees from other routes, the city") if others
                      else _("The nominating company")))  # fmt: skip
    return [(sentence(COST_LABELS[cost]), payer) for cost, payer in lines]


def _city_flies_some(call: CallDefinition) -> bool:
    return any(route.airfare is Airfare.CITY for route in call.routes)


def questions(call: CallDefinition) -> list[tuple[str, list[str]]]:
    """Return what the form will ask, by group, as (group, questions): the catalogue's, then the call's own,
    and apart from them what only selected trainees are asked when they confirm."""
    asked, own = call.nomination_asks, call.questions_of
    confirming = own(AskedOf.TRAINEE, Moment.CONFIRMATION)
    groups = (
        (_("The nominating officer"), asks.AUTHOR_ASKS, asked.author, ()),
        (_("Country, city and organisation"), asks.NOMINATION_ASKS, asked.nomination, own(AskedOf.NOMINATION)),
        (_("Each trainee"), asks.TRAINEE_ASKS, asked.trainee, own(AskedOf.TRAINEE)),
        (_("Each selected trainee, at the confirmation"), asks.TRAINEE_ASKS, asked.confirmation, confirming),
    )
    listed = [
        (label, [*(str(known[name]) for name in names), *(str(one.text) for one in more if not one.is_file)])
        for label, known, names, more in groups
    ]
    documents = [_document(call, one) for one in call.questions if one.is_file]
    return [(label, found) for label, found in [*listed, (_("Documents to hand in"), documents)] if found]


def _document(call: CallDefinition, question: Question) -> str:
    """Name a document, and say where it is not asked of all."""
    said = [] if question.required else [pgettext("question", "optional")]
    if question.of is AskedOf.TRAINEE:
        said.insert(0, _("of each trainee"))
    if question.shown_when is not None:
        said.append(str(wording.condition_label(call, question)))
    return f"{question.text} ({', '.join(said)})" if said else str(question.text)


def dates(call: CallDefinition, *, with_deadline: bool = True) -> list[tuple[str, str]]:
    """Return (what, when) of everything that has a day, in the order of their days; the deadline where it is wanted."""
    training = call.training
    when = format_period(training.starts_on, training.ends_on)
    if training.tentative:
        when += f" ({_('tentative')})"
    found = [
        (call.published_on, _("Published on"), format_date(call.published_on)),
        *_phases(call), (training.starts_on, _("Training"), when),
    ]  # fmt: skip
    if with_deadline:
        found.insert(1, (call.nominations_close_on, _("Deadline"), deadline(call.closes_at)))
    return [(label, said) for _day, label, said in sorted(found, key=lambda one: one[0])]


def _phases(call: CallDefinition) -> Iterator[tuple[date, str, str]]:
    """Yield (day, phase, when) of the later phases that have a day."""
    for name, window in call.phases.named:
        first, last = window.starts_on, window.ends_on
        if first and last:
            when = format_period(first, last)
        elif first or last:
            when = _("from %(day)s", day=format_date(first)) if first else _("until %(day)s", day=format_date(last))
        else:
            continue
        yield first or cast(date, last), str(PHASES[name]), when


def consents(call: CallDefinition) -> list[str]:
    """Return what each trainee will be asked to consent to."""
    return [str(consent.text) for consent in call.consents]


PHASES = {
    "screening": Text("요건검토", "Eligibility screening"),
    "selection": Text("평가·심의", "Scoring and deliberation"),
    "confirmation": Text("참가확정", "Confirmation of participation"),
}


ROLES = {
    PartnerRole.ORGANISER: Text("주관", "organiser"),
    PartnerRole.OPERATOR: Text("운영기관", "operator"),
    PartnerRole.NOMINATOR: Text("추천", "nominator"),
}


def contact_lines(call: CallDefinition) -> list[tuple[str, str]]:
    """Return (label, value) of what is known of the contact."""
    contact = call.contact
    lines = (
        (_("Officer in charge"), str(contact.name or "")), (_("Telephone"), format_phone(contact.phone)),
        (_("Fax"), format_phone(contact.fax)),
        (_("E-mail"), contact.email),
    )  # fmt: skip
    return [(label, value) for label, value in lines if value]


def routes(call: CallDefinition) -> list[tuple[str, str]]:
    """Return (route, who pays the airfare) for each route of nomination."""
    payers = {Airfare.CITY: _("The city"), Airfare.COMPANY: _("The nominating company")}
    by_office = f" ({_('entered by the office')})"
    return [
        (sentence(route.text) + (by_office if route.staff_only else ""), payers[route.airfare])
        for route in call.routes
    ]


def hosts(call: CallDefinition, day: DayDraft) -> list[Text]:
    """Return the host institutions of a day, those of its points first, each once; in English by the name that
    the call has for it anywhere."""
    english = {name.ko: name.en for name in _bodies(call) if name.en}
    named = dict.fromkeys(name.ko for name in [*(item.host for item in day.items if item.host), *day.hosts])
    return [Text(name, english.get(name, "")) for name in named]


def _bodies(call: CallDefinition) -> list[Text]:
    """Return the names of all bodies in a call."""
    drafts = call.programme_draft
    at_points = [item.host for draft in drafts for item in draft.items if item.host]
    return [*(partner.text for partner in call.runs_with), *at_points, *(name for draft in drafts for name in draft.hosts)]


def partners(call: CallDefinition) -> list[tuple[str, str]]:
    """Return (role, who) of the bodies that run the programme together."""
    return [(str(ROLES[partner.role]), str(partner.text)) for partner in call.runs_with]


def places(call: CallDefinition) -> str:
    """Return the places of a call in a few words, such as '14 trainees, 6 countries'."""
    said = []
    if call.quotas.trainees:
        said.append(_("%(number)s trainees", number=call.quotas.trainees))
    if call.quotas.countries:
        said.append(_("%(number)s countries", number=call.quotas.countries))
    return ", ".join(said)
