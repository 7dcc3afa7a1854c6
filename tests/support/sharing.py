"""What the applications of one test session share, because making it again for each takes longer than the test.

Each test keeps an application and a database of its own. Only what follows from its source alone is kept from one
to the next: what the text of a route means, the code that builds its address, that of a template, the SQL of a query
by its dialect, and what a small file was found to be.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart

from workflow.core import inspector
from workflow.core.inspection.kinds import Family

_builders: dict[object, Callable[..., tuple[str, str]]] = {}


@dataclass(frozen=True)
class _Parsed:
    """What parsing the text of a route gives."""

    parts: list[RulePart]
    trace: list[tuple[bool, str]]
    converters: dict[str, BaseConverter]


_parsed: dict[object, _Parsed] = {}


class KnownRule(Rule):
    """A route whose text is parsed, and whose builders of addresses are compiled, once a session."""

    def _parse_rule(self, rule: str) -> Iterable[RulePart]:
        assert self.map is not None
        key = (rule, *self.map.converters.values())
        known = _parsed.get(key)
        if known is None:
            before = len(self._trace)
            parts = list(super()._parse_rule(rule))
            known = _parsed[key] = _Parsed(parts, self._trace[before:], dict(self._converters))
            return known.parts
        self._trace += known.trace
        self._converters |= known.converters
        self.arguments |= known.converters.keys()
        return known.parts

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if self.defaults:  # their values go through the converters of this very rule
            return super()._compile_builder(append_unknown)
        key = (self.rule, tuple(self._trace), append_unknown)
        if key not in _builders:
            _builders[key] = super()._compile_builder(append_unknown)
        return _builders[key]


class KnownTemplates(BytecodeCache):
    """Code of templates by their source; jinja2 compares the sources' checksums itself."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._known[bucket.key, bucket.checksum] = bucket.code


_compiled: LRUCache[Any, Any] = LRUCache(5000)
_engines: dict[str, Engine] = {}
"""The first engine of each dialect, which gives its dialect to the others: compiled SQL is known by it."""

_make_engine = SQLAlchemy._make_engine


def _make_knowing_engine(self: SQLAlchemy, *arguments: Any) -> Engine:
    engine = _make_engine(self, *arguments)
    first = _engines.setdefault(engine.dialect.name, engine)
    if not hasattr(first.dialect, "default_schema_name"):  # it never connected, so its dialect is not settled
        first = _engines[engine.dialect.name] = engine
    engine.dialect, engine._compiled_cache = first.dialect, _compiled
    return engine


SMALL = 20_000

_found: dict[tuple[Family, bytes], dict[str, Any]] = {}

look_into = inspector._ask


def look_once_into(kind: Family, path: Path) -> dict[str, Any]:
    """Have a small file of the samples looked into once a session: each time is a process of its own."""
    if path.stat().st_size > SMALL:
        return look_into(kind, path)
    key = kind, path.read_bytes()
    if key not in _found:
        answer = look_into(kind, path)
        if "code" in answer:
            return answer
        _found[key] = answer
    return _found[key]


def keep_what_is_imported() -> None:
    """Look for garbage less often, and never among the modules: it was a sixth of the time of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


def share() -> None:
    """Let all applications made from here on share it."""
    inspector._ask = look_once_into
    Flask.url_rule_class = KnownRule
    SQLAlchemy._make_engine = _make_knowing_engine  # type: ignore[method-assign]
    options: dict[str, Any] = {**Flask.jinja_options, "bytecode_cache": KnownTemplates()}
    Flask.jinja_options = options
