"""Pages of the register of people, and its panel on the page of the screening."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import admin, officer
from tests.factories.people import come_in, person_in
from tests.factories.programmes import make_call
from tests.support.counting import statements
from workflow.core.audit import AccessEntry
from workflow.core.db import db, unit_of_work
from workflow.people import queries
from workflow.people.models import Person, PersonTraining

HANH, BORN = "NGUYEN THI MINH HANH", date(1985, 3, 2)
NAMES = ("TRAN BAO", "LE VAN AN", "PHAM QUANG VINH")


@pytest.fixture
def signed_in(app: Flask, client: Client) -> Client:
    with unit_of_work():
        person = officer(language="en")
    return client.sign_in(person)


def two_alike() -> tuple[int, int]:
    """Let two records come in that are likely one person's; return their ids."""
    with unit_of_work():
        one, other = come_in(HANH, position="engineer"), come_in("Hạnh Nguyễn Thị Minh", position="director")
        return person_in(one).id, person_in(other).id


def readings() -> list[tuple[str, list[int]]]:
    rows = db.session.query(AccessEntry).filter_by(subject_type="Person").order_by(AccessEntry.id)
    return [(row.purpose, row.subject_ids) for row in rows]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_sends_the_same_statements_whatever_its_length(signed_in: Client, rows: int) -> None:
    with unit_of_work():
        come_in(*NAMES[:rows])
    with statements() as sent:
        page = signed_in.get("/manage/people").text
    assert page.count('role="rowheader"') == rows
    assert len(sent) == 10, sent  # people, that they are read, suggestions, countries; three times the reader and their roles
    assert readings() == [("people.register", list(range(1, rows + 1)))]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_suggestions_send_the_same_statements_whatever_their_length(signed_in: Client, rows: int) -> None:
    with unit_of_work():
        for name in NAMES[:rows]:
            come_in(name, f"{name.split()[-1]} {' '.join(name.split()[:-1])}")
    with statements() as sent:
        page = signed_in.get("/manage/people/likely").text
    assert page.count('role="rowheader"') == rows
    assert len(sent) == 9, sent


@pytest.mark.parametrize("rows", [1, 3])
def test_a_person_sends_the_same_statements_however_often_nominated(signed_in: Client, rows: int) -> None:
    with unit_of_work():
        for _year in range(rows):
            person = person_in(come_in(HANH, birth_date=BORN)).id
    with statements() as sent:
        page = signed_in.get(f"/manage/people/{person}").text
    assert page.count('role="rowheader"') == rows
    assert len(sent) == 14, sent


def test_people_are_found_by_any_part_of_the_name_and_by_country(signed_in: Client) -> None:
    with unit_of_work():
        come_in(HANH, call=make_call())
        come_in("Андрей Ковалёв", country="UZB", city="Tashkent")
    assert "NGUYEN" in signed_in.get("/manage/people?q=hạnh+minh").text
    assert "Nobody fits" in signed_in.get("/manage/people?q=hanh&country=UZB").text
    assert "Андрей" in signed_in.get("/manage/people?q=kovalev").text
    assert signed_in.get("/manage/people?page=-1&country=" + "x" * 300).status_code == 200


def test_every_reading_of_a_person_is_on_record(signed_in: Client) -> None:
    one, other = two_alike()
    for path in (f"{one}", f"{one}/edit", f"{one}/merge/{other}", "likely"):
        assert signed_in.get(f"/manage/people/{path}").status_code == 200
    assert readings() == [
        ("people.person", [one, other]), ("people.edit", [one]), ("people.compare", [one, other]), ("people.likely", [one, other])
    ]


def test_any_other_record_is_found_by_name_or_receipt_number_and_compared(signed_in: Client) -> None:
    with unit_of_work():
        person, other = person_in(come_in(HANH)).id, person_in(nomination := come_in("LE VAN AN")).id
        number = nomination.receipt_no
    for typed in ("le an", number):
        page = signed_in.get(f"/manage/people/{person}", query_string={"other": typed}).text
        assert f'href="/manage/people/{person}/merge/{other}"' in page
    assert readings()[-1] == ("people.person", [person, other])
    page = signed_in.get(f"/manage/people/{person}?other=hanh").text  # never the record itself
    assert "No other record fits." in page


def test_the_register_offers_the_countries_that_occur(signed_in: Client) -> None:
    with unit_of_work():
        come_in(HANH)
        come_in("Андрей Ковалёв", country="UZB", city="Tashkent")
    page = signed_in.get("/manage/people").text
    assert re.findall(r'<option value="([A-Z]{3})"', page) == ["UZB", "VNM"]


def test_two_records_are_compared_merged_and_split(signed_in: Client) -> None:
    one, other = two_alike()
    page = signed_in.get(f"/manage/people/{one}/merge/{other}").text
    assert page.count('type="radio"') == 4  # name and position; what agrees is shown once
    form = {"version": "1", "gone_version": "1", "field-position": "gone", "field-name": "kept"}
    answer = signed_in.post(f"/manage/people/{one}/merge/{other}", data=form)
    assert (answer.status_code, answer.location) == (303, f"/manage/people/{one}")
    kept = db.session.get_one(Person, one)
    assert (kept.name, kept.position, kept.version) == (HANH, "director", 2)
    assert signed_in.get(f"/manage/people/{other}").location == f"/manage/people/{one}"
    assert signed_in.get(f"/manage/people/{other}/edit").status_code == 404
    assert signed_in.post(f"/manage/people/{one}/merge/{other}", data=form).status_code == 404
    page = signed_in.get(f"/manage/people/{one}").text
    assert "Merged into it" in page
    assert signed_in.post(f"/manage/people/{one}/merges/1/split", data={"version": "1"}).status_code == 409
    assert signed_in.post(f"/manage/people/{one}/merges/1/split", data={"version": "2"}).status_code == 303
    assert db.session.get_one(Person, one).position == "engineer"
    assert queries.open_pairs() == 1


def test_a_merge_from_an_old_page_is_told(signed_in: Client) -> None:
    one, other = two_alike()
    for versions in ({"version": "9", "gone_version": "1"}, {"version": "1", "gone_version": "9"}):
        assert signed_in.post(f"/manage/people/{one}/merge/{other}", data=versions).status_code == 409
    assert db.session.get_one(Person, other).merged_into_id is None


def test_two_people_are_told_apart(signed_in: Client) -> None:
    one, other = two_alike()
    assert signed_in.post(f"/manage/people/{other}/apart/{one}").status_code == 303
    assert "Nothing to look at" in signed_in.get("/manage/people/likely").text


def test_a_record_is_corrected_and_a_stale_page_is_told(signed_in: Client) -> None:
    one, _other = two_alike()
    form = {"name": HANH, "country": "VNM", "birth_date": "1985-03-02", "note": "met", "version": "1"}
    assert signed_in.post(f"/manage/people/{one}/edit", data={**form, "name": ""}).status_code == 422
    assert signed_in.post(f"/manage/people/{one}/edit", data={**form, "name": "x" * 201}).status_code == 422
    assert signed_in.post(f"/manage/people/{one}/edit", data=form).status_code == 303
    kept = db.session.get_one(Person, one)
    assert (kept.birth_date, kept.note) == (BORN, "met")
    assert signed_in.post(f"/manage/people/{one}/edit", data=form).status_code == 409


def test_trainings_of_earlier_years_are_added_and_removed(signed_in: Client) -> None:
    one, other = two_alike()
    wrong = signed_in.post(f"/manage/people/{one}/trainings", data={"what": "Seoul 2019", "year": "19"})
    assert wrong.status_code == 422
    assert "Write the year" in wrong.text
    assert signed_in.post(f"/manage/people/{one}/trainings", data={"what": "Seoul 2019", "year": "2019"}).status_code == 303
    assert "Seoul 2019" in signed_in.get(f"/manage/people/{one}").text
    assert signed_in.post(f"/manage/people/{other}/trainings/1/remove").status_code == 404
    assert signed_in.post(f"/manage/people/{one}/trainings/1/remove").status_code == 303
    assert db.session.query(PersonTraining).count() == 0


def test_an_administrator_reads_and_changes_nothing(signed_in: Client, client: Client) -> None:
    one, other = two_alike()
    with unit_of_work():
        reader = admin(language="en")
    client.sign_in(reader)
    page = client.get(f"/manage/people/{one}").text
    assert "Correct the record" not in page
    assert "Compare and merge" not in client.get("/manage/people/likely").text
    assert client.post(f"/manage/people/{one}/merge/{other}").status_code == 403


def test_the_screening_points_out_the_same_person_and_the_same_city(signed_in: Client) -> None:
    with unit_of_work():
        first = come_in(HANH, birth_date=BORN, city="Ha Noi")
        again = come_in(HANH, birth_date=BORN, city="HANOI")
        likely = come_in("Hanh NGUYEN Thi Minh", city="Hannoi")
        ids, receipts = [one.id for one in (first, again, likely)], [one.receipt_no for one in (first, again, likely)]
    page = signed_in.get(f"/manage/nominations/{ids[0]}").text
    assert "Possibly also nominated in" in page
    assert page.index(str(receipts[1])) < page.index("the same person")
    assert "likely the same" in page
    assert "Ha Noi may be" not in page
    assert " HANOI " in page
    other = signed_in.get(f"/manage/nominations/{ids[2]}").text
    assert "Hannoi may be Ha Noi." in other
    assert other.count("likely the same") == 2


def test_a_nomination_of_its_own_has_no_panel(signed_in: Client) -> None:
    with unit_of_work():
        nomination = come_in(HANH).id
    page = signed_in.get(f"/manage/nominations/{nomination}").text
    assert "Possibly also nominated in" not in page
    assert "Same city" not in page
