"""The worked set of SPEI-2017, a call of another shape, from data alone: what must come out is derived by
hand in `workflow/demo/worked-set-2017.md`.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import make_settings
from tests.demo.office import FILES, Office
from tests.factories.documents import facts_of_letter
from workflow.accounts.roles import Role
from workflow.config import Settings
from workflow.core import clock
from workflow.core.db import db, unit_of_work
from workflow.demo.loading import Life, person
from workflow.demo.sets import SETS
from workflow.documents.models import Document
from workflow.documents.states import DocumentKind, DocumentState
from workflow.programmes import queries as calls
from workflow.selection import promotions, queries, services
from workflow.selection.models import SeatCounter

CODE = "SPEI-2017"
SEATS = [
    "P03-A", "P03-B", "P03-C", "P01-A", "P01-B", "P01-C", "P01-D", "P02-A", "P02-B", "P02-C", "P02-D",
    "P04-A", "P04-B", "P04-C", "P05-A",
]  # fmt: skip
RESERVES = ["P05-B", "P05-C", "P05-D", "P07-A", "P07-B"]
COUNTRIES = [
    ("ETH", "90.00", True), ("RWA", "90.00", True), ("VNM", "86.00", True), ("MNG", "86.00", True),
    ("KHM", "86.00", True), ("NPL", "86.00", True), ("PHL", "86.00", True), ("THA", "86.00", True),
    ("PER", "83.00", True), ("BGD", "83.00", True), ("KEN", "83.00", False), ("MMR", "83.00", False),
    ("IDN", "83.00", False), ("UZB", "72.33", False),
]  # fmt: skip


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """The office works in 2016."""
    start = datetime(2016, 11, 1, 9, tzinfo=clock.KST)
    return make_settings(tmp_path / "instance", database, clock_start=start)


@pytest.fixture
def office(app: Flask) -> Office:
    """The call, its institutions' accounts, and the list of developing countries of that time."""
    office = Office(app, CODE)
    loaded = office.run("demo", "load", "--call", CODE)
    assert loaded.exit_code == 0, loaded.output
    return office


@pytest.fixture
def nominated(office: Office) -> Any:
    return office.json("nominations", "import", str(FILES / "nominations-2017.yaml"), "--call", CODE, status=1)


@pytest.fixture
def scored(office: Office, nominated: Any) -> Office:
    office.run("screening", "run", CODE)
    decided = office.json("screening", "decide", CODE, "--from", str(FILES / "decisions-2017.yaml"),
                          "--as", "officer@city.example")  # fmt: skip
    assert {one["result"] for one in decided["decisions"]} == {"decided"}
    scores = office.run("selection", "scores", "import", str(FILES / "scores-2017.yaml"), "--call", CODE)
    assert scores.exit_code == 0, scores.output
    return office


@pytest.fixture
def announced(app: Flask) -> Life:
    loaded = Office(app, CODE).run("demo", "load", "--call", CODE, "--stage", "selection")
    assert loaded.exit_code == 0, loaded.output
    return Life(next(one for one in SETS if one.definition().code == CODE))


def letters() -> list[Document]:
    query = sa.select(Document).where(Document.kind == DocumentKind.LETTER).order_by(Document.number)
    return list(db.session.scalars(query))


def test_nominations_are_taken_refused_and_withdrawn(nominated: Any) -> None:
    results = {one["key"]: (one["result"], one["field"]) for one in nominated["nominations"]}
    assert results == {
        **{f"P{n:02}": ("accepted", None) for n in (*range(1, 8), 11)},
        "P08": ("refused", "received"),
        "P09": ("refused", "trainees.1.birth_date"),
        "P10": ("withdrawn", None),
    }


def test_the_same_file_again_adds_nothing(office: Office, nominated: Any) -> None:
    again = office.json("nominations", "import", str(FILES / "nominations-2017.yaml"), "--call", CODE, status=1)
    results = {one["key"]: one["result"] for one in again["nominations"]}
    assert results == {**{f"P{n:02}": "unchanged" for n in (*range(1, 8), 10, 11)}, "P08": "refused", "P09": "refused"}


def test_rules_find_three_people_and_nothing_else(office: Office, nominated: Any) -> None:
    found = {one["key"]: one["findings"] for one in office.json("screening", "run", CODE)["nominations"]}
    assert {key: [(one["rule"], one["outcome"], one["trainee"]) for one in ones] for key, ones in found.items() if ones} == {
        "P01": [("age_at_most", "exclude", "P01-E"), ("answer_is", "exclude", "P01-F")],
        "P06": [("dac_recipient", "flag", "P06-A")],
    }


def test_all_trainees_are_ranked_together_and_the_quota_cuts(scored: Office) -> None:
    proposal = scored.propose()
    assert proposal["seats"] == SEATS
    assert proposal["reserves"] == RESERVES
    assert [(one["code"], one["score"], one["in"]) for one in proposal["countries"]] == COUNTRIES
    assert [one["place"] for one in proposal["countries"]] == list(range(1, 15))
    assert proposal["warnings"] == ["점수가 없어 순위에 넣지 않은 추천서: P11"]


def test_the_cut_line_runs_through_a_nomination(scored: Office) -> None:
    proposal, _field = services.current_proposal(calls.call_named(CODE))
    assert (proposal.cut.last_in, proposal.cut.first_out, proposal.cut.printed_margin) == ("P05-A", "P05-B", "0.00")
    assert {one.reason.en for one in proposal.seats if one.nomination == "P03"} == {
        f"{number} seat of the call: score 90.00" for number in ("first", "second", "third")
    }
    assert [one.reason.en for one in proposal.reserves] == [
        f"{number} reserve: the 15 seats for trainees are taken" for number in ("1st", "2nd", "3rd", "4th", "5th")
    ]


ONE_EACH = ["P03-A", "P03-B", "P01-A", "P01-B", "P01-C", "P01-D", "P02-A", "P02-B", "P04-A", "P05-A", "P05-B", "P05-C",
            "P05-D", "P07-B"]  # fmt: skip
FOUR_OF_A_COMPANY = ["P03-A", "P03-B", "P03-C", "P01-A", "P01-B", "P01-C", "P01-D", "P02-A", "P04-A", "P04-B", "P04-C",
                     "P05-A", "P05-B", "P05-C", "P05-D"]  # fmt: skip


WHAT_IF: dict[tuple[str, str], tuple[list[str], list[str]]] = {
    ("--trainees", "12"): (SEATS[:12], [*SEATS[12:], *RESERVES]),
    ("--without", "P01-A"): ([*SEATS[:3], *SEATS[4:], "P05-B"], RESERVES[1:]),
    ("--without", "P03"): ([*SEATS[3:], "P05-B", "P05-C", "P05-D"], RESERVES[3:]),
    ("--per-country", "1"): (ONE_EACH, ["P03-C", "P02-C", "P02-D", "P04-B", "P04-C", "P07-A"]),
    ("--per-company", "4"): (FOUR_OF_A_COMPANY, ["P02-B", "P02-C", "P02-D", "P07-A", "P07-B"]),
}


def test_what_if_changes_the_seats_and_saves_nothing(scored: Office) -> None:
    tried = {options: scored.propose(*options) for options in WHAT_IF}
    assert {options: (one["seats"], one["reserves"]) for options, one in tried.items()} == WHAT_IF
    assert scored.propose()["seats"] == SEATS


def test_seats_are_of_as_many_countries_and_cities_as_in_2017(announced: Life) -> None:
    selected = queries.selected_of(announced.call().id)
    assert [one.trainee.key for one in selected] == SEATS
    actual = announced.call().definition.record["actual_2017"]
    assert (len(selected), len({one.trainee.city for one in selected}), len({one.country for one in selected})) == (
        actual.people, actual.cities, actual.countries,
    )  # fmt: skip
    counted = {one.scope: (one.used, one.cap) for one in db.session.scalars(sa.select(SeatCounter))}
    assert counted == {"trainees": (15, 15)}


def test_letters_go_to_institutions_with_a_selected_nomination_and_bear_our_own_numbers(announced: Life) -> None:
    told = {
        one.number: (one.company.name_ko, [(line.name, line.standing) for line in facts_of_letter(one).roster][-2:])
        for one in letters()
    }
    assert {number: company for number, (company, _people) in told.items()} == {
        "국제교류과-1": "남산도시연구원", "국제교류과-2": "한강도시대학교", "국제교류과-3": "청계국제협력재단",
        "국제교류과-4": "북한산개발연구소",
    }  # fmt: skip
    assert told["국제교류과-4"][1] == [("AYE AYE MOE", "예비(2순위)"), ("PUTU WIRAWAN", "예비(3순위)")]
    assert {one.state for one in letters()} == {DocumentState.DISPATCHED}
    assert {str(one.enforced_on) for one in letters()} == {"2016-12-14"}
    assert [len(facts_of_letter(one).roster) for one in letters()] == [7, 4, 3, 4]


def test_a_seat_given_up_goes_to_the_next_of_the_call_with_a_supplementary_letter(announced: Life) -> None:
    call = announced.call()
    left = next(one for one in queries.selected_of(call.id) if one.trainee.key == "P01-A")
    with unit_of_work():
        promotions.decline(left, actor=person(Role.OFFICER), reason="participation declined")
    (vacancy,) = queries.open_vacancies(call.id)
    assert (vacancy.proposed.trainee.key, vacancy.why.en) == ("P05-B", "a seat is free: the next reserve of the call")
    with unit_of_work():
        promotions.promote(vacancy, vacancy.proposed, actor=person(Role.APPROVER))
    made = letters()[-1]
    assert (made.number, made.company.name_ko, made.supplementary, made.state) == (
        "국제교류과-5", "북한산개발연구소", True, DocumentState.DISPATCHED,
    )  # fmt: skip
    assert [line.name for line in facts_of_letter(made).roster] == ["PETER KAMAU"]


def test_both_worked_sets_live_beside_each_other(announced: Life, app: Flask) -> None:
    loaded = Office(app, CODE).run("demo", "load", "--stage", "selection")
    assert loaded.exit_code == 0, loaded.output
    assert len(queries.selected_of(Life(SETS[0]).call().id)) == 12
    assert len(queries.selected_of(announced.call().id)) == 15


def test_a_call_without_a_worked_set_is_refused(app: Flask) -> None:
    refused = Office(app, CODE).run("demo", "load", "--call", "ABC-2030")
    assert refused.exit_code == 1
    assert "ABC-2030" in refused.stderr
