"""Corrections after submission: people are locked, the fields asked for are written and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.factories.accounts import CompanyFactory, company_officer
from tests.nominations.own import own_call, own_nomination
from tests.support.uploads import upload
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused
from workflow.nominations import services
from workflow.nominations.content import content_of
from workflow.nominations.models import Nomination, Submission
from workflow.nominations.services import Place
from workflow.nominations.states import NominationState


@pytest.fixture
def submitted(app: Flask) -> int:
    with unit_of_work():
        company = CompanyFactory()
        draft = own_nomination(own_call(), company, answers={"metro": False, "lines": "12.5"})
        officer = company_officer(company=company)
        for trainee in draft.trainees:
            services.attach(draft, upload(name="cv.pdf"), Place("cv", trainee.id), actor=officer)
        services.submit(draft, actor=officer)
        return draft.id


def correct(id: int, fields: set[str], **content: Any) -> services.Corrected:
    with unit_of_work():
        nomination = db.session.get_one(Nomination, id)
        return services.correct(
            nomination, {**content_of(nomination), **content}, actor=company_officer(), fields=fields
        )


def test_only_the_fields_asked_for_are_written(submitted: int) -> None:
    done = correct(submitted, {"city_profile", "answers.metro", "answers.lines"}, city_profile="9 million people",
                   railway_plan="not asked for", answers={"metro": True, "lines": "20"})  # fmt: skip
    assert done.before == {"answers.lines": None, "answers.metro": False, "city_profile": "8.5 million people"}
    assert done.after == {"answers.lines": "20", "answers.metro": True, "city_profile": "9 million people"}
    found = db.session.get_one(Nomination, submitted)
    assert (found.city_profile, found.railway_plan) == ("9 million people", "Lines 2A and 3 in service")
    assert found.answers == {"metro": True, "lines": "20"}
    assert found.state is NominationState.SUBMITTED


def test_an_answer_of_a_trainee_is_found_by_the_place_and_kept_by_the_row(submitted: int) -> None:
    rows = content_of(db.session.get_one(Nomination, submitted))["trainees"]
    rows[1] |= {"duties": "signalling", "answers": {"motive": "to learn"}}
    done = correct(submitted, {"trainees.1.duties", "trainees.1.answers.motive"}, trainees=rows[::-1])
    assert done.after == {"trainees.1.duties": "signalling", "trainees.1.answers.motive": "to learn"}
    second = db.session.get_one(Nomination, submitted).trainees[1]
    assert (second.name, second.duties, second.answers) == ("LE VAN DUC", "signalling", {"motive": "to learn"})


@pytest.mark.parametrize("path", ["country", "trainees", "trainees.0", "trainees.0.name", "trainees.1.birth_date",
                                  "trainees.0.country"])  # fmt: skip
def test_people_and_the_country_are_locked(submitted: int, path: str) -> None:
    with pytest.raises(Refused) as refused:
        correct(submitted, {path})
    assert [(one.code, one.field) for one in refused.value.reasons] == [("locked", path)]


@pytest.mark.parametrize(("path", "content", "code"), [
    ("city", {"city": ""}, "missing"), ("answers.lines", {"answers": {"metro": True, "lines": "long"}}, None),
    ("answers.metro", {"answers": {"metro": "maybe"}}, "answer"), ("trainees.7.duties", {}, "not_asked"),
    ("nonsense.x", {}, "not_asked"),
])  # fmt: skip
def test_an_answer_that_cannot_stand_is_refused(
    submitted: int, path: str, content: dict[str, Any], code: str | None
) -> None:
    if code is None:  # the length is not asked where there is no metro: it is nobody's matter
        assert correct(submitted, {path}, **content).after == {path: "long"}
        return
    with pytest.raises(Refused) as refused:
        correct(submitted, {path}, **content)
    assert [(one.code, one.field) for one in refused.value.reasons] == [(code, path)]


def test_a_document_is_put_in_the_place_of_another_which_stays(submitted: int) -> None:
    with unit_of_work():
        nomination = db.session.get_one(Nomination, submitted)
        old = nomination.files[0]
        new = services.correct_document(
            nomination, upload(name="new.pdf"), Place("cv", old.trainee_id, [old]), actor=company_officer()
        )  # fmt: skip
        old_id, new_id = old.id, new.id
    files = db.session.get_one(Nomination, submitted).files
    assert [(one.id, one.in_force) for one in files] == [(old_id, False), (old_id + 1, True), (new_id, True)]


def test_what_was_submitted_stays_as_it_was(submitted: int) -> None:
    kept = db.session.get_one(Submission, submitted).content
    assert kept["content"]["answers"] == {"metro": False}, "the length was hidden, so it was not submitted"
    assert [(one["question"], one["place"], one["name"]) for one in kept["files"]] == [
        ("cv", 0, "cv.pdf"), ("cv", 1, "cv.pdf"),
    ]  # fmt: skip
    correct(submitted, {"city_profile"}, city_profile="corrected")
    assert db.session.get_one(Submission, submitted).content["content"]["city_profile"] == "8.5 million people"


def test_a_draft_is_not_corrected(app: Flask) -> None:
    with unit_of_work():
        draft = own_nomination(own_call(), CompanyFactory()).id
    with pytest.raises(Refused) as refused:
        correct(draft, {"city"})
    assert refused.value.reasons[0].code == "not_in"
