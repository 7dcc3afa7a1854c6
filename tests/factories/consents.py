"""Consents of a call, requests to trainees, and links."""

from __future__ import annotations

from typing import Any

from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from workflow.accounts.models import Company
from workflow.consents.models import TraineeRequest
from workflow.consents.queries import request_of
from workflow.consents.services import asking
from workflow.core.audit import SYSTEM
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call

PASSPORT = {
    "key": "passport", "ko": "여권번호 수집·이용", "en": "Collection and use of the passport number",
    "purpose": {"ko": "초청장 발급과 항공권 예약", "en": "to issue the invitation and book the flight"},
    "items": {"ko": "여권번호, 여권 만료일", "en": "passport number and day of expiry"},
    "retention": {"ko": "연수 종료 후 1년", "en": "one year after the training"},
    "refusal": {"ko": "거부할 수 있으나 연수에 참가할 수 없습니다.", "en": "You may refuse; you cannot take part then."},
}  # fmt: skip
HOTEL = {
    "key": "hotel", "ko": "제3자 제공(숙소)", "en": "Giving data to the hotel",
    "purpose": {"ko": "숙소 예약", "en": "to book your room"},
    "items": {"ko": "성명, 국적", "en": "name and nationality"},
    "recipient": {"ko": "연수 숙소", "en": "the hotel of the training"},
    "retention": {"ko": "숙박 종료까지", "en": "until the end of the stay"},
    "refusal": {"ko": "거부할 수 있으며 숙소를 직접 예약합니다.", "en": "You may refuse; you book a room yourself then."},
    "required": False,
}  # fmt: skip
CONSENTS = [PASSPORT, HOTEL]


def make_asking_call(**changes: Any) -> Call:
    """Make the call of 2025 with a required and an optional consent."""
    return make_call(**{"consents": CONSENTS, **changes})


def make_submitted(call: Call, company: Company | None = None, **values: Any) -> Nomination:
    return make_nomination(call, company, state=NominationState.SUBMITTED, **values)


def ask_trainee(trainee: Trainee, **values: Any) -> str:
    """Ask a trainee and return the token of the link, which stays out of any mail."""
    return asking.hand_out(trainee, **{"language": "en", "actor": SYSTEM, **values})


def request_to(trainee: Trainee) -> TraineeRequest:
    found = request_of(trainee.id)
    assert found is not None
    return found
