"""The page of the proposal: seats against what the meeting granted, what-if, reserves, and what comes next."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.conftest import Client
from tests.selection.test_services import Story
from workflow.core import clock
from workflow.core.audit import AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Reason, Refused
from workflow.core.i18n import Text
from workflow.selection import promotions, queries, services, views
from workflow.selection.rules import _quotas_with_exceptions

PAGE = "/manage/calls/URT-2025/selection"


@pytest.fixture
def story(app: Flask, client: Client) -> Story:
    made = Story()
    with unit_of_work():
        made.officer.language = made.approver.language = "en"
    client.sign_in(made.officer)
    return made


def grant(story: Story, cap: str = "trainees", **values: str) -> None:
    with unit_of_work():
        services.grant_exception(story.call, cap, 1, "meeting of 5 August", actor=story.officer, **values)


def words(client: Client, address: str = PAGE) -> str:
    """Return what the page says, without its tags."""
    page = client.get(address)
    assert page.status_code == 200
    main = page.text[page.text.index("<main"):]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_seats_are_held_against_the_quota_with_its_exceptions(story: Story, client: Client) -> None:
    grant(story)
    page = words(client)
    assert "Trainees quota 3 + exception 1 4 of 4: full" in page
    assert "too many" not in page
    assert "Trainees quota 3 + exception 1" in words(client, "/manage/calls/URT-2025")


def test_a_raised_cap_is_what_warnings_go_by(story: Story) -> None:
    def warned() -> list[str]:
        return [one.pick("en") for one in _quotas_with_exceptions(queries.rules_of(story.call)).warnings()]

    assert warned() == []
    grant(story, "trainees")
    grant(story, "trainees")
    assert warned() == ["2 countries x 2 trainees = 4 seats cannot fill 5."]
    grant(story, "trainees_per_country", code="VNM")
    assert warned() == []


def test_an_exception_is_taken_back_with_its_reason_and_stays_on_record(story: Story, client: Client) -> None:
    grant(story)
    grant(story)
    address = f"{PAGE}/exceptions/0/take-back"
    assert client.post(address, data={"reason": " "}).status_code == 303
    assert len([one for one in queries.exceptions_of(story.round) if one.stands]) == 2
    assert client.post(address, data={"reason": "typed twice"}).status_code == 303
    first, second = queries.exceptions_of(story.round)
    assert (first.stands, first.removed_by, first.removed_for) == (False, story.officer.name, "typed twice")
    assert second.stands
    assert [one.extra for one in queries.rules_of(story.call).exceptions] == [1]
    page = words(client)
    assert "Taken back" in page
    assert "typed twice" in page
    entry = db.session.query(AuditEntry).filter_by(verb="selection.take_back_exception").one()
    assert (entry.before["extra"], entry.reason) == (1, "typed twice")
    with pytest.raises(Refused, match="taken back already"), unit_of_work():
        services.take_back_exception(story.call, 0, "again", actor=story.officer)
    with pytest.raises(NotAllowed), unit_of_work():
        services.take_back_exception(story.call, 1, "mine", actor=story.approver)


def test_an_exception_stands_once_the_proposal_was_sent_up(story: Story, client: Client) -> None:
    grant(story)
    assert "Take the exception back" in words(client)
    story.submit()
    assert "Take the exception back" not in words(client)
    with pytest.raises(Refused), unit_of_work():
        services.take_back_exception(story.call, 0, "too late", actor=story.officer)


def test_each_odd_value_is_pointed_at_and_nothing_is_said_to_be_tried(story: Story, client: Client) -> None:
    odd = client.get(f"{PAGE}?countries=0&trainees=abc&per_country=-1&without=ZZZ").text
    for field, text in (
        ("countries", "Countries: 0 is not a whole number from 1 to 999."),
        ("trainees", "Trainees: abc is not a whole number from 1 to 999."),
        ("per_country", "Trainees per country: -1 is not a whole number from 1 to 999."),
        ("without", "No nomination or trainee in the ranking has this number: ZZZ"),
    ):
        assert f'<a href="#filter-{field}">{text}</a>' in odd
    assert "The order below is that of the call as published." in odd
    assert "You are trying other values" not in odd
    some = client.get(f"{PAGE}?countries=1&trainees=abc").text
    assert "You are trying other values" in some
    assert "Trainees: abc is not" in some


def test_a_nomination_is_left_out_by_its_receipt_number_too(story: Story, client: Client) -> None:
    with unit_of_work():
        story.first.receipt_no = "설계총괄과-2025-0007"
    page = client.get(f"{PAGE}?without=설계총괄과-2025-0007").text
    assert "You are trying other values" in page
    assert "A PERSON A" not in page


def test_reserves_for_their_own_country_stand_apart_from_the_next_countries(story: Story, client: Client) -> None:
    page = words(client)
    own, further = page.index("Reserves of the countries selected"), page.index("Reserves of further countries")
    assert own < page.index("1st reserve for Indonesia") < further < page.index("1st reserve: ")


def test_names_lead_to_the_nomination_and_both_numbers_are_explained(story: Story, client: Client) -> None:
    with unit_of_work():
        story.first.receipt_no = "설계총괄과-2025-0007"
    page = client.get(PAGE).text
    here = f"/manage/nominations/{story.first.id}"
    assert f'<a href="{here}#trainee-{story.first.trainees[0].id}">A PERSON A</a>' in page
    assert "설계총괄과-2025-0007 · A-A" in page
    assert "A is a nomination, A-A the first of its trainees." in page
    scores = client.get("/manage/calls/URT-2025/scores").text
    assert f'<a href="{here}">설계총괄과-2025-0007</a>' in scores
    assert "Vietnam" in scores


def test_what_the_call_is_at_stands_above_and_the_letters_are_the_next_step(
    story: Story, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = words(client)
    assert "Being examined" not in page
    assert "the order may still change" in page
    clock.move_to(story.call.closes_at)
    client.sign_in(story.officer)
    assert "Being examined" in words(client)
    story.submit()
    story.approve()
    waits = [[Reason("letter_number", Text("시행번호가 없습니다.", "has no letter number yet"))]]
    monkeypatch.setattr(views.slots, "ask", lambda name, *args: waits if name == "announcement.blockers" else [])
    page = client.get(PAGE).text
    assert page.count('href="/manage/calls/URT-2025/letters"') >= 2
    assert "Next: finish the letters, then announce the result." in page
    assert "Announce the result" not in page


def test_the_approver_reads_what_the_proposal_decides(story: Story, client: Client) -> None:
    grant(story)
    story.submit()
    client.sign_in(story.approver)
    page = words(client, "/manage/approvals")
    assert "4 trainees from 2 countries" in page
    assert "Cut line Indonesia is in, Peru is out. Margin: 10.00 points." in page
    assert "Trainees +1: meeting of 5 August" in page


def test_result_counts_the_seats_that_are_held_now(story: Story, client: Client) -> None:
    story.submit()
    story.approve()
    story.announce()
    assert "Trainees 3 of 3: full" in words(client, f"{PAGE}?trainees=1")
    with unit_of_work():
        promotions.decline(story.place_of("A-A"), actor=story.officer, reason="recalled")
    assert "Trainees 2 of 3" in words(client)
