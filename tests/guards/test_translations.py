"""Every page speaks both languages: no bare text in a template, no message without its Korean."""

from __future__ import annotations

import ast
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from workflow.core.i18n import TRANSLATIONS

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
PAGES = [
    p for p in sorted(TEMPLATES.rglob("*.html"))
    if p.relative_to(TEMPLATES).parts[0] not in ("documents", "email") or p.parent.name == "pages"
]  # fmt: skip
KEYWORDS: dict[str, object] = {
    "_": None, "_l": None, "gettext": None, "lazy_gettext": None,
    "pgettext": ((1, "c"), 2), "lazy_pgettext": ((1, "c"), 2), "ngettext": (1, 2),
}  # fmt: skip
ALLOWED_WORDS = {"연수 Yeonsu", "한국어", "English", "KST", "PDF", "ZIP", "Excel", "SHA-256", "·", "–", "→", "/", "x", "×"}
"""What is the same in both languages, or names a language in itself."""


@cache
def korean() -> dict[tuple[str | None, str], str]:
    """Return every message's Korean, read once for all files."""
    found: dict[tuple[str | None, str], str] = {}
    for path in (TRANSLATIONS / "ko").glob("*.po"):
        with path.open("rb") as handle:
            for message in read_po(handle, locale="ko"):
                if message.id:
                    assert not message.fuzzy, f"{path.name}: {message.id} is fuzzy"
                    found[(message.context, str(message.id))] = str(message.string)
    return found


def messages(path: Path) -> set[tuple[str | None, str]]:
    method = "jinja2" if path.suffix == ".html" or path.suffix == ".txt" else "python"
    options = {"extensions": "jinja2.ext.i18n"} if method == "jinja2" else {}
    found = set()
    for _line, message, _comments, context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
        found.add((context, message if isinstance(message, str) else message[-1]))
    return found


SOURCES = [
    *sorted((ROOT / "workflow").rglob("*.py")), *sorted(TEMPLATES.rglob("*.html")), *sorted(TEMPLATES.rglob("*.txt")),
]  # fmt: skip


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_message_has_its_korean(path: Path) -> None:
    known = korean()
    missing = sorted(f"{c or ''}|{text}" for c, text in messages(path) if not known.get((c, text)))
    assert missing == []


def test_placeholders_are_the_same_in_korean() -> None:
    places = re.compile(r"%\((\w+)\)s")
    wrong = {text: ko for (_c, text), ko in korean().items() if set(places.findall(text)) != set(places.findall(ko))}
    assert wrong == {}


def test_a_word_is_spelt_in_one_way() -> None:
    """'알려 드리다' is written in two words, a company's names are '기업 국문명' and '기업 영문명'."""
    others = ("알려드", "기업의 국문 이름", "기업의 영문 이름")
    assert [text for text in korean().values() if any(other in text for other in others)] == []


def test_no_message_is_translated_in_two_ways() -> None:
    seen: dict[tuple[str | None, str], tuple[str, str]] = {}
    double = []
    for path in sorted((TRANSLATIONS / "ko").glob("*.po")):
        with path.open("rb") as handle:
            for message in read_po(handle, locale="ko"):
                key = (message.context, str(message.id))
                if message.id and key in seen and seen[key][0] != message.string:
                    double.append((key, seen[key], (message.string, path.name)))
                seen.setdefault(key, (str(message.string), path.name))
    assert double == []


class BareText(HTMLParser):
    """Collects the words that stand outside of tags."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("svg", "script", "style")
        self.words += [v for name, v in attrs if name in ("title", "placeholder", "aria-label", "alt") and v]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("svg", "script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words += [data]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_has_no_text_outside_of_messages(path: Path) -> None:
    source = path.read_text()
    bare = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", source, flags=re.DOTALL)
    parser = BareText()
    parser.feed(bare)
    words = {word.strip() for chunk in parser.words for word in re.split(r"\s{2,}|\n", chunk)} - {""}
    text = {w for w in words if re.search(r"[A-Za-z가-힣]{2,}", w)} - ALLOWED_WORDS
    assert text == set()


def test_python_source_has_no_flash_outside_of_messages() -> None:
    """What is flashed comes from gettext or a Text, never from a literal."""
    bare = []
    for path in sorted((ROOT / "workflow").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            flashes = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "flash"
            if flashes and node.args and isinstance(node.args[0], ast.Constant | ast.JoinedStr):
                bare.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert bare == []
