from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import workflow.demo
from workflow.core.i18n import Text
from workflow.programmes.callfile import read_call
from workflow.programmes.definition import CallDefinition
from workflow.programmes.explain import explain
from workflow.programmes.parts import Quotas, WithinCountry

DEMO = Path(workflow.demo.__file__).parent
RAILWAY = read_call(DEMO / "urban-railway-2025.yaml")
INTERNSHIP = read_call(DEMO / "policy-internship-2017.yaml")


def changed(**changes: Any) -> dict[str, Any]:
    """Return the railway call's data with some keys set; a path is written with __ (training__to)."""
    data = RAILWAY.model_dump(mode="json")
    for path, value in changes.items():
        *parents, last = path.split("__")
        target = data
        for parent in parents:
            target = target[parent]
        target[last] = value
    return data


def problems(data: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        CallDefinition.model_validate(data)
    explained = explain(caught.value)
    assert all(text.ko and text.en for _, text in explained)
    return [(path, text.en) for path, text in explained]


@pytest.mark.parametrize("call", [RAILWAY, INTERNSHIP], ids=lambda call: call.code)
def test_a_call_goes_through_json_unchanged(call: CallDefinition) -> None:
    assert CallDefinition.model_validate(call.model_dump(mode="json")) == call
    assert CallDefinition.model_validate_json(call.model_dump_json()) == call


def test_a_call_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        RAILWAY.code = "OTHER"  # type: ignore[misc]


def test_the_whole_closing_day_counts_in_korea() -> None:
    assert RAILWAY.closes_at == datetime(2025, 7, 25, 15, 0, tzinfo=UTC)
    assert RAILWAY.opens_at == datetime(2025, 7, 1, 15, 0, tzinfo=UTC)
    assert RAILWAY.is_open(datetime.fromisoformat("2025-07-25T23:59:59.999999+09:00"))
    assert not RAILWAY.is_open(datetime.fromisoformat("2025-07-26T00:00:00+09:00"))
    assert RAILWAY.is_open(datetime.fromisoformat("2025-07-02T00:00:00+09:00"))
    assert not RAILWAY.is_open(datetime.fromisoformat("2025-07-01T23:59:59+09:00"))


def test_what_a_call_says_is_found_by_its_key() -> None:
    assert RAILWAY.rank_of("policy_manager") == 1
    assert RAILWAY.rank_of("council_or_political") == 3
    assert RAILWAY.rank_of("driver") is None
    assert RAILWAY.rank_of(None) is None
    assert RAILWAY.criterion(4).staff_only  # type: ignore[union-attr]
    assert RAILWAY.criterion(5) is None
    assert RAILWAY.route("direct").airfare == "city"  # type: ignore[union-attr]
    assert RAILWAY.route(None) is None
    assert RAILWAY.duty_keys == ("airfare", "guidance")
    assert RAILWAY.completion.minimum == Fraction(4, 5)  # type: ignore[union-attr]
    assert RAILWAY.selection.order == ("rank", "english", "score", "received", "key")
    assert not RAILWAY.country_per_trainee


def test_nights_and_days_follow_from_the_dates_where_they_are_not_written() -> None:
    assert (RAILWAY.training.night_count, RAILWAY.training.day_count) == (6, 7)
    assert INTERNSHIP.training.nights is None
    assert (INTERNSHIP.training.night_count, INTERNSHIP.training.day_count) == (17, 18)
    assert RAILWAY.training.includes(date(2025, 11, 1))
    assert not RAILWAY.training.includes(date(2025, 11, 2))


def test_a_call_of_another_shape_has_what_it_has() -> None:
    assert INTERNSHIP.quotas == Quotas(trainees=15)
    assert INTERNSHIP.ranked == ()
    assert INTERNSHIP.rank_of("policy_manager") is None
    assert INTERNSHIP.country_per_trainee
    assert INTERNSHIP.placements
    assert INTERNSHIP.selection.within_country is WithinCountry.POOL
    assert INTERNSHIP.record["since_2008"].cities == 42
    assert INTERNSHIP.fields_of_work[0] == Text("urban development", "urban development")
    assert [rule.rule for rule in INTERNSHIP.eligibility] == ["dac_recipient", "age_at_most", "answer_is"]


def test_a_missing_english_text_is_read_in_korean() -> None:
    short = RAILWAY.issuing_unit.short_text
    assert short == Text("설계총괄과", "")
    assert short.pick("en") == "설계총괄과"
    assert RAILWAY.programme_draft[1].hosts[0].pick("en") == "서울국제개발협력단"


def test_staff_are_warned_of_quotas_that_cannot_meet_and_of_an_empty_contact() -> None:
    assert [warning.en for warning in RAILWAY.warnings] == [
        "6 countries x 2 trainees = 12 seats cannot fill 14.",
        "The contact is empty: notice and letters need a name and how to reach it.",
    ]


@pytest.mark.parametrize(
    ("quotas", "warnings"),
    [
        (Quotas(countries=6, trainees=12, trainees_per_country=2), 0),
        (Quotas(countries=6, trainees=13, trainees_per_country=2), 1),
        (Quotas(countries=6, trainees=5), 1),
        (Quotas(trainees=5, trainees_per_country=6), 1),
        (Quotas(trainees=15), 0),
        (Quotas(), 0),
    ],
)
def test_quotas_warn_only_of_what_cannot_meet(quotas: Quotas, warnings: int) -> None:
    assert len(quotas.warnings()) == warnings


def test_a_draft_day_outside_the_training_is_pointed_out() -> None:
    data = changed(programme_draft=[{"date": "2025-11-02", "theme": {"ko": "출국"}}])
    assert "The draft programme's 2 Nov 2025 (Sun) is outside the training period." in [
        warning.en for warning in CallDefinition.model_validate(data).warnings
    ]


@pytest.mark.parametrize(
    ("changes", "path", "said"),
    [
        ({"code": "a b"}, "code", "Use letters and digits, with single hyphens between them, such as ABC-2025."),
        ({"code": 2025}, "code", "It must be text; put quotes around what looks like a number or a date."),
        ({"colour": "red"}, "colour", "This key is not known; check its spelling."),
        ({"purpose": {"en": "x"}}, "purpose", "Give the Korean text (ko)."),
        ({"purpose": {"ko": "가", "fr": "x"}}, "purpose", "'fr' is not a language of this product; use ko and en."),
        ({"purpose": 3}, "purpose", "Write it as '{ko: …, en: …}'."),
        ({"published_on": 20250702}, "published_on", "Write the day as 2025-07-25."),
        ({"published_on": "2025-7-2"}, "published_on", "Write the day as 2025-07-25."),
        ({"published_on": "2025-02-30"}, "published_on", "Write the day as 2025-07-25."),
        ({"published_on": "0001-01-01"}, "published_on", "Give a day of the years 1990 to 2199."),
        ({"nominations_close_on": "9999-12-31"}, "nominations_close_on", "Give a day of the years 1990 to 2199."),
        ({"published_on": "2025-07-26"}, "nominations_close_on", "The closing day is before the day of publication."),
        ({"nominations_close_on": "2025-10-26"}, "nominations_close_on",
         "The closing day must be before the training begins."),
        ({"training__to": "2025-10-25"}, "training.to", "The training ends before it begins."),
        ({"training__days": 8}, "training.days", "The period has 7 days."),
        ({"training__nights": 8}, "training.nights", "There are more nights than days."),
        ({"quotas__countries": "6"}, "quotas.countries", "Write a whole number."),
        ({"quotas__countries": True}, "quotas.countries", "Write a whole number."),
        ({"quotas__trainees": 0}, "quotas.trainees", "It must be 1 or more."),
        ({"letterhead__postcode": "4524"}, "letterhead.postcode", "Write five digits, such as 04524."),
        ({"routes": []}, "routes", "Give at least one."),
        ({"routes": "company"}, "routes", "Write it as a list ([ ])."),
        ({"contact": "02-120"}, "contact", "Write it as 'key: value' entries."),
        ({"placements": "yes"}, "placements", "Write true or false."),
        ({"letters__number": "both"}, "letters.number", "Known here are: 'external', 'internal'."),
        ({"selection__within_country": "all"}, "selection.within_country",
         "Known here are: 'pool', 'best_nomination', 'per_city'."),
        ({"selection__order": ["rank", "age"]}, "selection.order.1",
         "'age' is not a sort key. Known are: rank, score, received, key, english."),
        ({"selection__order": ["rank", "rank"]}, "selection.order.1", "'rank' stands here twice."),
        ({"completion__min_share_attended": 1.1}, "completion.min_share_attended",
         "It must be 0 or more and 1 or less: 0.8 is 80%."),
        ({"completion__min_share_attended": "most"}, "completion.min_share_attended", "Write a number."),
        ({"country_criteria": []}, "country_criteria", "Give at least one: another setting of the call needs it."),
        ({"trainee_criteria": {}}, "trainee_criteria.ranked", "Give at least one: another setting of the call needs it."),
        ({"nomination_asks__nomination": ["route", "criterion"]}, "nomination_asks.nomination",
         "Add the question 'Country' (country): another setting of the call needs it."),
        ({"nomination_asks__trainee": ["name", "shoe_size"]}, "nomination_asks.trainee.1",
         "'shoe_size' is not known here. Known are: name, country, city, position, duties, reason, category, "
         "english, birth_date, public_official, field_of_work, in_post_since, english_level, last_trained_on, "
         "passport_expires_on."),
        ({"nomination_asks__confirmation": ["english"]}, "nomination_asks.confirmation.0",
         "'english' is asked with the nomination already."),
        ({"nomination_asks__optional": ["nomination.shoe_size"]}, "nomination_asks.optional.0", None),
        ({"nominations_close_at": "6pm"}, "nominations_close_at", "Write the time as 18:00."),
        ({"nominations_close_at": "00:00", "nominations_close_on": "2025-07-02"}, "nominations_close_at",
         "Nominations are taken from the first minute of the day of publication: close later than that."),
        ({"phases": {"selection": {"from": "2025-09-02", "to": "2025-09-01"}}}, "phases.selection.to",
         "The last day is before the first."),
        ({"quotas__trainees_per_company": 0}, "quotas.trainees_per_company", "It must be 1 or more."),
        ({"consent_asked_at": "arrival"}, "consent_asked_at",
         "Known here are: 'submission', 'screening', 'confirmation'."),
        ({"nomination_asks__trainee": ["name", "category"]}, "trainee_criteria.preferences.0.key",
         "The preference 'english' must be a yes-or-no question asked of the trainee."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_by_its_path(changes: dict[str, Any], path: str, said: str | None) -> None:
    found = problems(changed(**changes))
    assert (path, said) in found if said else path in [at for at, _said in found]


def test_every_problem_is_told_at_once() -> None:
    found = problems(changed(published_on="2025-07-26", selection__order=["age"], country_criteria=[]))
    assert [path for path, _ in found] == ["nominations_close_on", "selection.order.0", "country_criteria"]


def test_a_missing_key_is_named() -> None:
    data = changed()
    del data["training"]
    assert problems(data) == [("training", "This key is missing.")]


@pytest.mark.parametrize("group", ["routes", "country_criteria", "company_duties", "programme_draft"])
def test_what_stands_twice_is_refused(group: str) -> None:
    data = changed()
    data[group].append(data[group][0])
    ((path, said),) = problems(data)
    assert path == f"{group}.{len(data[group]) - 1}"
    assert said.endswith("stands here twice.")


@pytest.mark.parametrize(("title", "heading"), [
    ({"ko": "추천 모집", "en": "Call for nominations"},
     Text("해외 도시철도관계자 초청연수 2025: 추천 모집",
          "Invited Training for Overseas Urban Railway Officials 2025: Call for nominations")),
    ({"ko": "2025 해외 도시철도관계자 초청연수", "en": "Call 2025"},
     Text("2025 해외 도시철도관계자 초청연수", "Invited Training for Overseas Urban Railway Officials: Call 2025")),
    ({"ko": "해외 도시철도관계자 초청연수 모집", "en": "Invited Training for Overseas Urban Railway Officials: call"},
     Text("2025년 해외 도시철도관계자 초청연수 모집", "Invited Training for Overseas Urban Railway Officials: call (2025)")),
])
def test_heading_names_programme_and_year_where_the_title_leaves_them_out(title: dict[str, str], heading: Text) -> None:
    call = CallDefinition.model_validate({**RAILWAY.model_dump(mode="json"), "notice_title": title})
    assert call.heading == heading


@pytest.mark.parametrize(("written", "read"), [
    ("서울교통공사 / Seoul Metro", Text("서울교통공사", "Seoul Metro")), ("서울교통공사", Text("서울교통공사")),
    ({"ko": "서울교통공사", "en": "Seoul Metro"}, Text("서울교통공사", "Seoul Metro")), ("TOPIS", Text("TOPIS")),
])
def test_name_may_stand_on_one_line_with_its_english(written: object, read: Text) -> None:
    call = CallDefinition.model_validate({**RAILWAY.model_dump(mode="json"), "contact": {"name": written}})
    assert call.contact.name == read
    assert CallDefinition.model_validate(call.model_dump(mode="json")) == call, "what was stored is read the same"
