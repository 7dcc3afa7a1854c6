"""The trainee's page by link: it shows one person, and keeps what this person answers."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
import sqlalchemy as sa

from tests.conftest import Client
from tests.consents.conftest import Scene, filled
from tests.core import test_limits
from tests.factories.consents import CONSENTS
from tests.factories.programmes import call_data
from workflow.consents import queries, texts
from workflow.consents.models import ConsentRecord
from workflow.consents.states import RequestState
from workflow.core import clock
from workflow.core.db import db, unit_of_work
from workflow.nominations import services as nominations
from workflow.notifications import consent_words
from workflow.programmes.definition import CallDefinition


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


def test_all_that_is_missing_is_said_at_once(scene: Scene, browser: Client) -> None:
    token = scene.ask()
    page = browser.get(f"/trainee/{token}").text
    empty = {name: value for name, value in filled(page).items() if name in ("seen", "shown_in")}
    page = browser.post(f"/trainee/{token}", data=empty).text
    summary = words(page.split("Please correct the following")[1].split("</div>")[0])
    for text in (
        "Surname: Give the surname", "Given names: Give the name", "Confirm that you have read it.",
        "Collection and use of the passport number: Say whether", "Giving data to the hotel: Say whether",
    ):  # fmt: skip
        assert text in summary


def test_switch_of_language_keeps_what_was_typed_and_the_browser_remembers_it(scene: Scene, browser: Client) -> None:
    token = scene.ask()
    page = browser.get(f"/trainee/{token}").text
    assert '<html lang="en">' in page
    typed = filled(page, language="ko", **{"remarks-position": "Deputy"})
    switched = browser.post(f"/trainee/{token}", data=typed)
    assert switched.status_code == 200
    assert '<html lang="ko">' in switched.text
    assert "초청장 발급과 항공권 예약" in switched.text
    assert 'value="NGUYEN"' in switched.text
    assert "Deputy</textarea>" in switched.text
    assert len(re.findall(r'value="given" checked', switched.text)) == 1
    assert scene.request().state is RequestState.ASKED
    assert '<html lang="ko">' in browser.get(f"/trainee/{token}").text
    answer = browser.post(f"/trainee/{token}", data=filled(switched.text))
    assert answer.status_code == 303
    assert {one.language for one in queries.history_of(scene.request().id)} == {"ko"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_link_that_is_not_good_says_how_to_go_on(scene: Scene, browser: Client, method: str) -> None:
    answer = getattr(browser, method)("/trainee/" + "x" * 43)
    assert answer.status_code == 404
    assert "open the link of the last one" in words(browser.get("/trainee/x", headers={"Accept-Language": "en"}).text)


def change(browser: Client, token: str, decision: str, key: str = "passport", **values: str) -> int:
    page = browser.get(f"/trainee/{token}").text
    call = CallDefinition.model_validate(call_data() | {"consents": CONSENTS})
    seen = texts.version_of(texts.as_shown(call.consents[0], "en"))
    assert f'value="{seen}"' in page
    form = {"shown_in": "en", "seen": seen, "decision": decision, **values}
    return browser.post(f"/trainee/{token}/consents/{key}", data=form).status_code


def decided(scene: Scene) -> list[tuple[str, str]]:
    return [(one.key, one.decision.value) for one in queries.history_of(scene.request().id)]


def test_consent_is_withdrawn_and_given_again_by_the_same_link(scene: Scene, browser: Client) -> None:
    token = scene.ask()
    browser.post(f"/trainee/{token}", data=filled(browser.get(f"/trainee/{token}").text))
    assert change(browser, token, "withdrawn") == 303
    assert "Collection and use of the passport number needed to take part consent withdrawn" in words(
        browser.get(f"/trainee/{token}").text
    )
    assert change(browser, token, "given", seen="another text") == 303
    assert decided(scene)[-1] == ("passport", "withdrawn")  # not to a text that was not shown
    assert change(browser, token, "given") == 303
    assert decided(scene) == [
        ("passport", "given"), ("hotel", "refused"), ("passport", "withdrawn"), ("passport", "given"),
    ]  # fmt: skip
    copy = browser.get(f"/trainee/{token}/copy")
    assert copy.headers["Content-Disposition"] == "attachment; filename=consents.txt"
    assert copy.text.count("Collection and use of the passport number\nDecided: ") == 3
    assert "Decided: consent withdrawn, 10 Jul 2025 (Thu) 09:00 KST" in copy.text


def test_page_answers_never_with_500(scene: Scene, browser: Client) -> None:
    token = scene.ask()
    page = browser.get(f"/trainee/{token}").text
    for name in ("surname", "remarks-position", "consents-passport", "shown_in", "seen", "language"):
        for typed in ("\x00", "x" * 100_000, "=?utf-8?q?x?=", "\ud800".encode("utf-8", "surrogatepass")):
            answer = browser.post(f"/trainee/{token}", data=filled(page, **{name: typed}))
            assert answer.status_code in (200, 303, 400, 422), (name, typed[:10])
            if answer.status_code == 303:
                return


def test_withdrawn_nomination_asks_nothing_but_lets_withdraw(scene: Scene, browser: Client) -> None:
    token = scene.ask()
    browser.post(f"/trainee/{token}", data=filled(browser.get(f"/trainee/{token}").text))
    with unit_of_work():
        nominations.withdraw(scene.whole(), actor=scene.user(), reason="일정 변경")
    said = words(browser.get(f"/trainee/{token}").text)
    assert "The nomination was withdrawn" in said
    assert change(browser, token, "withdrawn") == 303
    assert decided(scene)[-1] == ("passport", "withdrawn")


limited = test_limits.limited


def test_tokens_cannot_be_tried_without_end(scene: Scene, limited: Client) -> None:
    codes = [limited.get(f"/trainee/{place}").status_code for place in range(61)]
    assert codes == [404] * 60 + [429]


# --- what was sent is corrected, and a name that the company changed is confirmed ------------------------


def answered(scene: Scene, browser: Client) -> str:
    """Answer by a link and return its token."""
    token = scene.ask()
    browser.post(f"/trainee/{token}", data=filled(browser.get(f"/trainee/{token}").text))
    return token


def test_what_was_sent_is_corrected_until_it_is_used(scene: Scene, browser: Client) -> None:
    token = answered(scene, browser)
    address = f"/trainee/{token}?change=1"
    assert f'href="{address}"' in browser.get(f"/trainee/{token}").text
    page = browser.get(address).text
    assert 'value="THI MINH HANH"' in page
    sent = browser.post(address, data=filled(page, given_names="Thi Minh Anh", **{"remarks-position": "Deputy"}))
    assert (sent.status_code, sent.location) == (303, f"/trainee/{token}")
    request = scene.request()
    assert (request.passport_name, request.remarks) == ("NGUYEN THI MINH ANH", {"position": "Deputy"})
    assert len(queries.history_of(request.id)) == 2  # the consents are not asked, nor recorded, again


def test_what_is_in_use_is_not_changed_and_the_page_says_whom_to_tell(scene: Scene, browser: Client) -> None:
    with unit_of_work():
        call = scene.whole().call
        contact = {"name": "Kim", "phone": "02-2133-0000", "fax": None, "email": "call@city.example"}
        call.data = {**call.data, "contact": contact}
    token = answered(scene, browser)
    page = browser.get(f"/trainee/{token}?change=1").text
    clock.move_to(datetime(2025, 10, 13, tzinfo=clock.KST))  # answers were needed by the 12th
    after = browser.get(f"/trainee/{token}?change=1").text
    assert "Correct what I sent" not in after
    assert "call@city.example · +82-2-2133-0000" in words(after)
    browser.post(f"/trainee/{token}?change=1", data=filled(page, surname="Pham"))
    assert scene.request().passport_name == "NGUYEN THI MINH HANH"


def test_name_that_the_company_changed_is_confirmed_by_the_link_that_is_there(scene: Scene, browser: Client) -> None:
    token = answered(scene, browser)
    with unit_of_work():
        scene.trainee().name = "NGUYEN THI MIN HANH"
    page = browser.get(f"/trainee/{token}").text
    assert "the company had written “NGUYEN THI MINH HANH”; now it writes “NGUYEN THI MIN HANH”" in words(page)
    assert browser.post(f"/trainee/{token}", data=filled(page)).status_code == 303
    assert "Your answers were received" in words(browser.get(f"/trainee/{token}").text)
    assert scene.request().person == "NGUYEN THI MIN HANH"


def test_page_and_mail_of_a_call_without_consents_speak_of_none(scene: Scene, browser: Client) -> None:
    with unit_of_work():
        call = scene.whole().call
        call.data = {**call.data, "consents": []}
    token = scene.ask()
    letter = consent_words.asked(scene.request(), token, "first")
    said = " ".join(one.pick("en") for one in letter.paragraphs)
    office = scene.whole().call.definition.issuing_unit.text
    assert "consent" not in said
    assert f"of {office.pick('en')}." in said
    assert letter.office == office
    browser.post(f"/trainee/{token}", data=filled(browser.get(f"/trainee/{token}").text))
    assert "consent" not in words(browser.get(f"/trainee/{token}").text)
