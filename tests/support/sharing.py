"""What the applications of one test session share, because making it again for each takes longer than the test.

Each test keeps an application of its own. Only what follows from a text alone is kept from one to the next:
what the text of a route means, the code that builds its address, and that of a template, by its source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart

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


def share() -> None:
    """Let all applications made from here on share it."""
    Flask.url_rule_class = KnownRule
    options: dict[str, Any] = {**Flask.jinja_options, "bytecode_cache": KnownTemplates()}
    Flask.jinja_options = options
