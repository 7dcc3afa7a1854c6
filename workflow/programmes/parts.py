"""The parts of a call, as its file holds them; `definition.py` puts them together.

Each class is one mapping of the file. Days are Korean calendar days.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from workflow.core.i18n import Text
from workflow.programmes.asks import AUTHOR_ASKS, EMPTY_IS_AN_ANSWER, NOMINATION_ASKS, TRAINEE_ASKS
from workflow.programmes.fields import (
    Bilingual,
    Count,
    Day,
    Flag,
    Key,
    Labelled,
    Line,
    Model,
    Name,
    known,
    shaped,
    wrong,
    wrong_together,
)

QuestionName = Annotated[
    str,
    AfterValidator(known([
        *(f"author.{name}" for name in AUTHOR_ASKS),
        *(f"nomination.{name}" for name in NOMINATION_ASKS),
        *(f"trainee.{name}" for name in TRAINEE_ASKS),
    ])),
]  # fmt: skip
"""A question of the catalogue by its group and its name."""


class IssuingUnit(Labelled):
    """The unit that issues the notice and the letters; `short` is the name in a letter's number."""

    short: Bilingual | None = None

    @property
    def short_text(self) -> Text:
        return self.short or self.text


class Contact(Model):
    """Whom to ask; the office fills it in, and a notice and a letter need it."""

    name: Name | None = None
    phone: Line | None = None
    fax: Line | None = None
    email: Line | None = None

    @property
    def is_complete(self) -> bool:
        """Whether a reader can reach somebody: a name with a telephone number or a mail address."""
        return bool(self.name and (self.phone or self.email))


class Letterhead(Model):
    """Head and foot of a letter that this product prints itself."""

    agency: Bilingual
    sender: Bilingual
    address: Bilingual
    postcode: Annotated[str, AfterValidator(shaped(
        r"[0-9]{5}", ko="숫자 다섯 자리로 적어 주세요. 예: 04524", en="Write five digits, such as 04524.",
    ))]
    homepage: Line | None = None
    disclosure: Annotated[str, AfterValidator(shaped(
        r"공개|(부분공개|비공개)\([1-8](,[1-8])*\)",
        ko="'공개'나 '부분공개(6)', '비공개(5,6)'처럼 적어 주세요. 괄호 안은 1~8호입니다.",
        en="Write 공개, or 부분공개(6) or 비공개(5,6) with numbers from 1 to 8.",
    ))] = "부분공개(6)"


class PartnerRole(StrEnum):
    ORGANISER = "organiser"
    OPERATOR = "operator"
    NOMINATOR = "nominator"


class Partner(Labelled):
    """A member of the consultative body (협의체) that runs the programme together."""

    role: PartnerRole


class TrainingPeriod(Model):
    """First and last day of the training; `nights` and `days` follow from them unless written."""

    starts_on: Day = Field(alias="from")
    ends_on: Day = Field(alias="to")
    nights: Annotated[int, Field(strict=True, ge=0)] | None = None
    days: Count | None = None
    tentative: Flag = False

    @model_validator(mode="after")
    def _fits_the_calendar(self) -> TrainingPeriod:
        if self.ends_on < self.starts_on:
            text = Text("연수 종료일이 시작일보다 빠릅니다.", "The training ends before it begins.")
            raise wrong_together([("to", text)])
        span, problems = (self.ends_on - self.starts_on).days + 1, []
        if self.days is not None and self.days != span:
            problems.append(("days", Text(f"기간은 {span}일입니다.", f"The period has {span} days.")))
        if self.nights is not None and self.nights > span:
            text = Text("숙박 일수가 기간보다 깁니다.", "There are more nights than days.")
            problems.append(("nights", text))
        if problems:
            raise wrong_together(problems)
        return self

    @property
    def day_count(self) -> int:
        return self.days or (self.ends_on - self.starts_on).days + 1

    @property
    def night_count(self) -> int:
        return self.day_count - 1 if self.nights is None else self.nights

    def includes(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


class Quotas(Model):
    """Caps, each 'at most'; one that is absent does not bind."""

    countries: Count | None = None
    trainees: Count | None = None
    trainees_per_country: Count | None = None
    trainees_per_company: Count | None = None

    def warnings(self) -> list[Text]:
        """Return what staff should know about caps that cannot meet; nothing is refused."""
        countries, trainees, each = self.countries, self.trainees, self.trainees_per_country
        found = []
        if countries and trainees and each and countries * each < trainees:
            seats = countries * each
            found.append(Text(
                f"{countries}개국 × 국가별 {each}명 = {seats}명으로는 정원 {trainees}명을 채울 수 없습니다.",
                f"{countries} countries x {each} trainees = {seats} seats cannot fill {trainees}.",
            ))
        if countries and trainees and countries > trainees:
            found.append(Text(
                f"연수생 정원 {trainees}명으로는 {countries}개국에서 한 명씩도 선정할 수 없습니다.",
                f"{trainees} places for trainees are fewer than one for each of the {countries} countries.",
            ))
        company = self.trainees_per_company
        if trainees and company and company > trainees:
            found.append(Text(
                f"기업별 인원 {company}명이 연수생 정원 {trainees}명보다 많습니다.",
                f"{company} trainees per company are more than the {trainees} places for trainees.",
            ))
        if trainees and each and each > trainees:
            found.append(Text(
                f"국가별 인원 {each}명이 연수생 정원 {trainees}명보다 많습니다.",
                f"{each} trainees per country are more than the {trainees} places for trainees.",
            ))
        return found


class Airfare(StrEnum):
    COMPANY = "company"
    CITY = "city"


class Route(Labelled):
    """How a nomination comes (추천경로), and who pays the airfare of its trainees; by one with `staff_only` staff alone
    enter nominations."""

    key: Key
    airfare: Airfare
    staff_only: Flag = False


class CountryCriterion(Labelled):
    """A criterion for countries; one with `staff_only` can be claimed by staff alone."""

    number: Count
    staff_only: Flag = False


class TraineeCriterion(Labelled):
    """A category of trainees; a lower rank goes first."""

    rank: Count
    key: Key


class Preference(Labelled):
    """A question answered yes or no that is preferred among equals, such as English."""

    key: Key


class TraineeCriteria(Model):
    ranked: tuple[TraineeCriterion, ...] = ()
    preferences: tuple[Preference, ...] = ()


class WithinCountry(StrEnum):
    """How a country with several nominations is treated."""

    POOL = "pool"
    BEST_NOMINATION = "best_nomination"
    PER_CITY = "per_city"


SORT_KEYS = ("rank", "score", "received", "key")
"""The sort keys every call has; the keys of its preferences come beside them."""


class SelectionSettings(Model):
    """Order of the sort keys, treatment of a country's nominations, and whether scores are given.

    Without scores the meeting enters an agreed order of nominations with a reason for each place.
    """

    order: tuple[str, ...] = SORT_KEYS
    within_country: WithinCountry = WithinCountry.POOL
    scores: Flag = True


def _as_share(value: Decimal) -> Decimal:
    if not 0 <= value <= 1:
        raise wrong("share", ko="0 이상 1 이하여야 합니다. 0.8은 80%입니다.",
                    en="It must be 0 or more and 1 or less: 0.8 is 80%.")  # fmt: skip
    return value


class Completion(Model):
    """The smallest share of sessions attended with which the training counts as completed."""

    min_share_attended: Annotated[Decimal, Field(allow_inf_nan=False), AfterValidator(_as_share)]

    @property
    def minimum(self) -> Fraction:
        return Fraction(self.min_share_attended)


class Cost(StrEnum):
    TRAINING = "training"
    STAY = "stay"
    MEALS = "meals"
    AIRFARE = "airfare"
    INSURANCE = "insurance"
    VISA = "visa"


COST_LABELS = {
    Cost.TRAINING: Text("연수비", "training"),
    Cost.STAY: Text("체재비", "stay"),
    Cost.MEALS: Text("식비", "meals"),
    Cost.AIRFARE: Text("항공료", "airfare"),
    Cost.INSURANCE: Text("보험료", "insurance"),
    Cost.VISA: Text("비자 수수료", "visa fee"),
}


class Funding(Model):
    """Who pays what; the company's share is for the trainees that companies nominated."""

    city_pays: tuple[Cost, ...] = ()
    company_pays: tuple[Cost, ...] = ()


class Duty(Labelled):
    """A duty of the company, acknowledged at submission and repeated in its letter."""

    key: Key


class Letters(Model):
    """Where a letter's number comes from: the office's approval system, or our gapless series."""

    number: Literal["external", "internal"] = "external"


class Asks(Model):
    """What is asked of the author, of the nomination and of each trainee, in the form's order.

    `confirmation` is asked of a selected trainee only. `optional` and `help` go by names such as
    'nomination.city_profile' or 'trainee.english'.
    """

    author: tuple[Annotated[str, AfterValidator(known(AUTHOR_ASKS))], ...] = ("name", "email", "phone")
    nomination: tuple[Annotated[str, AfterValidator(known(NOMINATION_ASKS))], ...]
    trainee: tuple[Annotated[str, AfterValidator(known(TRAINEE_ASKS))], ...]
    confirmation: tuple[Annotated[str, AfterValidator(known(TRAINEE_ASKS))], ...] = ()
    optional: tuple[QuestionName, ...] = ()
    help: dict[QuestionName, Bilingual] = Field(default_factory=dict)

    def is_optional(self, group: str, name: str) -> bool:
        """Tell whether the catalogue's question `name` of `group` may stay without an answer."""
        return name in EMPTY_IS_AN_ANSWER or f"{group}.{name}" in self.optional

    def help_of(self, group: str, name: str) -> Text | None:
        """Return what the call says beside a question of the catalogue, None where it says nothing."""
        return self.help.get(f"{group}.{name}")


class Consent(Labelled):
    """What a trainee consents to, each apart (개인정보 보호법 제15조·제17조·제22조).

    `ko` and `en` name it; it says for what, which items, how long, that it can be refused and what a
    refusal means, and of a third party who receives the items (`recipient`).
    """

    key: Key
    purpose: Bilingual
    items: Bilingual
    retention: Bilingual
    refusal: Bilingual
    recipient: Bilingual | None = None
    required: Flag = True


class Window(Model):
    """The first and the last day of a phase of the call; either may be open."""

    starts_on: Day | None = Field(default=None, alias="from")
    ends_on: Day | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Window:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            text = Text("마지막 날이 첫날보다 빠릅니다.", "The last day is before the first.")
            raise wrong_together([("to", text)])
        return self


class Phases(Model):
    """When the call's later phases are planned; those of nominations stand in its own dates."""

    screening: Window = Window()
    selection: Window = Window()
    confirmation: Window = Window()

    @property
    def named(self) -> tuple[tuple[str, Window], ...]:
        """The windows by their name, in the order of the year."""
        return (("screening", self.screening), ("selection", self.selection), ("confirmation", self.confirmation))


class ItemDraft(Labelled):
    """A point of a day of the draft programme; `host` is the host institution where it is known."""

    host: Name | None = None


class DayDraft(Model):
    """A day of the draft programme; `hosts` are the notes of the day as printed."""

    day: Day = Field(alias="date")
    theme: Bilingual
    items: tuple[ItemDraft, ...] = ()
    hosts: tuple[Name, ...] = ()


class RecordFigures(Model):
    """Figures of an edition or of several, for statistics over the years."""

    people: Annotated[int, Field(strict=True, ge=0)] | None = None
    cities: Annotated[int, Field(strict=True, ge=0)] | None = None
    countries: Annotated[int, Field(strict=True, ge=0)] | None = None
