"""Reading a YAML file that somebody typed: its values, and the line on which each of them stands.

The reader is narrower than YAML on purpose, so that a file means what it seems to mean:

* ``true``, ``false``, ``null``, whole numbers, numbers with a point (as exact Decimals), days
  (2025-07-25) and moments (2025-07-25T17:45:00+09:00) are read as such; all else is text. A number
  with a leading zero or a plus sign is text: it is a postcode or a telephone number.
* A key that stands twice, an anchor, an alias and a tag are refused. Without aliases a small file
  cannot grow into a large one.
* Within ``{…}`` YAML ends a text at a comma. For keys named in `prose` the text goes on:
  ``{ko: 시의원, en: council member, politician}`` has the English text 'council member, politician'.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from workflow.core.i18n import Text

SIZE_LIMIT = 2 * 1024 * 1024
DEPTH_LIMIT = 20

NULLS = {"", "~", "null", "Null", "NULL"}
BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
WHOLE_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})")
DECIMAL_NUMBER = re.compile(r"-?\d{1,17}\.\d{1,17}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?) ?([Zz]|[+-]\d{2}:?\d{2})?"
)
COLON = re.compile(r"\s*:")

Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Why a file is refused: the line (from 1), the key as a path such as 'call.quotas', and the text."""

    line: int
    key: str
    text: Text

    def to_json(self) -> dict[str, Any]:
        return {"line": self.line, "key": self.key, "text": self.text.to_json()}


class FileRefused(Exception):
    """A file cannot be taken as it is; nothing was changed. A command ends with status 2."""

    def __init__(self, problems: list[FileProblem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"line {one.line}: {one.key}: {one.text.pick('en')}" for one in problems))


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds, and where: `data` is made of dict, list, str, int, Decimal, bool, date,
    datetime and None.
    """

    data: Any
    _lines: dict[Steps, int] = field(repr=False)

    def line(self, path: str | Steps) -> int:
        """Return the line of a path ('call.routes.0.key'), or of the nearest part that is there."""
        parts = tuple(path.split(".")) if isinstance(path, str) else tuple(path)
        while parts and parts not in self._lines:
            parts = parts[:-1]
        return self._lines.get(parts, 1)

    def problem(self, path: str, text: Text) -> FileProblem:
        """Make the problem of what stands at `path`."""
        return FileProblem(self.line(path), path, text)


def read(path: Path, *, prose: Collection[str] = ()) -> Document:
    """Read the YAML file at `path`. Raises FileRefused, also where the file cannot be read."""
    try:
        with path.open("rb") as handle:
            content = handle.read(SIZE_LIMIT + 1)
    except OSError as error:
        text = Text(
            f"파일을 열 수 없습니다({error.strerror}). 경로를 확인해 주세요.",
            f"The file cannot be opened ({error.strerror}); check its path.",
        )
        raise FileRefused([FileProblem(1, str(path), text)]) from error
    return parse(content, prose=prose)


def parse(content: bytes, *, prose: Collection[str] = ()) -> Document:
    """Read YAML of at most 2 MB in UTF-8; `prose` names the keys whose text may hold a bare comma
    within {…}. Raises FileRefused with the first problem that is found.
    """
    if len(content) > SIZE_LIMIT:
        raise _refused(
            1, "", "파일이 2MB보다 큽니다. 나누어 주세요.", "The file is larger than 2 MB; split it."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refused(
            line, "", "UTF-8 파일이 아닙니다. UTF-8로 저장해 주세요.", "Not a UTF-8 file; save it as UTF-8."
        ) from error
    return _Reader(text, frozenset(prose)).document()


def _refused(line: int, key: str, ko: str, en: str) -> FileRefused:
    return FileRefused([FileProblem(line, key, Text(ko, en))])


class _Reader:
    """Builds the values from the parser's events, so nothing is made before it was looked at."""

    def __init__(self, text: str, prose: frozenset[str]) -> None:
        self.text = text
        self.prose = prose
        self.lines: dict[Steps, int] = {}
        self.events = self._checked_events()

    def document(self) -> Document:
        first = next(self.events, None)
        if first is None:
            raise _refused(1, "", "파일이 비어 있습니다.", "The file is empty.")
        data = self._value(first, ())
        if next(self.events, None) is not None:
            raise _refused(
                1, "", "문서가 둘 이상입니다. '---' 줄을 지워 주세요.",
                "There is more than one document; remove the line '---'.",
            )
        return Document(data, self.lines)

    def _checked_events(self) -> Iterator[Event]:
        """Yield scalars, starts and ends; refuse what makes YAML more than a form that is filled in."""
        try:
            for event in YAML(typ="safe", pure=True).parse(self.text):
                if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
                    raise self._refuse(
                        event, (), "'&'나 '*'로 시작하는 글은 따옴표로 묶어 주세요.",
                        "Anchors (& and *) are not taken; put quotes around text that begins so.",
                    )
                if isinstance(event, NodeEvent) and getattr(event, "tag", None) not in (None, "!"):
                    raise self._refuse(event, (), "'!' 태그는 쓸 수 없습니다.", "Tags (!) are not taken.")
                if isinstance(event, NodeEvent | MappingEndEvent | SequenceEndEvent):
                    yield event
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            said = error.problem or error.context or ""
            raise _refused(
                mark.line + 1 if mark else 1, "",
                f"YAML 형식이 맞지 않습니다. 들여쓰기, 따옴표, 괄호를 확인해 주세요. ({said})",
                f"This is not well-formed YAML; look at indents, quotes and brackets ({said}).",
            ) from error
        except YAMLError as error:
            raise _refused(
                1, "", "쓸 수 없는 글자(제어문자)가 있습니다.", "There are characters that are not text."
            ) from error

    def _value(self, event: Event, path: Steps) -> Any:
        self.lines.setdefault(path, event.start_mark.line + 1)
        if len(path) > DEPTH_LIMIT:
            raise self._refuse(event, path[:3], "너무 깊게 겹쳐 있습니다.", "This is nested too deeply.")
        if isinstance(event, MappingStartEvent):
            return self._mapping(path, in_braces=bool(event.flow_style))
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        assert isinstance(event, ScalarEvent)
        return self._scalar(event, path)

    def _sequence(self, path: Steps) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            values.append(self._value(event, (*path, str(len(values)))))
        return values

    def _mapping(self, path: Steps, *, in_braces: bool) -> dict[str, Any]:
        values: dict[str, Any] = {}
        last: str | None = None
        while not isinstance(event := next(self.events), MappingEndEvent):
            if not isinstance(event, ScalarEvent) or not event.value:
                raise self._refuse(event, path, "항목 이름은 글자로 적어 주세요.", "A key must be a text.")
            key, value = event.value, next(self.events)
            if in_braces and last in self.prose and self._is_without_colon(event):
                if not isinstance(values[last], str):
                    raise self._refuse(event, (*path, last), "쉼표가 든 글은 따옴표로 묶어 주세요.",
                                       "Put quotes around a text with a comma.")
                values[last] += f", {key}"
                continue
            if key in values:
                raise self._refuse(
                    event, (*path, key), f"두 번 나오는 값입니다: {key}", f"'{key}' stands here twice."
                )
            self.lines[(*path, key)] = event.start_mark.line + 1
            values[key] = self._value(value, (*path, key))
            last = key
        return values

    def _is_without_colon(self, key: ScalarEvent) -> bool:
        return COLON.match(self.text, key.end_mark.index) is None

    def _scalar(self, event: ScalarEvent, path: Steps) -> Any:
        written: str = event.value
        if not event.implicit[0]:
            return written
        if written in NULLS:
            return None
        if written in BOOLS:
            return BOOLS[written]
        if WHOLE_NUMBER.fullmatch(written):
            return int(written)
        if DECIMAL_NUMBER.fullmatch(written):
            return Decimal(written)
        try:
            if DAY.fullmatch(written):
                return date.fromisoformat(written)
            if moment := MOMENT.fullmatch(written):
                day, clock_time, zone = moment.groups()
                return datetime.fromisoformat(f"{day}T{clock_time}{(zone or '').upper()}")
        except ValueError as error:
            raise self._refuse(event, path, f"없는 날짜나 시각입니다: {written}",
                               f"There is no such day or time as {written}.") from error
        return written

    def _refuse(self, event: Event, path: Steps, ko: str, en: str) -> FileRefused:
        return _refused(event.start_mark.line + 1, ".".join(path), ko, en)
