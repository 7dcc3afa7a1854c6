"""The demonstration after the approval: letters numbered, the week planned, people come and complete."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from itertools import groupby
from time import sleep

from workflow.accounts.models import User
from workflow.accounts.roles import Role
from workflow.core import outbox_worker
from workflow.core.db import db, unit_of_work
from workflow.documents import jobs
from workflow.documents import queries as documents
from workflow.documents.numbering import OfficeNumber
from workflow.documents.services import certificates, numbers
from workflow.documents.states import DocumentState
from workflow.itinerary import queries as itineraries
from workflow.itinerary import services as itinerary
from workflow.itinerary.content import Content
from workflow.programmes.models import Call
from workflow.training import services as training
from workflow.training.models import Completion

TheCall = Callable[[], Call]
PersonOf = Callable[[Role], User]

PATIENCE, PAUSE = 60.0, 0.2
FIRST_NUMBER = 12345
TIMES = ((time(9, 30), time(11, 30)), (time(13, 30), time(15, 0)), (time(15, 30), time(17, 0)))
"""When the points of a day take place, in their order."""


def number_letters(the_call: TheCall, person: PersonOf, day: date) -> None:
    """Enter the numbers that the office's own approval system gave the letters of that day, where it gives any."""
    with unit_of_work():
        call, officer = the_call(), person(Role.OFFICER)
        if not numbers.numbered_outside(call):
            return
        unit = call.definition.issuing_unit.short_text.ko
        for n, letter in enumerate(documents.letters_of(call.id, DocumentState.PREPARED)):
            office = OfficeNumber(unit, FIRST_NUMBER + n, day, day, approver="정현우", disclosure="부분공개(6)")
            numbers.give_number(letter, office, actor=officer)


def plan(the_call: TheCall, person: PersonOf) -> None:
    """Take the draft programme over, give every session its time, and release the itinerary."""
    with unit_of_work():
        call, coordinator = the_call(), person(Role.COORDINATOR)
        if itineraries.latest_release(call.id) is not None:
            return
        if not itineraries.sessions_of(call.id):
            itinerary.take_over_draft(call, actor=coordinator)
        for _day, sessions in groupby(itineraries.sessions_of(call.id), key=lambda one: one.day):
            for session, (starts, ends) in zip(list(sessions), TIMES, strict=False):
                timed = Content(
                    day=session.day, title=session.title, category=session.category, starts=starts, ends=ends,
                    place=session.place, host_id=session.host_id, counts=session.counts,
                )
                itinerary.change_session(session, timed, actor=coordinator)
        itinerary.release(call, actor=coordinator)


def complete(the_call: TheCall, person: PersonOf) -> None:
    """Print the certificates, take attendance, settle who completed, and award."""
    with unit_of_work():
        certificates.prepare_certificates(the_call(), actor=person(Role.COORDINATOR))
    _wait_for_certificates(the_call)
    with unit_of_work():
        certificates.mark_all_printed(the_call(), actor=person(Role.COORDINATOR))
    with unit_of_work() as session:
        call, coordinator = the_call(), person(Role.COORDINATOR)
        if session.query(Completion).filter_by(call_id=call.id).first() is None:
            days = sorted({one.day for one in itineraries.sessions_of(call.id) if one.counts})
            for day in days:
                training.all_present(call, day, actor=coordinator)
            training.settle(call, actor=coordinator)
        certificates.settle(call, actor=coordinator)


def _wait_for_certificates(the_call: TheCall) -> None:
    """Render beside the worker, if one runs, until every certificate has its PDF (or a minute has passed)."""
    for _ in range(int(PATIENCE / PAUSE)):
        outbox_worker.drain(jobs.KIND)
        db.session.rollback()
        if all(one.file_id for one in documents.certificates_of(the_call().id, DocumentState.PREPARED)):
            return
        sleep(PAUSE)
