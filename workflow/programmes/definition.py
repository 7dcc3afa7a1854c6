"""A call as data: everything a notice says and every setting its stages run on.

The format is that of the call files in `workflow/demo/`. A call of another shape is other data, not
other code: what a call does not have (a quota, criteria, scores) is simply absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError, model_validator

from workflow.core.clock import KST
from workflow.core.i18n import Text, format_date
from workflow.programmes.asks import ENGLISH_LEVELS, NOMINATION_ASKS, TRAINEE_ASKS, YES_NO_ASKS
from workflow.programmes.eligibility import AnswerIs, DocumentsGiven, EligibilityRule, written_answer
from workflow.programmes.fields import (
    Bilingual,
    ClosingTime,
    Count,
    Day,
    Flag,
    Key,
    Model,
    Problem,
    Title,
    shaped,
    wrong_together,
)
from workflow.programmes.moments import Moment
from workflow.programmes.parts import (
    SORT_KEYS,
    Asks,
    Completion,
    Consent,
    Contact,
    CountryCriterion,
    DayDraft,
    Duty,
    Funding,
    IssuingUnit,
    Letterhead,
    Letters,
    Partner,
    Phases,
    Preference,
    Quotas,
    RecordFigures,
    Route,
    SelectionSettings,
    TraineeCriteria,
    TraineeCriterion,
    TrainingPeriod,
    WithinCountry,
)
from workflow.programmes.questioning import conditions, rules_and_questions
from workflow.programmes.questions import AskedOf, Question

CODE_PATTERN = r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*"

Code = Annotated[
    str,
    Field(max_length=32),
    AfterValidator(shaped(
        CODE_PATTERN, ko="영문자와 숫자를 쓰고, 사이에는 하이픈(-)만 쓸 수 있습니다. 예: ABC-2025",
        en="Use letters and digits, with single hyphens between them, such as ABC-2025.",
    )),
]
"""What names a call, also in the address of its notice."""


class CallDefinition(Model):
    """The whole of a call. Stored and exchanged as JSON: `model_dump(mode='json')` and back by
    `model_validate`. Raises pydantic's ValidationError, which `explain` turns into both languages.
    """

    code: Code
    programme: Title
    notice_title: Title
    purpose: Bilingual
    published_on: Day
    nominations_close_on: Day
    nominations_close_at: ClosingTime | None = None
    phases: Phases = Phases()
    training: TrainingPeriod
    issuing_unit: IssuingUnit
    contact: Contact = Contact()
    letterhead: Letterhead | None = None
    runs_with: tuple[Partner, ...] = ()
    quotas: Quotas = Quotas()
    trainees_per_nomination: Count | None = None
    routes: Annotated[tuple[Route, ...], Field(min_length=1)]
    country_criteria: tuple[CountryCriterion, ...] = ()
    trainee_criteria: TraineeCriteria = TraineeCriteria()
    eligibility: tuple[EligibilityRule, ...] = ()
    selection: SelectionSettings = SelectionSettings()
    completion: Completion | None = None
    funding: Funding = Funding()
    company_duties: tuple[Duty, ...] = ()
    notified_by_official_letter: Literal["selected_companies_only", "selected_nominators_only"] | None = None
    letters: Letters = Letters()
    placements: Flag = False
    budget_krw: Annotated[int, Field(strict=True, ge=0)] | None = None
    nomination_asks: Asks
    questions: Annotated[tuple[Question, ...], Field(max_length=200)] = ()
    consents: tuple[Consent, ...] = ()
    consent_asked_at: Moment = Moment.CONFIRMATION
    fields_of_work: tuple[Bilingual, ...] = ()
    programme_draft: tuple[DayDraft, ...] = ()
    record: dict[Key, RecordFigures] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _parts_fit_each_other(self) -> CallDefinition:
        problems = [*_dates(self), *_repeated_keys(self), *_sort_order(self), *_questions(self)]
        if problems:
            raise wrong_together(problems)
        return self

    @property
    def heading(self) -> Text:
        """What the call is called beside others: the title of its notice, with the programme and the year of the
        training where the title leaves them out ('Call for nominations').
        """
        return Text(self._heading("ko"), self._heading("en"))

    def _heading(self, language: str) -> str:
        title, programme = self.notice_title.pick(language), self.programme.pick(language)
        year = str(self.training.starts_on.year)
        named, dated = programme.casefold() in title.casefold(), year in title
        if not named:
            return f"{programme}: {title}" if dated else f"{programme} {year}: {title}"
        if dated:
            return title
        return f"{title} ({year})" if language == "en" else f"{year}년 {title}"

    @property
    def opens_at(self) -> datetime:
        """The first moment of the day of publication in Korea, in UTC."""
        return datetime.combine(self.published_on, time(), KST).astimezone(UTC)

    @property
    def closes_at(self) -> datetime:
        """The deadline in UTC, as an exclusive end: the whole closing day counts in Korea, so a
        nomination of 2025-07-26T00:00:00+09:00 is late for a call that closes on 2025-07-25. A call that
        names a closing time, such as 18:00, ends at that moment of the day.
        """
        if self.nominations_close_at:
            at = time.fromisoformat(self.nominations_close_at)
            return datetime.combine(self.nominations_close_on, at, KST).astimezone(UTC)
        return datetime.combine(self.nominations_close_on + timedelta(days=1), time(), KST).astimezone(UTC)

    def is_open(self, at: datetime) -> bool:
        """Whether nominations are accepted at `at` (aware)."""
        return self.opens_at <= at < self.closes_at

    @property
    def ranked(self) -> tuple[TraineeCriterion, ...]:
        return self.trainee_criteria.ranked

    @property
    def preferences(self) -> tuple[Preference, ...]:
        return self.trainee_criteria.preferences

    @property
    def duty_keys(self) -> tuple[str, ...]:
        return tuple(duty.key for duty in self.company_duties)

    def route(self, key: str | None) -> Route | None:
        """Return the route of that key, or None."""
        return next((route for route in self.routes if route.key == key), None)

    def routes_open(self, *, by_staff: bool) -> tuple[Route, ...]:
        """Return the routes by which a company can nominate, or, `by_staff`, all there are."""
        return tuple(route for route in self.routes if by_staff or not route.staff_only)

    def criterion(self, number: int | None) -> CountryCriterion | None:
        """Return the criterion for countries of that number, or None."""
        return next((one for one in self.country_criteria if one.number == number), None)

    def category(self, key: str | None) -> TraineeCriterion | None:
        """Return the category of trainees of that key, or None."""
        return next((one for one in self.ranked if one.key == key), None)

    def rank_of(self, category: str | None) -> int | None:
        """Return the rank of a category (1 goes first), or None where there is no such category."""
        found = self.category(category)
        return found.rank if found else None

    def questions_of(self, of: AskedOf, at: Moment = Moment.SUBMISSION) -> tuple[Question, ...]:
        """Return the call's own questions to the nomination or to each trainee, asked at that moment."""
        return tuple(one for one in self.questions if one.of is of and one.asked_at is at)

    def question(self, key: str) -> Question | None:
        """Return the call's own question of that key, or None."""
        return next((one for one in self.questions if one.key == key), None)

    def options_of(self, name: str) -> tuple[tuple[str, Text], ...] | None:
        """Return what an answer to a question of the catalogue is chosen from, by its key; None where it is
        written freely. A field of work is kept in the words of its Korean text."""
        match name:
            case "route":
                return tuple((one.key, one.text) for one in self.routes)
            case "category":
                return tuple((one.key, one.text) for one in self.ranked)
            case "field_of_work":
                return tuple((one.ko, one) for one in self.fields_of_work)
            case "english_level":
                return tuple(ENGLISH_LEVELS.items())
            case _:
                return None

    def name_of_question(self, name: str) -> Text:
        """Return how a question is called, the call's own or one of the catalogue; its name where there is none."""
        own = self.question(name)
        return own.text if own else NOMINATION_ASKS.get(name) or TRAINEE_ASKS.get(name) or Text.of(name)

    def text_of(self, rule: EligibilityRule) -> Text:
        """Return how a rule reads in this call: in its own words, or as the catalogue says it with the
        questions and answers called by their names."""
        if rule.says is not None:
            return rule.says
        if isinstance(rule, DocumentsGiven):
            named = [self.name_of_question(key) for key in rule.questions]
            return Text(f"제출서류: {', '.join(one.ko for one in named)}",
                        f"documents handed in: {', '.join(one.pick('en') for one in named)}")  # fmt: skip
        if isinstance(rule, AnswerIs) and (own := self.question(rule.question)) is not None:
            option = own.option(rule.value)
            answer = option.text if option else written_answer(rule.value)
            return Text(f"{own.ko}: {answer.ko}", f"{own.text.pick('en')}: {answer.pick('en')}")
        return rule.standard

    @property
    def country_per_trainee(self) -> bool:
        """Whether each trainee has a country of their own because the nomination has none."""
        return "country" not in self.nomination_asks.nomination

    @property
    def warnings(self) -> list[Text]:
        """What staff should look at before publishing; nothing of it is refused."""
        return [text for _page, text in self.cautions]

    @property
    def cautions(self) -> list[tuple[str, Text]]:
        """The warnings, each with the page of the editor on which it is mended."""
        found = [("quotas", text) for text in self.quotas.warnings()]
        if not self.contact.is_complete:
            found.append(("basics", Text(
                "문의처가 비어 있습니다. 공고와 공문에는 담당자 성명과 전화번호 또는 전자우편이 필요합니다.",
                "The contact is empty: notice and letters need a name and how to reach it.",
            )))
        if self.letterhead is None and self.letters.number == "internal":
            found.append(("letters", Text(
                "공문을 자체 번호로 발송하려면 발신기관 정보(letterhead)가 필요합니다.",
                "Letters numbered here need a letterhead.",
            )))
        if self.completion is None:
            found.append(("dates", Text("수료 기준이 없습니다.", "There is no rule for completion.")))
        for draft in self.programme_draft:
            if not self.training.includes(draft.day):
                found.append(("programme", Text(
                    f"일정(안)의 {format_date(draft.day, 'ko')}은 연수기간 밖입니다.",
                    f"The draft programme's {format_date(draft.day, 'en')} is outside the training period.",
                )))
        return found


def days_out_of_order(data: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with the order of the days in a call's data that cannot be read for other reasons."""
    training = data.get("training")
    starts_on = training.get("from") if isinstance(training, Mapping) else None
    days = (_day_or_none(data.get("published_on")), _day_or_none(data.get("nominations_close_on")))
    return _order(*days, data.get("nominations_close_at"), _day_or_none(starts_on))


_DAY: TypeAdapter[date] = TypeAdapter(Day)


def _day_or_none(value: object) -> date | None:
    try:
        return _DAY.validate_python(value)
    except ValidationError:
        return None


def _dates(call: CallDefinition) -> list[Problem]:
    return _order(call.published_on, call.nominations_close_on, call.nominations_close_at, call.training.starts_on)


def _order(published_on: date | None, close_on: date | None, close_at: object, starts_on: date | None) -> list[Problem]:
    """Say which of the days stand in the wrong order, of those that are known."""
    found: list[Problem] = []
    if close_on is None:
        return found
    if published_on and close_on < published_on:
        found.append(("nominations_close_on", Text(
            "접수마감일이 공고일보다 빠릅니다.", "The closing day is before the day of publication.")))
    elif close_on == published_on and close_at == "00:00":
        found.append(("nominations_close_at", Text(
            "공고일 0시부터 접수하므로 마감 시각이 그보다 늦어야 합니다.",
            "Nominations are taken from the first minute of the day of publication: close later than that.")))
    if starts_on and close_on >= starts_on:
        found.append(("nominations_close_on", Text(
            "접수마감일은 연수 시작일보다 빨라야 합니다.",
            "The closing day must be before the training begins.")))
    return found


def _repeated_keys(call: CallDefinition) -> list[Problem]:
    groups: dict[str, Iterable[object]] = {
        "routes": [route.key for route in call.routes],
        "country_criteria": [criterion.number for criterion in call.country_criteria],
        "trainee_criteria.ranked": [category.key for category in call.ranked],
        "trainee_criteria.preferences": [preference.key for preference in call.preferences],
        "company_duties": call.duty_keys,
        "selection.order": call.selection.order,
        "nomination_asks.author": call.nomination_asks.author,
        "nomination_asks.nomination": call.nomination_asks.nomination,
        "nomination_asks.trainee": call.nomination_asks.trainee,
        "nomination_asks.confirmation": call.nomination_asks.confirmation,
        "questions": [question.key for question in call.questions],
        "consents": [consent.key for consent in call.consents],
        "fields_of_work": [field.ko for field in call.fields_of_work],
        "programme_draft": [str(draft.day) for draft in call.programme_draft],
    }
    found = []
    for path, values in groups.items():
        seen: set[object] = set()
        for index, value in enumerate(values):
            if value in seen:
                found.append((f"{path}.{index}", Text(
                    f"두 번 나오는 값입니다: {value}", f"'{value}' stands here twice.")))
            seen.add(value)
    return found


def _sort_order(call: CallDefinition) -> list[Problem]:
    allowed = (*SORT_KEYS, *(preference.key for preference in call.preferences))
    return [
        (f"selection.order.{index}", Text(
            f"정렬에 쓸 수 없는 값입니다: {key}. 쓸 수 있는 값: {', '.join(allowed)}",
            f"'{key}' is not a sort key. Known are: {', '.join(allowed)}."))
        for index, key in enumerate(call.selection.order)
        if key not in allowed
    ]


def _questions(call: CallDefinition) -> list[Problem]:
    """A rule or a criterion needs the answer it works on, and a question needs what it offers."""
    nomination, trainee = call.nomination_asks.nomination, call.nomination_asks.trainee
    of_nomination, of_trainee = "nomination_asks.nomination", "nomination_asks.trainee"
    rules = {rule.rule for rule in call.eligibility}
    places = (*nomination, *trainee)
    by_country = bool(call.quotas.countries or call.quotas.trainees_per_country) or "dac_recipient" in rules
    by_criterion = "criterion" in nomination or "criterion_claimed" in rules
    per_city = call.selection.within_country is WithinCountry.PER_CITY
    needs: list[tuple[bool, bool, str, str]] = [
        (len(call.routes) > 1, "route" in nomination, of_nomination, "route"),
        (bool(call.country_criteria), "criterion" in nomination, of_nomination, "criterion"),
        (bool(call.ranked), "category" in trainee, of_trainee, "category"),
        (by_country, "country" in places, of_nomination, "country"),
        (per_city, "city" in places, of_nomination, "city"),
        ("age_at_most" in rules, "birth_date" in trainee, of_trainee, "birth_date"),
    ]
    offers: list[tuple[bool, bool, str]] = [
        (by_criterion, bool(call.country_criteria), "country_criteria"),
        ("category" in trainee, bool(call.ranked), "trainee_criteria.ranked"),
        ("field_of_work" in trainee, bool(call.fields_of_work), "fields_of_work"),
    ]
    found = [
        (path, Text(f"'{call.name_of_question(name).ko}'({name}) 문항을 추가해 주세요. 다른 설정에 필요합니다.",
                    f"Add the question '{call.name_of_question(name).en}' ({name}): another setting of the call needs it."))
        for wanted, given, path, name in needs
        if wanted and not given
    ]
    found += [
        (path, Text("한 건 이상 적어 주세요. 다른 설정에 필요합니다.",
                    "Give at least one: another setting of the call needs it."))
        for wanted, given, path in offers
        if wanted and not given
    ]
    for index, name in enumerate(call.nomination_asks.confirmation):
        if name in trainee:
            found.append((f"nomination_asks.confirmation.{index}", Text(
                f"'{name}' 문항은 추천서에서 이미 묻습니다.", f"'{name}' is asked with the nomination already.")))
    for index, preference in enumerate(call.preferences):
        if preference.key not in YES_NO_ASKS or preference.key not in trainee:
            found.append((f"trainee_criteria.preferences.{index}.key", Text(
                f"우대사항은 연수생에게 묻는 예·아니요 문항이어야 합니다: {preference.key}",
                f"The preference '{preference.key}' must be a yes-or-no question asked of the trainee.")))
    found += conditions(call.nomination_asks, call.questions)
    found += rules_and_questions(call.eligibility, call.nomination_asks, call.questions, call.fields_of_work)
    return found
