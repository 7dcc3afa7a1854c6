"""Documents: a selection on its way to its letters, and rows of the register in any state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import workflow.demo
from tests.factories.accounts import CompanyFactory, approver, coordinator, officer
from tests.factories.itinerary import make_session
from tests.factories.programmes import make_call
from tests.factories.selection import make_eligible, make_placement, make_scores
from tests.support.samples import PDF
from workflow.accounts.models import User
from workflow.approvals import services as approvals
from workflow.approvals.models import Approval
from workflow.approvals.states import ApprovalState
from workflow.core import clock, files
from workflow.core.audit import SYSTEM
from workflow.core.db import db, unit_of_work
from workflow.core.i18n import Text
from workflow.core.outbox import OutboxRow
from workflow.documents import building, jobs, queries, samples
from workflow.documents.facts import LetterFacts
from workflow.documents.models import Document
from workflow.documents.numbering import OfficeNumber
from workflow.documents.services import certificates, numbers, register
from workflow.documents.states import DocumentKind, DocumentState
from workflow.itinerary import services as itinerary
from workflow.itinerary.models import ItineraryRelease
from workflow.nominations.batch import read_batch
from workflow.nominations.importer import bring_in
from workflow.nominations.models import Nomination, Trainee
from workflow.programmes.models import Call
from workflow.screening.decisionfile import decide_all, read_decisions
from workflow.selection import queries as selections
from workflow.selection import services as selection
from workflow.selection.models import SelectionRound
from workflow.selection.scorefile import enter_sheets, read_sheets
from workflow.training.models import Completion

FILES = Path(workflow.demo.__file__).parent
_serial = count(1)


class Selection:
    """A call whose proposal is sent up, approved, numbered and announced by three people. Each step is a unit
    of work of its own."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.officer: User = officer()
        self.approver: User = approver()
        self.coordinator: User = coordinator()

    @property
    def round(self) -> SelectionRound:
        found = selections.round_of(self.call.id)
        assert found is not None
        return found

    @property
    def letters(self) -> list[Document]:
        return list(queries.letters_of(self.call.id))

    def letter_to(self, company: str, *, supplementary: bool = False) -> Document:
        """Return the letter in force to the company of that Korean name."""
        return next(
            one for one in self.letters
            if one.company and one.company.name_ko == company and one.supplementary is supplementary
        )

    def submit(self) -> None:
        with unit_of_work():
            selection.submit(self.call, actor=self.officer)

    def approve(self) -> None:
        with unit_of_work():
            approvals.approve(self._pending(), actor=self.approver)

    def send_back(self) -> None:
        with unit_of_work():
            approvals.return_(self._pending(), actor=self.approver, reason="다시 검토")

    def number(self) -> None:
        with unit_of_work():
            for place, letter in enumerate(queries.letters_of(self.call.id, DocumentState.PREPARED)):
                numbers.give_number(letter, office_number(5000 + place), actor=self.officer)

    def announce(self) -> None:
        with unit_of_work():
            selection.announce(self.round, actor=self.officer)

    def _pending(self) -> Approval:
        return db.session.query(Approval).filter_by(state=ApprovalState.PENDING).one()


def office_number(serial: int = 5127, **values: Any) -> OfficeNumber:
    """Return what an office's own system says of a letter of today."""
    today = clock.today()
    return OfficeNumber(**{
        "unit": "설계총괄과", "serial": serial, "approved_on": today, "enforced_on": today, "approver": "이한강",
        "disclosure": "부분공개(6)", **values,
    })


def small_selection(**changes: Any) -> Selection:
    """Make a call with three companies: 한빛㈜ (A, Viet Nam) and 동해㈜ (B, Indonesia) get three seats, 가람㈜
    (C, Peru) waits. Its proposal is not sent up yet."""
    with unit_of_work():
        quotas = {"countries": 2, "trainees": 3, "trainees_per_country": 2}
        made = Selection(make_call(**{"quotas": quotas, **changes}))
        scores = {}
        for place, (key, country, name) in enumerate((("A", "VNM", "한빛㈜"), ("B", "IDN", "동해㈜"), ("C", "PER", "가람㈜"))):
            nominated = make_eligible(
                made.call, key, country, minutes=place, company=CompanyFactory(name_ko=name, name_en=key)
            )
            scores[nominated] = 90 - 10 * place
        make_scores(scores)
    return made


def approved_selection(**changes: Any) -> Selection:
    made = small_selection(**changes)
    made.submit()
    made.approve()
    return made


def announced_selection(**changes: Any) -> Selection:
    made = approved_selection(**changes)
    if numbers.numbered_outside(made.call):
        made.number()
    made.announce()
    return made


def worked_selection(**changes: Any) -> Selection:
    """Make the call of 2025 with its worked set, decided and scored; its proposal is not sent up yet."""
    with unit_of_work():
        made = Selection(make_call(**changes))
        bring_in(read_batch(FILES / "nominations-2025.yaml"), made.call)
    with unit_of_work():
        decide_all(made.call, read_decisions(FILES / "decisions-2025.yaml"), actor=made.officer)
        enter_sheets(made.call, read_sheets(FILES / "scores-2025.yaml"), actor=SYSTEM)
    return made


def nomination_of(call: Call, key: str) -> Nomination:
    return db.session.query(Nomination).filter_by(call_id=call.id, key=key).one()


def make_coming(call: Call, *, people: int = 2, key: str = "T", country: str = "VNM", **values: Any) -> list[Trainee]:
    """Make trainees with a seat in the training of this call."""
    nomination = make_eligible(call, key, country, people, **values)
    for order, trainee in enumerate(nomination.trainees, start=1):
        make_placement(trainee, order=order)
    return list(nomination.trainees)


def make_certificate(
    trainee: Trainee, state: DocumentState = DocumentState.PREPARED, *, with_file: bool = True
) -> Document:
    """Make the certificate of a trainee who comes; its file, unless it has none, is an empty PDF."""
    document = certificates.prepare_certificate(trainee, actor=SYSTEM)
    if with_file:
        document.file = files.store_bytes(PDF, f"{document.number} {trainee.name}.pdf", files.PDF)
    document.state = state
    if state is DocumentState.AWARDED:
        document.awarded_on = date(2025, 10, 31)
    if state is DocumentState.NOT_AWARDED:
        document.withheld_reason = "미수료"
    if state is DocumentState.VOID:
        document.void_reason, document.voided_at = "잘못 발급", clock.now()
    db.session.flush()
    return document


def make_letter(
    call: Call, company: Any, state: DocumentState = DocumentState.DISPATCHED, *, with_file: bool = True, **values: Any
) -> Document:
    """Make a letter of sample content, which names as many as `people` has ids."""
    n = next(_serial)
    facts = samples.letter()
    facts = replace(facts, roster=facts.roster[: len(values.get("people", ()))])
    document = register.blank(
        DocumentKind.LETTER, call.id, facts, company_id=company.id,
        key=f"letter:{call.id}:{company.id}:{n}", prepared_at=clock.now(), prepared_name="김담당",
    )  # fmt: skip
    if state in (DocumentState.NUMBERED, DocumentState.DISPATCHED):
        document.number, document.number_unit, document.number_year = f"설계총괄과-{n}", "설계총괄과", 2025
        document.number_serial = n
        document.enforced_on = document.approved_on = clock.today()
    if state is DocumentState.DISPATCHED:
        document.dispatched_at = clock.now()
    if with_file:
        document.file = files.store_bytes(PDF, f"{document.number} 선정 통보.pdf", files.PDF)
    for name, value in values.items():
        setattr(document, name, value)
    document.state = state
    db.session.add(document)
    db.session.flush()
    return document


def facts_of_letter(document: Document) -> LetterFacts:
    """Return what a letter says."""
    said = building.facts_of(document)
    assert isinstance(said, LetterFacts)
    return said


def jobs_ordered() -> list[str]:
    """Return the keys of the rendering jobs, in the order in which they were ordered."""
    return list(
        db.session.scalars(sa.select(OutboxRow.key).where(OutboxRow.kind == jobs.KIND).order_by(OutboxRow.id))
    )


def release_itinerary(call: Call) -> ItineraryRelease:
    """Plan one session on the Tuesday of the training and release the itinerary."""
    make_session(call, "09:30", "11:00")
    return itinerary.release(call, actor=coordinator())


def make_completion(trainee: Trainee, completed: bool = True) -> Completion:
    """Settle whether a trainee completed."""
    word = "수료" if completed else "미수료"
    row = Completion(
        trainee_id=trainee.id, call_id=trainee.nomination.call_id, completed=completed, attended=10 if completed else 1,
        sessions=10, reason=Text(f"{word}: 일정 10회", f"{word}: 10 sessions"), settled_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row
