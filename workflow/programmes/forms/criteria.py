"""Sections about whom the call takes: routes, criteria, the order of selection, costs and duties."""

from __future__ import annotations

from collections.abc import Collection
from types import MappingProxyType
from typing import Any

from wtforms import BooleanField, FieldList, HiddenField, RadioField, SelectField

from workflow.core.i18n import Text
from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes import asks
from workflow.programmes.definition import CallDefinition
from workflow.programmes.forms.asks import in_order
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
    staff_only = BooleanField(_l("Only the office can enter it"))


class RoutesForm(SectionForm):
    """How nominations come, and who pays the airfare of their trainees."""

    key = "routes"
    amends = True
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
    amends = True
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
    amends = True
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


SORT_LABELS = {
    "rank": Text("연수생 선정기준 순위", "rank of the trainee's criterion"),
    "score": Text("평가 점수", "score of the nomination"),
    "received": Text("접수 순서", "earlier receipt"),
    "key": Text("접수번호", "receipt number"),
}


class SelectionForm(SectionForm):
    """How the selection is proposed: the order of the sort keys, and several nominations of a country."""

    key = "selection"
    amends = True  # a change of the order can bring a question along
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
    amends = True
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
                "city_pays": in_order(self.city_pays.data or (), call.funding.city_pays),
                "company_pays": in_order(self.company_pays.data or (), call.funding.company_pays),
            },
            "company_duties": with_keys(plain(self.company_duties), "duty"),
        }


def _numbered(found: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Give rows without a number the next one."""
    highest = max((row[name] for row in found if isinstance(row.get(name), int)), default=0)
    for row in found:
        if name not in row:
            highest += 1
            row[name] = highest
    return found
