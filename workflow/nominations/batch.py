"""A file of nominations as data: its shape, and what makes the whole file unfit to be taken.

The format is that of `workflow/demo/nominations-2025.yaml`. Every key and the kind of every value is
checked here, and nothing is taken of a file that has a key too many or a value of the wrong kind. An
answer that is missing, empty or against a rule is no matter of shape: it is said of its nomination
alone, by the same rules as on the pages.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError

from workflow.accounts import registration_no as numbers
from workflow.accounts.rules import check_name
from workflow.core.i18n import Text
from workflow.core.yamlfile import Document, FileProblem, FileRefused, parse, read
from workflow.nominations import wellformed
from workflow.nominations.answers import AuthorAnswers, MilestoneAnswers, NominationAnswers, TraineeAnswers
from workflow.programmes.explain import file_problems
from workflow.programmes.fields import Model, wrong

PROSE = ("ko", "en", "city", "organisation", "city_profile", "railway_plan", "what", "position", "duties", "reason")
"""Texts that may hold a comma without quotes within {…}."""

LONGEST = 100_000


def _nothing(value: Any) -> Any:
    return None if value == "" else value


def _empty(value: Any) -> Any:
    return "" if value is None else value


def _rows(value: Any) -> Any:
    return () if value is None else tuple(value) if isinstance(value, list) else value


def _text(value: str) -> str:
    """Keep a text composed and trimmed; characters that are no text cannot be stored at all."""
    value = wellformed.clean_lines(value)
    if found := wellformed.check_lines(value, LONGEST):
        raise wrong("text", ko=found.ko, en=found.en)
    return value


def _moment(value: Any) -> Any:
    fits = isinstance(value, datetime) and value.tzinfo is not None
    if value is None or (fits and wellformed.EARLIEST.year < value.year < wellformed.LATEST.year):
        return value
    raise wrong(
        "moment",
        ko="일시는 시간대와 함께 2025-07-25T17:45:00+09:00처럼 적어 주세요.",
        en="Write the moment with its time zone, as 2025-07-25T17:45:00+09:00.",
    )


def _day(value: Any) -> Any:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise wrong("day", ko=wellformed.NO_DAY.ko, en=wellformed.NO_DAY.en)


def _registration_no(value: str) -> str:
    if found := numbers.check(value):
        raise wrong("registration_no", ko=found.text.ko, en=found.text.en)
    return numbers.normalise(value)


def _company_name(value: str) -> str:
    value = _text(value)
    if value and (found := check_name(value)):
        raise wrong("name", ko=found.text.ko, en=found.text.en)
    return value


def _english_name(value: str) -> str:
    value = _text(value)
    if value and (found := check_name(value, "name_en")):
        raise wrong("name", ko=found.text.ko, en=found.text.en)
    return value


def _own_answers(value: Any) -> Any:
    """Take answers to the call's own questions as a file writes them, and return them as they are kept:
    numbers and days as text, tables as rows of texts; what is empty is no answer."""
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise wrong("answers", ko="'문항: 답변' 형식으로 적어 주세요.", en="Write it as 'question: answer'.")
    kept = {key: _own_answer(one) for key, one in value.items()}
    return {key: one for key, one in kept.items() if one not in ("", None, [])}


def _own_answer(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, list) and all(isinstance(row, dict) for row in value):
        return [{str(key): _cell(one) for key, one in row.items()} for row in value]
    return _cell(value)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str | int | float | Decimal) and not isinstance(value, bool):
        return _text(str(value))
    raise wrong(
        "answer",
        ko="글자, 숫자, 날짜, true·false 또는 표의 행으로 적어 주세요.",
        en="Write text, a number, a day, true or false, or rows of a table.",
    )


Answer = Annotated[str, BeforeValidator(_empty), AfterValidator(_text)]
Name = Annotated[str, StringConstraints(min_length=1), AfterValidator(_company_name)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(_text)]
Day = Annotated[date | None, BeforeValidator(_day), BeforeValidator(_nothing)]
Moment = Annotated[datetime | None, BeforeValidator(_moment), BeforeValidator(_nothing)]
YesNo = Annotated[bool | None, Field(strict=True), BeforeValidator(_nothing)]
Number = Annotated[int | None, Field(strict=True, ge=-(2**31), lt=2**31), BeforeValidator(_nothing)]

OwnAnswers = Annotated[dict[str, Any], BeforeValidator(_own_answers)]

ADDED = ("answers", "in_post_since", "english_level", "last_trained_on", "passport_expires_on")
"""Keys that earlier versions of the format did not have: without an answer they change no content."""


class CompanyEntry(Model):
    """A company of the file; `key` is what the file's nominations call it."""

    key: Key
    ko: Name
    en: Annotated[str, BeforeValidator(_empty), AfterValidator(_english_name)] = ""
    registration_no: Annotated[str, AfterValidator(_registration_no)]


class AuthorEntry(Model):
    """Who wrote the nomination."""

    name: Answer = ""
    email: Answer = ""
    phone: Answer = ""


class MilestoneEntry(Model):
    """A dated row of the company's project."""

    date: Day = None
    what: Answer = ""


class TraineeEntry(Model):
    """A person put forward; `key` is what the other system calls them."""

    key: Key | None = None
    name: Answer = ""
    country: Answer = ""
    city: Answer = ""
    position: Answer = ""
    duties: Answer = ""
    reason: Answer = ""
    category: Answer = ""
    english: YesNo = None
    birth_date: Day = None
    public_official: YesNo = None
    field_of_work: Answer = ""
    in_post_since: Day = None
    english_level: Answer = ""
    last_trained_on: Day = None
    passport_expires_on: Day = None
    answers: OwnAnswers = Field(default_factory=dict)


class NominationEntry(Model):
    """A nomination of the file. `received` and `withdrawn` are moments with their zone."""

    key: Key
    company: Key
    author: Annotated[AuthorEntry, BeforeValidator(lambda value: {} if value is None else value)] = AuthorEntry()
    received: Moment = None
    withdrawn: Moment = None
    route: Answer = ""
    country: Answer = ""
    city: Answer = ""
    organisation: Answer = ""
    city_profile: Answer = ""
    railway_plan: Answer = ""
    criterion: Number = None
    milestones: Annotated[tuple[MilestoneEntry, ...], BeforeValidator(_rows)] = ()
    trainees: Annotated[tuple[TraineeEntry, ...], BeforeValidator(_rows)] = ()
    duties_acknowledged: Annotated[tuple[Key, ...], BeforeValidator(_rows)] = ()
    own: OwnAnswers = Field(default_factory=dict, alias="answers")

    def answers(self) -> NominationAnswers:
        """Return the answers for the rules, as they stand in the file."""
        given = self.model_dump(by_alias=True, exclude={"key", "company", "received", "withdrawn"})
        return NominationAnswers(**{
            **given,
            "author": AuthorAnswers(**given["author"]),
            "milestones": tuple(MilestoneAnswers(**row) for row in given["milestones"]),
            "trainees": tuple(TraineeAnswers(**{**row, "key": row["key"] or ""}) for row in given["trainees"]),
            "duties_acknowledged": frozenset(self.duties_acknowledged),
        })  # fmt: skip

    def content_hash(self, registration_no: str) -> str:
        """Return what tells this content from other content of the same key; moments count, zones do not."""
        content = _without_added(self.model_dump(mode="json", by_alias=True, exclude={"company", "received", "withdrawn"}))
        content["trainees"] = [_without_added(row) for row in content["trainees"]]
        content |= {"company": registration_no, "moments": [_written(self.received), _written(self.withdrawn)]}
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Batch(Model):
    """A whole file."""

    companies: Annotated[tuple[CompanyEntry, ...], BeforeValidator(_rows)] = ()
    nominations: Annotated[tuple[NominationEntry, ...], BeforeValidator(_rows)]

    def company_of(self, entry: NominationEntry) -> CompanyEntry:
        return next(one for one in self.companies if one.key == entry.company)


def read_batch(path: Path) -> Batch:
    """Read the nominations in the file at `path`. Raises FileRefused with every problem, line and key."""
    return _batch(read(path, prose=PROSE))


def parse_batch(content: bytes) -> Batch:
    """As `read_batch`, of the content of a file that was sent up."""
    return _batch(parse(content, prose=PROSE))


def _batch(document: Document) -> Batch:
    try:
        batch = Batch.model_validate(document.data)
    except ValidationError as error:
        raise FileRefused(file_problems(error, document)) from error
    if problems := list(_problems(batch, document)):
        raise FileRefused(problems)
    return batch


def _problems(batch: Batch, document: Document) -> Iterable[FileProblem]:
    """Yield what no entry can say of itself: keys that stand twice, companies that are not there."""
    companies = [("companies", "key", index, one.key) for index, one in enumerate(batch.companies)]
    registered = [
        ("companies", "registration_no", index, one.registration_no) for index, one in enumerate(batch.companies)
    ]
    keys = [("nominations", "key", index, one.key) for index, one in enumerate(batch.nominations)]
    trainees = [
        (f"nominations.{index}.trainees", "key", place, one.key)
        for index, nomination in enumerate(batch.nominations)
        for place, one in enumerate(nomination.trainees)
        if one.key
    ]
    for named in (companies, registered, keys, trainees):
        seen: Counter[str] = Counter()
        for rows, field, index, value in named:
            seen[value] += 1
            if seen[value] == 2:
                text = Text(f"두 번 나오는 값입니다: {value}", f"'{value}' stands here twice.")
                yield document.problem(f"{rows}.{index}.{field}", text)
    known = {one.key for one in batch.companies}
    for index, one in enumerate(batch.nominations):
        if one.company not in known:
            yield document.problem(f"nominations.{index}.company", Text(
                f"companies에 없는 기업입니다: {one.company}", f"There is no company '{one.company}' in the file.",
            ))


def _without_added(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in ADDED or value}


def _written(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""
