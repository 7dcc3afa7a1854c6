"""The trainee's page by link: it shows one person, and keeps what this person answers."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from tests.conftest import Client
from tests.consents.conftest import Scene, filled
from workflow.consents.models import ConsentRecord
from workflow.consents.states import RequestState
from workflow.core.db import db


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_page_says_who_nominated_the_trainee_and_what_was_typed(scene: Scene, browser: Client) -> None:
    answer = browser.get(f"/trainee/{scene.ask()}")
    said = words(answer.text)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Nominated by Hanbit Rail" in said
    assert "Position Director of Planning" in said
    assert "one year after the training" in said
    assert "leads network planning" not in said  # what the nominator thinks of the person
    assert "TRAN VAN DUC" not in said
    assert "checked" not in re.findall(r"<input[^>]*consents-passport[^>]*>", answer.text)[0]


def test_looking_changes_nothing(scene: Scene, browser: Client) -> None:
    token = scene.ask()
    before = scene.request().version
    browser.get(f"/trainee/{token}")
    browser.get(f"/trainee/{token}/copy")
    assert (scene.request().version, scene.request().state) == (before, RequestState.ASKED)


def test_answers_are_kept_with_a_record_for_each_consent(scene: Scene, browser: Client) -> None:
    token = scene.ask()
    page = browser.get(f"/trainee/{token}").text
    answer = browser.post(
        f"/trainee/{token}", data=filled(page, **{"remarks-position": "Deputy Director"}),
        environ_base={"REMOTE_ADDR": "203.0.113.7"},
    )  # fmt: skip
    assert (answer.status_code, answer.location) == (303, f"/trainee/{token}")
    request = scene.request()
    assert request.state is RequestState.ANSWERED
    assert (request.surname, request.given_names) == ("NGUYEN", "THI MINH HANH")
    assert request.remarks == {"position": "Deputy Director"}
    assert scene.trainee().passport_name == "NGUYEN THI MINH HANH"
    records = db.session.scalars(sa.select(ConsentRecord).order_by(ConsentRecord.id)).all()
    assert [(one.key, one.decision.value, one.language, one.address) for one in records] == [
        ("passport", "given", "en", "203.0.113.7"), ("hotel", "refused", "en", "203.0.113.7"),
    ]
    assert records[0].shown == {
        "language": "en", "required": True, "name": "Collection and use of the passport number",
        "purpose": "to issue the invitation and book the flight", "items": "passport number and day of expiry",
        "retention": "one year after the training", "refusal": "You may refuse; you cannot take part then.",
    }  # fmt: skip
    after = words(browser.get(f"/trainee/{token}").text)
    assert "Your answers were received" in after
    assert "Deputy Director you corrected it" in after


@pytest.mark.parametrize(("changes", "said"), [
    ({"surname": "Nguyễn"}, "Write it in the letters A to Z"),
    ({"surname": ""}, "Give the surname, or tick below"),
    ({"given_names": ""}, "Give the name as in the passport"),
    ({"consents-hotel": None}, "Say whether you give the consent"),
    ({"consents-hotel": "perhaps"}, "Say whether you give the consent"),
    ({"checked": None}, "Confirm that you have read it."),
    ({"seen": "another"}, "has changed since you opened the page"),
])
def test_what_is_missing_is_said_and_nothing_is_kept(
    scene: Scene, browser: Client, changes: dict[str, str | None], said: str
) -> None:
    token = scene.ask()
    page = browser.get(f"/trainee/{token}").text
    answer = browser.post(f"/trainee/{token}", data=filled(page, **{"remarks-position": "Deputy", **changes}))
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert "Deputy</textarea>" in answer.text
    assert scene.request().state is RequestState.ASKED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ConsentRecord)) == 0
