"""Rendering as jobs: once for the same facts, not for other facts, outside the transaction, failures seen."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories.accounts import coordinator, officer
from tests.factories.documents import (
    PDF,
    Selection,
    approved_selection,
    facts_of_letter,
    make_coming,
    office_number,
    release_itinerary,
)
from tests.factories.programmes import make_call
from tests.support.uploads import upload
from workflow.core import files, mail, outbox_worker
from workflow.core.db import db, in_unit_of_work, unit_of_work
from workflow.core.outbox import OutboxRow, OutboxState
from workflow.core.pdf import GlyphsMissing
from workflow.documents import jobs, queries
from workflow.documents.facts import CertificateFacts, Facts
from workflow.documents.models import Document
from workflow.documents.services import certificates, letters, numbers, register
from workflow.documents.states import DocumentState
from workflow.nominations.models import Trainee

PRINTED = b"%PDF-1.7\nprinted\n%%EOF\n"


class Printer:
    """Stands in for the renderer; keeps what it was given, and that no transaction was open meanwhile."""

    def __init__(self) -> None:
        self.given: list[tuple[Facts, str]] = []

    def __call__(self, facts: Facts, language: str = "ko") -> bytes:
        assert not in_unit_of_work()
        assert not db.session().in_transaction()
        self.given.append((facts, language))
        if isinstance(facts, CertificateFacts) and "ก" in facts.name:
            raise GlyphsMissing("ก")
        return PRINTED


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> Printer:
    printer = Printer()
    monkeypatch.setattr(jobs, "render", printer)
    return printer


def drain() -> None:
    while outbox_worker.drain(jobs.KIND):
        pass


def rows() -> list[OutboxRow]:
    return list(db.session.scalars(sa.select(OutboxRow).where(OutboxRow.kind == jobs.KIND).order_by(OutboxRow.id)))


def certificate(name: str = "NGUYEN THI MINH HANH") -> Document:
    with unit_of_work():
        (trainee,) = make_coming(make_call(), people=1)
        trainee.name = name
        return certificates.prepare_certificate(trainee, actor=coordinator())


@pytest.mark.databases
def test_pdf_is_stored_with_its_name_and_hash(app: Flask, printer: Printer) -> None:
    document = certificate()
    drain()
    db.session.expire_all()
    assert document.file is not None
    assert files.read(document.file) == PRINTED
    assert document.file.name == "2025-0001 NGUYEN THI MINH HANH.pdf"
    assert document.version == 1  # no page that is open goes stale for it
    assert [row.state for row in rows()] == [OutboxState.DONE]


def test_same_facts_are_ordered_and_rendered_once(app: Flask, printer: Printer) -> None:
    document = certificate()
    with unit_of_work():
        assert jobs.order(document).key == jobs.job_key(document) == f"document:{document.id}:{document.facts_hash}"
    drain()
    with unit_of_work():
        jobs.order(document)
    drain()
    assert len(rows()) == len(printer.given) == 1


def test_facts_that_changed_meanwhile_do_not_get_the_old_pdf(app: Flask, printer: Printer) -> None:
    document = certificate("OLD NAME")
    job = outbox_worker.claim(jobs.KIND, owner="slow", lease=outbox_worker.timedelta(minutes=1))[0]
    handler = jobs.DocumentHandler()
    old = handler.run(job)
    with unit_of_work() as session:
        session.query(Trainee).one().name = "NEW NAME"
        register.take_over(document, actor=coordinator())
    outbox_worker.complete(handler, [(job, old)])
    db.session.expire_all()
    assert document.file is None
    drain()
    db.session.expire_all()
    assert document.file.name == "2025-0001 NEW NAME.pdf"
    assert [facts.name for facts, _language in printer.given] == ["OLD NAME", "NEW NAME"]


def test_letter_that_no_font_has_fails_at_once_and_is_seen(app: Flask, printer: Printer) -> None:
    document = certificate("NGUYEN ก")
    drain()
    db.session.expire_all()
    assert document.file is None
    assert document.render_error == "no font of the documents has these letters: ก (U+0E01)"
    assert [row.state for row in rows()] == [OutboxState.FAILED]
    assert rows()[0].attempts == 1


def test_failed_rendering_can_be_done_again(app: Flask, printer: Printer, monkeypatch: pytest.MonkeyPatch) -> None:
    document = certificate("NGUYEN ก")
    drain()
    monkeypatch.setattr(jobs, "render", lambda facts, language: PRINTED)
    with unit_of_work():
        register.render_again(document, actor=officer())
    drain()
    db.session.expire_all()
    assert (document.render_error, document.file is None) == ("", False)


def test_void_document_is_not_rendered_and_holds_its_mail(app: Flask, printer: Printer) -> None:
    document = certificate()
    with unit_of_work():
        register.void(document, "잘못", actor=officer())
    drain()
    assert printer.given == []
    assert rows()[0].last_error == "the document is void"
    with pytest.raises(LookupError):
        jobs.attachment(str(document.id))


def test_itinerary_is_rendered_in_its_language(app: Flask, printer: Printer) -> None:
    with unit_of_work():
        call = make_call()
        release = release_itinerary(call)
    drain()
    assert sorted(language for _facts, language in printer.given) == ["en", "ko"]
    names = {one.file.name for one in queries.itineraries_of(call.id)[release.id]}
    assert names == {
        "해외 도시철도관계자 초청연수 연수일정 제1판.pdf",
        "Invited Training for Overseas Urban Railway Officials itinerary, release 1.pdf",
    }


@pytest.fixture
def approved(app: Flask) -> Selection:
    return approved_selection()


def test_offices_own_pdf_is_not_rendered_but_its_mail_goes_on(approved: Selection, printer: Printer) -> None:
    with unit_of_work():
        for place, letter in enumerate(approved.letters):
            numbers.give_number(letter, office_number(1 + place), actor=approved.officer)
            letters.keep_office_file(letter, upload(name="기관 공문.pdf"), actor=approved.officer)
    approved.announce()
    drain()
    assert printer.given == []
    assert {row.state for row in rows()} == {OutboxState.DONE}
    found = jobs.attachment(str(approved.letters[0].id))
    assert (found.name, found.media_type, found.content) == ("기관 공문.pdf", "application/pdf", PDF)
    mails = sa.select(OutboxRow.state).where(OutboxRow.kind == mail.KIND, OutboxRow.about_type == "Document")
    assert set(db.session.scalars(mails)) == {OutboxState.QUEUED}


def test_mail_of_a_letter_waits_for_its_pdf(approved: Selection, printer: Printer) -> None:
    approved.number()
    approved.announce()
    mails = sa.select(OutboxRow).where(OutboxRow.kind == mail.KIND, OutboxRow.about_type == "Document")
    assert {row.state for row in db.session.scalars(mails)} == {OutboxState.WAITING}
    drain()
    db.session.expire_all()
    assert {row.state for row in db.session.scalars(mails)} == {OutboxState.QUEUED}
    first = approved.letters[0]
    assert jobs.attachment(jobs.reference(first).partition(":")[2]).content == PRINTED
    assert {facts.number for facts, _language in printer.given} == {facts_of_letter(one).number for one in approved.letters}


def test_unknown_attachment_is_told(app: Flask) -> None:
    with pytest.raises(LookupError):
        jobs.attachment("999")


def test_prepared_letter_is_not_rendered_before_it_has_its_number(approved: Selection, printer: Printer) -> None:
    drain()
    assert printer.given == []
    assert {one.state for one in approved.letters} == {DocumentState.PREPARED}
