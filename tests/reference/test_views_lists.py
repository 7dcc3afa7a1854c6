"""Pages of the DAC lists."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import officer
from tests.support.counting import statements
from workflow.core.audit import AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.reference import queries
from workflow.reference.dac import Head, built_in
from workflow.reference.dacfile import Check, Group, Recipient
from workflow.reference.models import DacList
from workflow.reference.services import dac

BUILT_IN = "/manage/reference/dac/2024-01-01"
NEXT = date(2026, 1, 1)


@pytest.fixture
def signed_in(app: Flask, client: Client) -> Client:
    with unit_of_work():
        person = officer(language="en")
    return client.sign_in(person)


def add(day: date = NEXT, name: str = "2026-27 flows") -> None:
    with unit_of_work():
        dac.begin(built_in(), Head(name, day, "OECD", ""), actor=officer(), reason="published")


def entry(iso3: str = "POL", **values: Any) -> dict[str, Any]:
    return {"iso3": iso3, "group": "UMIC", "check": "C", "note": "", "reason": "decided", "version": "0", **values}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_lists_sends_the_same_statements_whatever_its_length(signed_in: Client, rows: int) -> None:
    for year in range(2026, 2025 + rows):
        add(date(year, 1, 1))
    with statements() as sent:
        page = signed_in.get("/manage/reference")
    assert page.text.count('role="rowheader"') == rows
    assert len(sent) == 3, sent  # account, roles, lists


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_sends_the_same_statements_whatever_its_length(signed_in: Client, rows: int) -> None:
    add()
    with unit_of_work():
        kept = [Recipient(code, Group.LDC) for code in ("KHM", "LAO", "NPL")[:rows]]
        dac.replace_all(NEXT, kept, actor=officer(), reason="shorter")
    with statements() as sent:
        page = signed_in.get(f"/manage/reference/dac/{NEXT}")
    assert page.text.count('role="rowheader"') == rows
    assert len(sent) == 5, sent  # account, roles, list, entries, lists


def test_the_pages_say_which_list_is_in_force_and_where_it_is_from(signed_in: Client) -> None:
    add()
    page = signed_in.get("/manage/reference").text
    assert page.index("2026-27 flows") < page.index("2024-25 flows (OECD DAC), rev. 2025")
    assert "in force today" in page
    assert "to come" in page
    whole = signed_in.get(BUILT_IN).text
    assert "141 of 141 shown" in whole
    assert "comes with the program, unchanged" in whole
    assert "https://www.oecd.org/" in whole
    assert "In force 1 Jan 2024 – 31 Dec 2025." in whole.replace(" (Mon)", "").replace(" (Wed)", "")
    assert "1 of 141 shown" in signed_in.get(f"{BUILT_IN}?q=viet&group=LMIC").text
    assert "No country of the list fits" in signed_in.get(f"{BUILT_IN}?q=Poland").text


def test_a_list_is_added_as_a_copy_of_another(signed_in: Client) -> None:
    assert "141 countries" in signed_in.get("/manage/reference/dac/new?copy=2024-01-01").text
    form = {"name": "2026-27 flows", "valid_from": "2026-01-01", "source": "OECD", "reason": "published in 2026"}
    answer = signed_in.post("/manage/reference/dac/new?copy=2024-01-01", data=form)
    assert answer.status_code == 303
    assert answer.location == "/manage/reference/dac/2026-01-01"
    kept = queries.list_in_force(NEXT)
    assert kept is not None
    assert kept.recipients == built_in().recipients
    assert queries.list_in_force(date(2025, 12, 31)) == built_in()
    again = signed_in.post("/manage/reference/dac/new?copy=2024-01-01", data={**form, "address": "ftp://x"})
    assert again.status_code == 422
    assert "There is a list that begins on this day." in again.text
    assert "begins with https://" in again.text
    assert "published in 2026" in again.text  # nothing that was typed is lost


def test_an_entry_of_the_built_in_list_is_changed_in_a_copy_of_it(signed_in: Client) -> None:
    answer = signed_in.post(f"{BUILT_IN}/entries/NRU", data=entry("NRU", group="UMIC", check="A", note="looked up"))
    assert answer.status_code == 303
    kept = queries.list_in_force(date(2025, 7, 25))
    assert kept is not None
    assert kept.recipients["NRU"] == Recipient("NRU", Group.UMIC, Check.AGREED, "looked up")
    assert len(kept.recipients) == 141
    assert kept.head == Head(**{**_head(built_in().head), "version": 2})
    told = db.session.query(AuditEntry).filter_by(verb="dac_list.put").one()
    assert told.before == {"NRU": ["UMIC", "D", built_in().recipients["NRU"].note]}
    assert told.after == {"NRU": ["UMIC", "A", "looked up"]}
    assert told.reason == "decided"
    assert "changed by the office" in signed_in.get(BUILT_IN).text


def test_a_country_is_added_and_taken_off(signed_in: Client) -> None:
    assert signed_in.post(f"{BUILT_IN}/entries", data=entry("POL")).status_code == 303
    assert "POL" in queries.list_in_force(NEXT).recipients  # type: ignore[union-attr]
    assert signed_in.post(f"{BUILT_IN}/entries", data=entry("POL", version="2")).status_code == 422  # it is there
    gone = signed_in.post(f"{BUILT_IN}/entries/POL/remove", data={"reason": "mistaken", "version": "2"})
    assert gone.status_code == 303
    assert "POL" not in queries.list_in_force(NEXT).recipients  # type: ignore[union-attr]
    assert signed_in.get(f"{BUILT_IN}/entries/POL").status_code == 404


def test_a_change_without_a_reason_is_refused_and_a_stale_page_keeps_what_was_typed(signed_in: Client) -> None:
    bare = signed_in.post(f"{BUILT_IN}/entries", data=entry("POL", reason=" "))
    assert bare.status_code == 422
    assert "Say why it is changed." in bare.text
    assert queries.kept_list(date(2024, 1, 1)) is None
    signed_in.post(f"{BUILT_IN}/entries", data=entry("POL"))
    stale = signed_in.post(f"{BUILT_IN}/entries/NRU", data=entry("NRU", note="typed long"))
    assert stale.status_code == 409
    assert "changed this meanwhile" in stale.text
    assert "typed long" in stale.text
    assert 'value="2"' in stale.text  # sent again, it is kept
    assert queries.list_in_force(NEXT).recipients["NRU"] == built_in().recipients["NRU"]  # type: ignore[union-attr]


def test_a_file_takes_the_place_of_the_countries_or_says_what_is_wrong_on_which_line(signed_in: Client) -> None:
    def send(content: bytes, **values: str) -> Any:
        form = {"file": (io.BytesIO(content), "list.csv"), "reason": "new file", "version": "0", **values}
        return signed_in.post(f"{BUILT_IN}/import", data=form, content_type="multipart/form-data")

    wrong = send(b"iso3,group\nVNM,LMIC\nXX,LDC\n")
    assert wrong.status_code == 422
    assert ">3<" in wrong.text
    assert "Write the country&#39;s code" in wrong.text
    assert queries.kept_list(date(2024, 1, 1)) is None
    assert send(b"").status_code == 422
    assert send(signed_in.get(f"{BUILT_IN}/file").data).status_code == 303
    assert queries.kept_list(date(2024, 1, 1)) is not None
    done = send(b"iso3,group,check\nVNM,UMIC,A\nPOL,UMIC,A\n", version="1")
    assert done.status_code == 303
    assert "1 added, 1 changed, 140 taken off" in signed_in.get(BUILT_IN).text
    assert set(queries.list_in_force(NEXT).recipients) == {"VNM", "POL"}  # type: ignore[union-attr]


def test_a_list_is_described_and_taken_away_again(signed_in: Client) -> None:
    form = {"name": "as corrected", "source": "OECD", "address": "", "reason": "wording", "version": "0"}
    assert signed_in.post(f"{BUILT_IN}/edit", data=form).status_code == 303
    assert queries.list_in_force(NEXT).head.name == "as corrected"  # type: ignore[union-attr]
    assert signed_in.post(f"{BUILT_IN}/discard", data={"reason": "back", "version": "1"}).status_code == 409
    assert signed_in.post(f"{BUILT_IN}/discard", data={"reason": "back", "version": "2"}).status_code == 303
    assert queries.list_in_force(NEXT) == built_in()
    signed_in.post(f"{BUILT_IN}/discard", data={"reason": "again"})
    assert "cannot be taken away" in signed_in.get("/manage/reference").text


@pytest.mark.parametrize("path", ["2025-01-01", "yesterday", "2024-01-01/entries/ZZZ", "2024-01-01/entries/POL"])
def test_what_is_not_there_is_not_found(signed_in: Client, path: str) -> None:
    assert signed_in.get(f"/manage/reference/dac/{path}").status_code == 404


def test_countries_are_shown_with_their_codes_and_standing(signed_in: Client) -> None:
    with statements() as sent:
        page = signed_in.get("/manage/reference/countries").text
    assert len(sent) == 3, sent  # account, roles, the list in force
    assert page.count('role="rowheader"') == 250
    one = signed_in.get("/manage/reference/countries?q=베트남&dac=yes").text
    assert one.count('role="rowheader"') == 1
    assert "VNM · VN" in one
    assert "Lower middle income" in one
    assert "No country fits" in signed_in.get("/manage/reference/countries?q=vnm&dac=no").text


def _head(head: Head) -> dict[str, Any]:
    return {name: getattr(head, name) for name in ("name", "valid_from", "source", "address", "version")}


@pytest.mark.databases
def test_the_list_in_force_is_the_latest_that_has_begun(app: Flask) -> None:
    assert queries.list_in_force(date(2023, 12, 31)) is None
    add(date(2022, 1, 1), "2022-23 flows")
    add(NEXT, "2026-27 flows")
    assert db.session.query(DacList).count() == 2
    names = {day: queries.list_in_force(day) for day in (date(2021, 12, 31), date(2023, 12, 31), date(2024, 1, 1), NEXT)}
    assert [one and one.head.name for one in names.values()] == [
        None, "2022-23 flows", "2024-25 flows (OECD DAC), rev. 2025", "2026-27 flows",
    ]  # fmt: skip


def test_a_removal_without_a_reason_goes_back_to_the_country_with_its_box_open(signed_in: Client) -> None:
    sent = {"version": "0", "reason": ""}
    refused = signed_in.post(f"{BUILT_IN}/entries/KHM/remove", data=sent)
    assert (refused.status_code, refused.location) == (303, f"{BUILT_IN}/entries/KHM")
    assert "data-confirm open" in signed_in.get(f"{BUILT_IN}/entries/KHM").text
    refused = signed_in.post(f"{BUILT_IN}/discard", data=sent)
    assert (refused.status_code, refused.location) == (303, BUILT_IN)
