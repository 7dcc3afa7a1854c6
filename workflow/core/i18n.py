"""Two languages: bilingual data, the interface's gettext catalogue, and how dates are written.

Data that a call or a rule carries is a :class:`Text`, which always holds both languages, because a
finding or a reason is stored once and read by people of both. Interface strings go through gettext
with the English as key; their Korean stands in ``workflow/translations/ko/<stage>.po``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from babel.support import LazyProxy, Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, force_locale, refresh
from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

from workflow.core import clock

LANGUAGES = ("ko", "en")
DEFAULT_LANGUAGE = "ko"
TRANSLATIONS = Path(__file__).parent.parent / "translations"
WEEKDAYS_KO = "월화수목금토일"
LANGUAGE_COOKIE = "language"
_KEPT = "language_kept"

babel = Babel()


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Korean and English; as a string it is in the reader's language."""

    ko: str
    en: str = ""

    @classmethod
    def of(cls, value: Text | Mapping[str, Any] | str | None) -> Text:
        """Make a Text of what JSON or YAML holds; a plain string stands for both languages."""
        if isinstance(value, Text):
            return value
        if value is None:
            return cls("", "")
        if isinstance(value, str):
            return cls(value, value)
        return cls(str(value.get("ko") or ""), str(value.get("en") or ""))

    def pick(self, language: str) -> str:
        """Return the text in `language` ('ko' or 'en'), or in the other one where that is empty."""
        return (self.en or self.ko) if language == "en" else (self.ko or self.en)

    def to_json(self) -> dict[str, str]:
        return {"ko": self.ko, "en": self.en}

    def __str__(self) -> str:
        return self.pick(current_language())

    def __bool__(self) -> bool:
        return bool(self.ko or self.en)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Accept {ko, en} or a plain string in a call's data, and write {ko, en}."""
        fields = core_schema.typed_dict_schema(
            {
                "ko": core_schema.typed_dict_field(core_schema.str_schema(), required=False),
                "en": core_schema.typed_dict_field(core_schema.str_schema(), required=False),
            },
            extra_behavior="forbid",
        )
        accepted = core_schema.union_schema(
            [core_schema.is_instance_schema(cls), fields, core_schema.str_schema(min_length=1)]
        )
        return core_schema.no_info_after_validator_function(
            cls.of,
            accepted,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda text: text.to_json()),
        )


@cache
def _catalogue(language: str) -> Translations:
    """Read all .po files of a language once a process; there is no compiled file that could be stale."""
    merged: dict[Any, Any] = {}
    for path in sorted((TRANSLATIONS / language).glob("*.po")):
        with path.open("rb") as handle:
            for message in read_po(handle, locale=language):
                if message.id and message.string and not message.fuzzy:
                    singular = message.id[0] if isinstance(message.id, tuple | list) else message.id
                    text = message.string[0] if isinstance(message.string, tuple | list) else message.string
                    merged[(message.context, singular)] = text
    translations = Translations()
    translations._catalog = {
        (f"{context}\x04{key}" if context else key): text for (context, key), text in merged.items()
    }
    return translations


def gettext(message: str, **values: object) -> str:
    """Return the interface string in the reader's language; `values` fill its %(name)s places."""
    language = current_language()
    text = message if language == "en" else _catalogue(language).gettext(message)
    return text % values if values else text


def pgettext(context: str, message: str, **values: object) -> str:
    """As `gettext`, for an English word that has several Korean ones (임시저장 and 기안 are both 'draft')."""
    language = current_language()
    text = message
    if language != "en":
        key = f"{context}\x04{message}"
        found = _catalogue(language).gettext(key)
        text = message if found == key else found
    return text % values if values else text


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """As `gettext`, in words for one or for several of what is counted, with %(count)s; Korean has one form, which
    stands at `many` in the catalogue."""
    words = one if count == 1 and current_language() == "en" else many
    return gettext(words, count=count, **values)


def lazy_gettext(message: str, **values: object) -> LazyProxy:
    """As `gettext`, looked up when it is shown; for labels made at import time."""
    return LazyProxy(gettext, message, enable_cache=False, **values)


def lazy_pgettext(context: str, message: str) -> LazyProxy:
    return LazyProxy(pgettext, context, message, enable_cache=False)


_ = gettext
_l = lazy_gettext


def sentence(text: object) -> str:
    """Begin a line of a table, or a choice, with a capital where the language has them."""
    words = str(text)
    return words[:1].upper() + words[1:]


def current_language() -> str:
    """Return 'ko' or 'en': the language forced for a mail or a document, else the reader's.

    It is worked out once a context, since a page asks for it hundreds of times.
    """
    if not current_app:
        return DEFAULT_LANGUAGE
    known: str | None = g.get(_KEPT)
    if known is None:
        known = _choose_language()
        setattr(g, _KEPT, known)
    return known


def choose_again() -> None:
    """Work the reader's language out anew: somebody signed in, or chose another one."""
    g.pop(_KEPT, None)
    refresh()


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Force a language within a `with` block, for a mail to somebody else or a document."""
    before = g.get(_KEPT)
    with force_locale(language):
        setattr(g, _KEPT, language)
        try:
            yield
        finally:
            setattr(g, _KEPT, before)


def _choose_language() -> str:
    """The reader's own choice first (account, then cookie), then the browser's, then Korean."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    preferred = getattr(g, "language", None) or request.cookies.get(LANGUAGE_COOKIE)
    if preferred in LANGUAGES:
        return str(preferred)
    return request.accept_languages.best_match(LANGUAGES, DEFAULT_LANGUAGE) or DEFAULT_LANGUAGE


def format_date(day: date | datetime | None, language: str | None = None) -> str:
    """Write a day as '2025. 7. 25.(금)' in Korean and '25 Jul 2025 (Fri)' in English (KST)."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = day.astimezone(clock.KST).date()
    if (language or current_language()) == "en":
        return f"{day.day} {day:%b %Y} ({day:%a})"
    return f"{day.year}. {day.month}. {day.day}.({WEEKDAYS_KO[day.weekday()]})"


def format_datetime(moment: datetime | None, language: str | None = None) -> str:
    """Write a moment in Korean time and say so: '2025. 7. 25.(금) 23:59 KST'."""
    if moment is None:
        return ""
    local = moment.astimezone(clock.KST)
    return f"{format_date(local.date(), language)} {local:%H:%M} KST"


def format_phone(number: str | None, language: str | None = None) -> str:
    """Return a Korean telephone number as the reader dials it: 02-2133-0000, in English +82-2-2133-0000.

    A number that names its country, or is none of an area (1588-0000), stays as it is.
    """
    number = (number or "").strip()
    at_home = re.fullmatch(r"0([1-9][0-9]{0,3}[-) .]*[0-9]{3,4}[- .]?[0-9]{0,4})", number)
    return f"+82-{at_home[1]}" if at_home and (language or current_language()) == "en" else number


def format_period(first: date, last: date, language: str | None = None) -> str:
    """Write a period as offices do: the year (and month) of the end only where it differs."""
    language = language or current_language()
    if language == "en":
        return f"{format_date(first, 'en')} – {format_date(last, 'en')}"
    end = f"{last.month}. {last.day}.({WEEKDAYS_KO[last.weekday()]})"
    if last.year != first.year:
        end = f"{last.year}. {end}"
    return f"{format_date(first, 'ko')}~{end}"


def init_app(app: Flask) -> None:
    babel.init_app(app, default_locale=DEFAULT_LANGUAGE, default_timezone="Asia/Seoul",
                   locale_selector=_choose_language)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals.update(
        _=gettext, gettext=gettext, pgettext=pgettext, ngettext=ngettext, current_language=current_language,
    )
    app.jinja_env.filters.update(
        date=format_date, datetime=format_datetime, period=format_period,
        text=lambda value: str(Text.of(value)), phone=format_phone,
    )
