"""The kinds of value a call file is made of, and how its models refuse what does not fit.

Values are taken strictly: a number is not a text and a text is not a number, so that what an office
wrote is never read as something else (a postcode 04524 as the number 4,524).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from workflow.core.i18n import Text

NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters but line ends and tabs, and halves of characters: no database keeps them all."""

FIRST_YEAR, LAST_YEAR = 1990, 2199
"""The years a call can lie in: what is far from them was mistyped, and moments of it may not exist."""

TITLE_LIMIT = 200
LINE_LIMIT = 300
TEXT_LIMIT = 4000

Problem = tuple[str, Text]
"""A place in the file, written as a path such as 'training.nights', and what is wrong there."""


def wrong(code: str, *, ko: str, en: str) -> PydanticCustomError:
    """Make the error that a validator raises; `explain` reads both languages back from it."""
    return PydanticCustomError("call_rule", "{en}", {"code": code, "ko": ko, "en": en})


def wrong_together(problems: Iterable[Problem]) -> PydanticCustomError:
    """Make one error of many problems, so that a reader learns all of them at once."""
    listed = [(path, text.ko, text.en) for path, text in problems]
    english = "; ".join(en for _, _, en in listed)
    return PydanticCustomError("call_rules", "{en}", {"problems": listed, "en": english})


class Model(BaseModel):
    """A part of a call: cannot be changed once made, and refuses a key it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        str_strip_whitespace=True,
    )


def _as_text(value: Any) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, str) and value.strip():
        return Text(value.strip(), value.strip())
    if not isinstance(value, Mapping):
        raise wrong("text", ko="'{ko: …, en: …}' 형식으로 적어 주세요.", en="Write it as '{ko: …, en: …}'.")
    unknown = [str(key) for key in value if key not in ("ko", "en")]
    if unknown:
        raise wrong(
            "text",
            ko=f"쓸 수 없는 언어입니다: {unknown[0]}. ko와 en만 쓸 수 있습니다.",
            en=f"'{unknown[0]}' is not a language of this product; use ko and en.",
        )
    korean, english = value.get("ko"), value.get("en")
    if not isinstance(korean, str) or not korean.strip():
        raise wrong("no_korean", ko="국문(ko)을 적어 주세요.", en="Give the Korean text (ko).")
    if english is not None and not isinstance(english, str):
        raise wrong("text", ko="영문(en)은 글자로 적어 주세요.", en="The English text (en) must be text.")
    return Text(korean.strip(), (english or "").strip())


def _as_name(value: Any) -> Text:
    """Read a name that may stand on one line with its English: 서울교통공사 / Seoul Metro."""
    if isinstance(value, str) and value.strip():
        korean, _, english = value.partition(" / ")
        return _as_text({"ko": korean, "en": english})
    return _as_text(value)


def on_one_line(name: Text | Mapping[str, str] | None) -> str:
    """Return a name as it is typed into one box: the Korean, and where there is one, the English after ' / '."""
    text = Text.of(name)
    return f"{text.ko} / {text.en}" if text.en and text.en != text.ko else text.ko


def _as_day(value: Any) -> date:
    day = value if isinstance(value, date) and not isinstance(value, datetime) else None
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        with suppress(ValueError):  # 2025-02-30 is refused below as any other text
            day = date.fromisoformat(value)
    if day is None:
        raise wrong("day" if value else "no_day", ko="날짜는 2025-07-25처럼 적어 주세요.", en="Write the day as 2025-07-25.")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise wrong("year", ko=f"{FIRST_YEAR}년부터 {LAST_YEAR}년까지의 날짜를 적어 주세요.",
                    en=f"Give a day of the years {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def _as_time(value: str) -> str:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise wrong("time", ko="시각은 18:00처럼 적어 주세요.", en="Write the time as 18:00.")
    return value


def shaped(pattern: str, *, ko: str, en: str) -> Callable[[str], str]:
    """Return a validator that takes what fits `pattern` only and otherwise says what is allowed."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise wrong("shape" if value else "nothing", ko=ko, en=en)
        return value

    return check


def _one_line(value: str) -> str:
    if re.search(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]", value):
        raise wrong("one_line", ko="한 줄로 적어 주세요.", en="Write it on one line.")
    return value


def _at_most(limit: int) -> Callable[[Text], Text]:
    """Return a validator that takes one line of at most so many characters in each language."""

    def check(value: Text) -> Text:
        for written in (value.ko, value.en):
            _one_line(written)
            if len(written) > limit:
                raise wrong("too_long", ko=f"{limit}자 이내로 적어 주세요.", en=f"Write at most {limit} characters.")
        return value

    return check


def _not_endless(value: Text) -> Text:
    if NOT_TEXT.search(value.ko) or NOT_TEXT.search(value.en):
        raise wrong("not_text", ko="글자가 아닌 문자(제어문자)를 지워 주세요.",
                    en="Take out the characters that are not text (control characters).")
    if max(len(value.ko), len(value.en)) > TEXT_LIMIT:
        raise wrong("too_long", ko=f"{TEXT_LIMIT:,}자 이내로 적어 주세요.",
                    en=f"Write at most {TEXT_LIMIT:,} characters.")
    return value


def known(names: Iterable[str]) -> Callable[[str], str]:
    """Return a validator that takes one of `names` only and otherwise lists them."""
    allowed = tuple(names)

    def check(value: str) -> str:
        if value not in allowed:
            listed = ", ".join(allowed)
            raise wrong(
                "unknown_name",
                ko=f"쓸 수 없는 값입니다: {value}. 쓸 수 있는 값: {listed}",
                en=f"'{value}' is not known here. Known are: {listed}.",
            )
        return value

    return check


Bilingual = Annotated[Text, BeforeValidator(_as_text), AfterValidator(_not_endless)]
"""{ko, en}; `en` may be left out and is then read in Korean. A plain string stands for both."""

Title = Annotated[Text, BeforeValidator(_as_text), AfterValidator(_at_most(TITLE_LIMIT))]
"""As Bilingual, on one line of at most TITLE_LIMIT characters in each language."""

Name = Annotated[Text, BeforeValidator(_as_name), AfterValidator(_at_most(LINE_LIMIT))]
"""A name of somebody or some body: {ko, en}, or on one line 'ko / en'. Without an English one it stands in Korean."""

Day = Annotated[date, BeforeValidator(_as_day)]
ClosingTime = Annotated[str, AfterValidator(_as_time)]
"""A time of the Korean day, such as '18:00'."""

Count = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Flag = Annotated[bool, Field(strict=True)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=LINE_LIMIT), AfterValidator(_one_line)]
Key = Annotated[str, AfterValidator(shaped(
    r"[a-z][a-z0-9_]{0,39}",
    ko="영문 소문자로 시작하여 소문자, 숫자, 밑줄(_)로 40자 이내로 적어 주세요.",
    en="Begin with a lower-case letter; lower-case letters, digits and underscores follow, at most 40 in all.",
))]


class Labelled(Model):
    """Something with a name in both languages, written as `ko` and `en` beside its other keys."""

    ko: Line
    en: Line | None = None

    @property
    def text(self) -> Text:
        return Text(self.ko, self.en or "")
