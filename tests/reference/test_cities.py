"""The register of cities: spellings, names, merges, and what is suggested."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Client
from tests.factories.accounts import company_officer, officer
from tests.support.counting import statements
from workflow.core.audit import SYSTEM
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused
from workflow.reference import queries
from workflow.reference.cities import city_key, distance, resemble
from workflow.reference.merging import GONE
from workflow.reference.models import City, CitySpelling
from workflow.reference.services import cities


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hà Nội", "HANOI"), ("Ulaanbaatar", "Ulaan-Baatar"), ("Ташкент", "Tashkent"), ("São Tomé", "SAO TOME")],
)
def test_spellings_that_differ_by_marks_case_and_spacing_have_one_key(one: str, other: str) -> None:
    assert city_key(one) == city_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ho Chi Minh City", "Ho Chi Minh"), ("City of Cebu", "Cebu City"), ("Dakha", "Dhaka City"), ("Hannoi", "Hanoi"),
        ("Ulan Bator", "Ulan Batar"), ("Bandung", "Bandun"),
    ],
)  # fmt: skip
def test_names_that_may_be_one_city_resemble_each_other(one: str, other: str) -> None:
    expected = (one, other) != ("Dakha", "Dhaka City")  # two things apart are one too many
    assert resemble(one, other) is expected
    assert resemble(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other"), [("Hue", "Due"), ("Lima", "Lime"), ("", ""), ("City", "Province"), ("Hanoi", "Haiphong")]
)
def test_short_and_other_names_do_not(one: str, other: str) -> None:
    assert not resemble(one, other)


@given(st.text("abcdé ", max_size=8), st.text("abcdé ", max_size=8))
def test_resemblance_and_distance_are_symmetric(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert resemble(one, other) is resemble(other, one)
    assert distance(one, one) == 0
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


def note(*places: tuple[str, str]) -> list[City]:
    return [one.city for one in cities.note(places).values()]


@pytest.mark.databases
def test_spellings_find_their_city_or_make_a_new_one(work: Any) -> None:
    hanoi, same, hue, other_country = note(("VNM", "Hanoi"), ("VNM", "HÀ NỘI"), ("VNM", "Hue"), ("LAO", "Hanoi"))
    assert hanoi is same
    assert len({hanoi.id, hue.id, other_country.id}) == 3
    assert hue.resembles_id is None
    assert [one.written for one in db.session.query(CitySpelling).filter_by(city_id=hanoi.id)] == ["Hanoi", "HÀ NỘI"]
    with statements() as sent:
        assert note(("VNM", "Hanoi"), ("VNM", "Hue")) == [hanoi, hue]
    assert len(sent) == 1, sent
    [hannoi] = note(("VNM", "Hannoi"))
    assert hannoi.resembles_id == hanoi.id
    [korean] = note(("VNM", "하노이"))
    assert (korean.name_en, korean.name_ko) == ("", "하노이")


def test_a_korean_name_that_was_given_finds_its_city(work: Any) -> None:
    [hanoi] = note(("VNM", "Hanoi"))
    cities.name(hanoi, "Hà Nội", "하노이", actor=SYSTEM)
    assert note(("VNM", "하노이")) == [hanoi]
    assert hanoi.confirmed_at is not None
    with pytest.raises(Refused):
        cities.name(hanoi, " ", "", actor=SYSTEM)


def test_cities_are_merged_by_name_and_split_again(work: Any) -> None:
    kept, gone = note(("VNM", "Saigon"), ("VNM", "Ho Chi Minh City"))
    [typo] = note(("VNM", "Ho Chi Minh Cit"))
    assert typo.resembles_id == gone.id
    cities.name(gone, "Ho Chi Minh City", "호찌민", actor=SYSTEM)
    row = cities.merge(kept, gone, {"name_en": GONE, "name_ko": GONE}, actor=SYSTEM)
    db.session.expire_all()
    assert (kept.name_en, kept.name_ko, kept.resembles_id) == ("Ho Chi Minh City", "호찌민", None)
    assert typo.resembles_id == kept.id
    assert note(("VNM", "ho chi minh city"), ("VNM", "Saigon")) == [kept, kept]
    cities.split(row, actor=SYSTEM)
    db.session.expire_all()
    assert (kept.name_en, kept.name_ko) == ("Saigon", "")
    assert note(("VNM", "Ho Chi Minh City")) == [gone]
    with pytest.raises(Refused):
        cities.merge(kept, note(("KHM", "Phnom Penh"))[0], {}, actor=SYSTEM)


@pytest.fixture
def signed_in(app: Flask, client: Client) -> Client:
    with unit_of_work():
        person = officer(language="en")
    return client.sign_in(person)


def named(*names: str, country: str = "VNM") -> list[int]:
    with unit_of_work():
        found = note(*((country, name) for name in names))
        for city, name in zip(found, names, strict=True):
            cities.name(city, name, f"{name} 시", actor=SYSTEM)
        return [city.id for city in found]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_sends_the_same_statements_whatever_its_length(signed_in: Client, rows: int) -> None:
    with unit_of_work():
        note(*[("VNM", "Hanoi"), ("VNM", "Hannoi"), ("KEN", "Nairobi")][:rows])
    with statements() as sent:
        page = signed_in.get("/manage/reference/cities").text
    assert page.count('role="rowheader"') == rows
    assert len(sent) == 6, sent  # account, roles, cities, their spellings, how many to look at, countries


def test_the_list_is_narrowed_by_country_name_and_what_is_to_be_seen(signed_in: Client) -> None:
    named("Hanoi")
    with unit_of_work():
        note(("VNM", "Hannoi"), ("KEN", "Nairobi"))
    assert signed_in.get("/manage/reference/cities?country=VNM").text.count('role="rowheader"') == 2
    assert signed_in.get("/manage/reference/cities?q=AIRO").text.count('role="rowheader"') == 1
    page = signed_in.get("/manage/reference/cities?see=1").text
    assert "to be looked at (2)" in page
    assert "the same as Hanoi?" in page
    assert "No city fits" in signed_in.get("/manage/reference/cities?q=Busan").text


def test_any_other_city_of_the_country_is_found_and_compared(signed_in: Client) -> None:
    with unit_of_work():
        kept, gone, abroad = (one.id for one in note(("VNM", "Ho Chi Minh City"), ("VNM", "Saigon"), ("KHM", "Saigon")))
    page = signed_in.get(f"/manage/reference/cities/{kept}?other=sai").text
    assert f'href="/manage/reference/cities/{kept}/merge/{gone}"' in page
    assert f"/merge/{abroad}" not in page
    assert "No other city of this country fits." in signed_in.get(f"/manage/reference/cities/{kept}?other=Busan").text
    assert re.findall(r'<option value="([A-Z]{3})"', signed_in.get("/manage/reference/cities").text) == ["KHM", "VNM"]


def test_a_city_is_named_merged_and_split_on_its_pages(signed_in: Client) -> None:
    with unit_of_work():
        kept, gone = (one.id for one in note(("VNM", "Hanoi"), ("VNM", "Hannoi")))
    page = signed_in.get(f"/manage/reference/cities/{gone}").text
    assert "Perhaps the same city" in page
    assert signed_in.post(f"/manage/reference/cities/{kept}", data={"name_en": "", "version": "1"}).status_code == 422
    form = {"name_en": "Hanoi", "name_ko": "하노이", "version": "1"}
    assert signed_in.post(f"/manage/reference/cities/{kept}", data=form).status_code == 303
    assert signed_in.post(f"/manage/reference/cities/{kept}", data=form).status_code == 409
    address = f"/manage/reference/cities/{kept}/merge/{gone}"
    assert signed_in.get(address).text.count('type="radio"') == 4
    assert signed_in.post(address, data={"version": "1", "gone_version": "1"}).status_code == 409
    assert signed_in.post(address, data={"version": "2", "gone_version": "1"}).status_code == 303
    assert signed_in.get(f"/manage/reference/cities/{gone}").location == f"/manage/reference/cities/{kept}"
    assert "Split off again" in signed_in.get(f"/manage/reference/cities/{kept}").text
    assert signed_in.post(f"/manage/reference/cities/{kept}/merges/1/split", data={"version": "3"}).status_code == 303
    assert [one.written for one in queries.city_or_404(gone).spellings] == ["Hannoi"]


def test_a_company_is_offered_the_cities_that_an_officer_has_looked_at(app: Flask, client: Client) -> None:
    named("Hanoi", "Haiphong", "Hue")
    named("Harare", country="ZWE")
    with unit_of_work():
        note(("VNM", "Ha Long"))  # another company's, not looked at yet
        member = company_officer()
    assert client.get("/cities?country=VNM&q=h").status_code == 303
    client.sign_in(member)
    assert client.get("/cities?country=VNM&q=Hà").json == {
        "cities": [{"value": "Haiphong", "label": "Haiphong 시"}, {"value": "Hanoi", "label": "Hanoi 시"}]
    }
    assert client.get("/cities?country=VNM&q=%25").json is not None
    for address in ("/cities", "/cities?country=XX&q=h", "/cities?country=VNM&q=zz", "/cities?country=VNM&q=" + "h" * 5000):
        assert client.get(address).json == {"cities": []}


def test_at_most_ten_are_offered(app: Flask, client: Client) -> None:
    named(*(f"Hanoi {letter * 3}" for letter in "abcdefghijkl"))
    with unit_of_work():
        member = company_officer()
    answer = client.sign_in(member).get("/cities?country=VNM&q=hanoi")
    assert answer.json is not None
    assert len(answer.json["cities"]) == queries.SUGGESTED == 10
