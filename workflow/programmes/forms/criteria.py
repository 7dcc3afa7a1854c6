"""Sections about whom the call takes: routes, criteria, rules, the order of selection, costs, questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from types import MappingProxyType
from typing import Any

from wtforms import BooleanField, FieldList, HiddenField, RadioField, SelectField

from workflow.core.i18n import Text
from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes import asks
from workflow.programmes.definition import CallDefinition
from workflow.programmes.eligibility import AGE_ON_LABELS
from workflow.programmes.forms.base import Checks, Number, Row, SectionForm, Words, plain, rows, with_keys
from workflow.programmes.parts import COST_LABELS, SORT_KEYS, Airfare, WithinCountry


def _questions(names: Collection[str]) -> list[tuple[str, Text]]:
    return [(name, label) for name, label in asks.TRAINEE_ASKS.items() if name in names]


COSTS = [(cost.value, label) for cost, label in COST_LABELS.items()]


class RouteRow(Row):
    key = HiddenField()
    ko = Words(_l("Route in Korean"), required=True)
    en = Words(_l("Route in English"))
    airfare = SelectField(_l("Airfare paid by"), validate_choice=False, choices=[
        (Airfare.COMPANY.value, _l("the nominating company")), (Airfare.CITY.value, _l("the city")),
    ])  # fmt: skip


class RoutesForm(SectionForm):
    """How nominations come, and who pays the airfare of their trainees."""

    key = "routes"
    title = _l("Routes of nomination")
    routes = rows(RouteRow, _l("Routes of nomination"))

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        return {"routes": call.model_dump(mode="json")["routes"]}

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        return {"routes": with_keys(plain(self.routes), "route")}


class CountryCriterionRow(Row):
    number = Number(_l("Number"))
    ko = Words(_l("Criterion in Korean"), required=True)
    en = Words(_l("Criterion in English"))
    staff_only = BooleanField(_l("Only the office can enter it"))


class CountriesForm(SectionForm):
    """The criteria for countries and cities, of which a nomination claims one."""

    key = "countries"
    title = _l("Criteria for countries")
    country_criteria = rows(CountryCriterionRow, _l("Criteria for countries"))

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        return {"country_criteria": call.model_dump(mode="json")["country_criteria"]}

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        return {"country_criteria": _numbered(plain(self.country_criteria), "number")}


class CategoryRow(Row):
    key = HiddenField()
    rank = Number(_l("Rank"))
    ko = Words(_l("Criterion in Korean"), required=True)
    en = Words(_l("Criterion in English"))


class PreferenceRow(Row):
    key = SelectField(_l("Question"), validate_choice=False, choices=_questions(asks.YES_NO_ASKS))
    ko = Words(_l("Preference in Korean"), required=True)
    en = Words(_l("Preference in English"))


class TraineesForm(SectionForm):
    """The ranked criteria for trainees, and what is preferred among equals."""

    key = "trainees"
    title = _l("Criteria for trainees")
    ranked = rows(CategoryRow, _l("Ranked criteria"))
    preferences = rows(PreferenceRow, _l("Preferences"))

    paths = MappingProxyType({"trainee_criteria.ranked": "ranked", "trainee_criteria.preferences": "preferences"})

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        criteria: dict[str, Any] = call.model_dump(mode="json")["trainee_criteria"]
        return criteria

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        ranked = with_keys(_numbered(plain(self.ranked), "rank"), "category")
        return {"trainee_criteria": {"ranked": ranked, "preferences": plain(self.preferences)}}


RULE_LABELS = {
    "deadline": Text("접수마감 전 접수", "Received before the deadline"),
    "completeness": Text("기재사항 완비", "Everything asked is answered"),
    "dac_recipient": Text("OECD DAC 수원국", "Country on the OECD DAC list"),
    "criterion_claimed": Text("국가 선정기준 해당", "A criterion for countries is claimed"),
    "same_person_once": Text("한 사람 한 번만 추천", "Nobody is nominated twice"),
    "age_at_most": Text("나이 상한", "Highest age"),
    "answer_is": Text("문항의 답", "Answer to a question"),
}
"""The catalogue as staff choose from it; the rule's own text, with its parameters, stands on the notice."""

YES_NO = {"예": True, "yes": True, "true": True, "아니요": False, "아니오": False, "no": False, "false": False}
"""How an answer of yes or no may be written."""


class RuleRow(Row):
    rule = SelectField(_l("Rule"), validate_choice=False, choices=[("", _l("Choose a rule")), *RULE_LABELS.items()])
    on_fail = SelectField(_l("If it is not met"), validate_choice=False, choices=[
        ("flag", _l("flag it for the officer")), ("exclude", _l("exclude it")),
    ])  # fmt: skip
    years = Number(_l("Highest age in years"))
    on = SelectField(_l("Age on"), validate_choice=False, choices=[
        (day.value, label) for day, label in AGE_ON_LABELS.items()
    ])  # fmt: skip
    question = SelectField(_l("Question"), validate_choice=False, choices=[
        ("", _l("Choose a question")), *_questions(asks.TRAINEE_ASKS),
    ])  # fmt: skip
    value = Words(_l("Answer that is asked for"))

    @property
    def is_blank(self) -> bool:
        return not self.rule.data

    @property
    def data_of_rule(self) -> dict[str, Any]:
        said: dict[str, Any] = {"rule": self.rule.data, "on_fail": self.on_fail.data}
        if self.rule.data == "age_at_most":
            said |= {"years": plain(self.years), "on": self.on.data}
        if self.rule.data == "answer_is":
            answer = plain(self.value) or ""
            asked = self.question.data or ""
            said |= {"question": asked, "value": YES_NO.get(answer.lower(), answer) if asked in asks.YES_NO_ASKS else answer}
        return {name: value for name, value in said.items() if value is not None}


class EligibilityForm(SectionForm):
    """Which rules of the catalogue the call applies, and what follows when one is not met."""

    key = "eligibility"
    title = _l("Eligibility")
    eligibility = rows(RuleRow, _l("Rules of eligibility"))

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        found = call.model_dump(mode="json")["eligibility"]
        for rule in found:
            if isinstance(rule.get("value"), bool):
                rule["value"] = str(Text("예", "yes") if rule["value"] else Text("아니요", "no"))
        return {"eligibility": found}

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        return {"eligibility": [entry.form.data_of_rule for entry in self.eligibility.entries]}


SORT_LABELS = {
    "rank": Text("연수생 선정기준 순위", "rank of the trainee's criterion"),
    "score": Text("평가 점수", "score of the nomination"),
    "received": Text("접수 순서", "earlier receipt"),
    "key": Text("접수번호", "receipt number"),
}


class SelectionForm(SectionForm):
    """How the selection is proposed: the order of the sort keys, and several nominations of a country."""

    key = "selection"
    title = _l("Selection")
    order = FieldList(SelectField(_l("Sort by"), validate_choice=False, choices=[
        ("", _l("Choose")), *((key, SORT_LABELS[key]) for key in SORT_KEYS), *_questions(asks.YES_NO_ASKS),
    ]), _l("Order of the sort keys"))  # fmt: skip
    within_country = RadioField(_l("Several nominations of a country"), validate_choice=False, choices=[
        (WithinCountry.POOL.value, _l("all their trainees compete for the country's places")),
        (WithinCountry.BEST_NOMINATION.value, _l("only those of the best nomination compete")),
        (WithinCountry.PER_CITY.value, _l("cities count as countries do")),
    ])  # fmt: skip
    scores = BooleanField(_l("Committee members give scores"))

    paths = MappingProxyType({
        "selection.order": "order", "selection.within_country": "within_country", "selection.scores": "scores",
    })

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        settings: dict[str, Any] = call.model_dump(mode="json")["selection"]
        return settings

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        return {"selection": {
            "order": [entry.data for entry in self.order.entries], "within_country": self.within_country.data or "",
            "scores": self.scores.data,
        }}  # fmt: skip


class DutyRow(Row):
    key = HiddenField()
    ko = Words(_l("Duty in Korean"), required=True)
    en = Words(_l("Duty in English"))


class FundingForm(SectionForm):
    """Who pays what, and the duties of a nominating company."""

    key = "funding"
    title = _l("Costs and duties")
    city_pays = Checks(_l("The city pays"), choices=COSTS)
    company_pays = Checks(_l("The company pays for its trainees"), choices=COSTS)
    company_duties = rows(DutyRow, _l("Duties of the nominating company"))

    paths = MappingProxyType({"funding.city_pays": "city_pays", "funding.company_pays": "company_pays"})

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        data = call.model_dump(mode="json")
        return {**data["funding"], "company_duties": data["company_duties"]}

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        return {
            "funding": {
                "city_pays": _in_order(self.city_pays.data, call.funding.city_pays),
                "company_pays": _in_order(self.company_pays.data, call.funding.company_pays),
            },
            "company_duties": with_keys(plain(self.company_duties), "duty"),
        }


class FieldOfWorkRow(Row):
    ko = Words(_l("Field in Korean"), required=True)
    en = Words(_l("Field in English"))


class AsksForm(SectionForm):
    """What the form asks of the author, of the nomination and of each trainee."""

    key = "asks"
    title = _l("What is asked")
    author = Checks(_l("Of the nominating officer"), choices=list(asks.AUTHOR_ASKS.items()))
    nomination = Checks(_l("Of the nomination"), choices=list(asks.NOMINATION_ASKS.items()))
    trainee = Checks(_l("Of each trainee"), choices=list(asks.TRAINEE_ASKS.items()))
    fields_of_work = rows(FieldOfWorkRow, _l("Fields of work to choose from"))

    paths = MappingProxyType({
        "nomination_asks.author": "author", "nomination_asks.nomination": "nomination",
        "nomination_asks.trainee": "trainee",
    })

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        data = call.model_dump(mode="json")
        return {**data["nomination_asks"], "fields_of_work": data["fields_of_work"]}

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        asked = call.nomination_asks
        return {
            "nomination_asks": {
                "author": _in_order(self.author.data, asked.author),
                "nomination": _in_order(self.nomination.data, asked.nomination),
                "trainee": _in_order(self.trainee.data, asked.trainee),
            },
            "fields_of_work": plain(self.fields_of_work),
        }


def _in_order(chosen: Iterable[str] | None, before: Iterable[str]) -> list[str]:
    """Return what was ticked: what was there before in its order, then what is new."""
    ticked, known = list(chosen or ()), [str(name) for name in before]
    return [*(name for name in known if name in ticked), *(name for name in ticked if name not in known)]


def _numbered(found: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Give rows without a number the next one."""
    highest = max((row[name] for row in found if isinstance(row.get(name), int)), default=0)
    for row in found:
        if name not in row:
            highest += 1
            row[name] = highest
    return found
