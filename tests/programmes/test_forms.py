"""The forms of the editor: what a call says fills them, and they say the same call again."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

from tests.factories.programmes import POLICY_INTERNSHIP, URBAN_RAILWAY, call_data
from tests.programmes.strategies import definitions
from workflow.programmes.definition import CallDefinition
from workflow.programmes.forms.questions import QuestionForm
from workflow.programmes.models import Call
from workflow.programmes.states import CallState
from workflow.programmes.usual import CONSENTS, DOCUMENTS
from workflow.programmes.views.sections import SECTIONS


def again(app: Flask, call: CallDefinition) -> None:
    """Fill every form of the editor from a call, and hold what each says of it against the call."""
    row = Call(data=call.model_dump(mode="json"), state=CallState.DRAFT, version=1)
    with app.test_request_context():
        forms: list[Any] = [SECTIONS[key].of(row) for key in SECTIONS]
        forms += [QuestionForm.at(row, place) for place in range(len(call.questions))]
        for form in forms:
            form.drop_blank_rows()
            data = {**call.model_dump(mode="json"), **form.changes(call)}
            kept = {key: value for key, value in data.items() if value is not None}
            assert CallDefinition.model_validate(kept) == call, form.key


@pytest.mark.parametrize("name", [URBAN_RAILWAY, POLICY_INTERNSHIP])
def test_every_form_says_a_call_of_the_demonstration_again(app: Flask, name: str) -> None:
    again(app, CallDefinition.model_validate(call_data(name)))


@given(call=definitions())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_form_says_any_call_again(app: Flask, call: CallDefinition) -> None:
    again(app, call)


def test_usual_documents_and_consents_are_in_both_languages_and_fit_a_call(app: Flask) -> None:
    data = call_data() | {
        "questions": [one.model_dump(mode="json") for one in DOCUMENTS.values()],
        "consents": [one.model_dump(mode="json") for one in CONSENTS],
    }
    call = CallDefinition.model_validate(data)
    again(app, call)
    assert list(DOCUMENTS) == ["cv", "proof_of_employment", "recommendation", "project_evidence"]
    assert [consent.key for consent in CONSENTS] == ["collection", "third_parties", "passport_number", "health_diet"]
    for consent in CONSENTS:
        parts = (consent.text, consent.purpose, consent.items, consent.retention, consent.refusal)
        assert all(part.ko and part.en for part in parts)
    assert [consent.key for consent in CONSENTS if consent.recipient] == ["third_parties"]
    assert [consent.key for consent in CONSENTS if not consent.required] == ["health_diet"]
