"""Facts: to JSON and back without loss, a stable hash, and what cannot be true is refused."""

import json
from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workflow.core.i18n import Text
from workflow.documents import samples
from workflow.documents.facts import (
    CertificateFacts,
    Contact,
    ItineraryFacts,
    LetterFacts,
    Letterhead,
    ProgrammeDay,
    ProgrammeSession,
)

DIGEST = "0f0900087cb72f00b7c40aabda157e90e3b3bb55328dcacf361bc4ebd5238191"
SAMPLES = [
    samples.letter(), samples.longest_letter(), samples.certificate(), samples.longest_certificate(),
    samples.itinerary(),
]  # fmt: skip


@pytest.mark.parametrize("facts", SAMPLES, ids=lambda facts: type(facts).__name__)
def test_json_and_back_is_the_same(facts):
    stored = json.loads(json.dumps(facts.to_json()))
    assert type(facts).from_json(stored) == facts


def test_json_holds_plain_values_in_iso_form():
    values = samples.certificate().to_json()
    assert values["awarded_on"] == "2025-10-31"
    assert values["country"] == {"ko": "베트남", "en": "Viet Nam"}
    assert samples.itinerary().to_json()["days"][1]["sessions"][0]["starts"] == "10:00:00"


texts = st.builds(Text, st.text(max_size=20), st.text(max_size=20))
sessions = st.builds(ProgrammeSession, title=texts, starts=st.none() | st.times(), ends=st.none() | st.times(),
                     place=texts, host=texts)  # fmt: skip
days = st.builds(ProgrammeDay, on=st.dates(), theme=texts, sessions=st.lists(sessions, max_size=3).map(tuple))
heads = st.builds(Letterhead, agency=texts, sender=texts, unit=texts, address=texts)


@given(
    st.builds(
        ItineraryFacts, letterhead=heads, programme=texts, year=st.integers(1, 9999), release=st.integers(0, 999),
        training_from=st.just(date(2025, 10, 26)), training_to=st.just(date(2025, 11, 1)),
        days=st.lists(days, max_size=3).map(tuple), released_on=st.none() | st.dates(), tentative=st.booleans(),
        contact=st.builds(Contact, unit=texts, name=st.text(max_size=9)),
    )
)  # fmt: skip
def test_any_itinerary_survives_json_with_its_digest(facts):
    again = ItineraryFacts.from_json(json.loads(json.dumps(facts.to_json())))
    assert (again, again.digest()) == (facts, facts.digest())


def test_digest_is_known():
    """A changed digest of unchanged facts would mark every document in the register stale."""
    assert samples.certificate().digest() == DIGEST


def test_digest_sees_each_change_and_only_changes():
    facts = samples.certificate()
    assert replace(facts).digest() == facts.digest()
    for change in (
        {"name": "NGUYEN THI MINH HANG"}, {"number": "2025-0002"}, {"awarded_on": date(2025, 11, 1)},
        {"country": Text("베트남", "Vietnam")}, {"letterhead": samples.BAREST_LETTERHEAD},
    ):  # fmt: skip
        assert replace(facts, **change).digest() != facts.digest(), change


def test_digest_takes_composed_and_decomposed_accents_as_the_same():
    composed, decomposed = samples.certificate("PE\u00d1A"), samples.certificate("PEN\u0303A")
    assert composed.digest() == decomposed.digest()


def test_digest_does_not_change_when_a_fact_is_added_at_its_default():
    values = samples.certificate().to_json()
    del values["position"]
    assert CertificateFacts.from_json(values).digest() == replace(samples.certificate(), position="").digest()


def test_facts_are_frozen():
    with pytest.raises(FrozenInstanceError):
        samples.certificate().name = "Other"


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (CertificateFacts, {"colour": "red"}),
        (CertificateFacts, {"awarded_on": "soon"}),
        (CertificateFacts, {"training_to": "2025-10-01"}),
        (LetterFacts, {"recipients": []}),
        (LetterFacts, {"results": []}),
        (LetterFacts, {"number": ""}),
        (LetterFacts, {"enforced_on": None}),
        (LetterFacts, {"training_to": "2025-10-01"}),
        (ItineraryFacts, {"training_to": "2025-10-01"}),
    ],
)
def test_what_cannot_be_true_is_refused(kind, change):
    values = {
        CertificateFacts: samples.certificate, LetterFacts: samples.letter, ItineraryFacts: samples.itinerary,
    }[kind]().to_json()  # fmt: skip
    with pytest.raises(ValidationError):
        kind.from_json({**values, **change})


def test_letter_without_its_number_is_a_preview():
    assert samples.letter().is_preview is False
    assert samples.longest_letter().is_preview is True


def test_contact_without_values_is_nothing():
    assert not Contact()
    assert Contact(phone="02-000-0000")


def test_samples_hold_the_names_that_are_hard_to_print():
    held = " ".join([*samples.NAMES, *(result.city for result in samples.longest_letter().results)])
    for name in ("PEÑA", "Bogotá", "Nguyễn Thị Minh Hạnh", "Дилшод", "محمد عبد الله"):
        assert name in held
