"""The only place that imports WeasyPrint. Others call `pdf`, which reads it in with the first document.

HTML reaches nothing but the project's own assets and what its caller hands over as bytes; anything
else stops the rendering.

Threads: Pango and fontconfig are not made for several threads, so one lock lets one document
through at a time; processes render side by side. After a fork a child makes its own fonts, because
a font configuration deletes its files when the process that holds it ends.
"""

from __future__ import annotations

import atexit
import os
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from mimetypes import guess_type
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from workflow.core import assets
from workflow.core.paper import ASSET, FONT, GIVEN, GlyphsMissing, ResourceRefused, asset_path, font_files

VARIANT = "pdf/a-3a"

HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"
WORD_JOINER = "\u2060"
INSIDE_KOREAN_WORD = re.compile(rf"(?<=[{HANGUL}])(?=\S)|(?<=\S)(?=[{HANGUL}])")
NOT_PROSE = {"style", "script", "title"}


class OwnAssets(URLFetcher):
    """Resolves asset: and given: addresses only, and remembers what it refused.

    It opens no address itself, so the handlers of its base class (files, http, proxies) are never
    made; a refusal stops the rendering instead of leaving a picture out.
    """

    _fail_on_errors = True

    def __init__(self, given: Mapping[str, bytes] | None = None) -> None:
        self._given = given or {}
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return the asset at `url`. Raises ResourceRefused for every address that is not ours."""
        content = self._find(url)
        if content is None:
            self.refused.append(url[:200])
            raise ResourceRefused(url[:200])
        return URLFetcherResponse(url, content, {"Content-Type": guess_type(url)[0] or "text/plain"})

    def _find(self, url: str) -> bytes | None:
        if url.startswith(GIVEN):
            return self._given.get(url.removeprefix(GIVEN))
        if url.startswith(FONT):
            path = font_files().get(url)
        elif url.startswith(ASSET):
            path = asset_path(url.removeprefix(ASSET))
        else:
            path = None
        return path.read_bytes() if path else None


@dataclass
class _Process:
    """What a process keeps between documents: the fonts, and stylesheets already parsed."""

    fonts: FontConfiguration = field(default_factory=FontConfiguration)
    sheets: dict[str, tuple[int, CSS]] = field(default_factory=dict)

    def stylesheet(self, name: str) -> CSS:
        """Return the parsed stylesheet `name` below templates/documents, read again when it changes."""
        path = asset_path(name)
        if path is None:
            raise ResourceRefused(f"{ASSET}{name}")
        stamp = path.stat().st_mtime_ns
        known = self.sheets.get(name)
        if known is None or known[0] != stamp:
            known = self.sheets[name] = (stamp, self._parse(path.read_text(encoding="utf-8")))
        return known[1]

    def font_faces(self) -> CSS:
        """Return the stylesheet that declares the fonts; parsing it loads them, once a process.

        Raises AssetsMissing where their files are not there: another font would be a silent change.
        """
        if FONT not in self.sheets:
            absent = [path.name for path in font_files().values() if not path.is_file()]
            if absent:
                raise assets.AssetsMissing(
                    f"The fonts {', '.join(absent)} are missing. Run `npm ci`, "
                    "then `python -m workflow.core.assets`."
                )
            rules = [
                f"@font-face {{ font-family: '{family}'; font-weight: {weight}; src: url({FONT}{path.name}) }}"
                for family, weights in assets.pdf_fonts().items()
                for weight, path in weights.items()
            ]
            self.sheets[FONT] = (0, self._parse("\n".join(rules)))
        return self.sheets[FONT][1]

    def _parse(self, rules: str) -> CSS:
        return CSS(string=rules, font_config=self.fonts, url_fetcher=OwnAssets())


_lock = threading.RLock()
_process: _Process | None = None


def lay_out(
    html: str,
    stylesheets: Sequence[str] = (),
    *,
    language: str,
    title: str,
    author: str = "",
    created: date | None = None,
    given: Mapping[str, bytes] | None = None,
) -> Document:
    """Lay out `html` in pages; the arguments are those of `pdf.render`."""
    with _lock:
        fetcher = OwnAssets(given)
        try:
            page = HTML(string=html, url_fetcher=fetcher)
            _describe(page.etree_element, language, title, author, created)
            _keep_korean_words(page.etree_element)
            process = _this_process()
            return page.render(
                font_config=process.fonts,
                stylesheets=[process.font_faces(), *map(process.stylesheet, stylesheets)],
                pdf_variant=VARIANT,
            )
        except FatalURLFetchingError as problem:
            raise ResourceRefused(", ".join(fetcher.refused)) from problem


def write(document: Document) -> bytes:
    """Return the bytes of a document. Raises as `pdf.render` does."""
    with _lock:
        fetcher: OwnAssets = document.url_fetcher
        try:
            content: bytes = document.write_pdf(pdf_variant=VARIANT)
        except FatalURLFetchingError as problem:
            raise ResourceRefused(", ".join(fetcher.refused)) from problem
        # A drawing inside a drawing is drawn late, where WeasyPrint swallows what goes wrong.
        if fetcher.refused:
            raise ResourceRefused(", ".join(fetcher.refused))
    missing = sorted({code for font in document.fonts.values() for code in font.missing})
    if missing:
        raise GlyphsMissing("".join(map(chr, missing)))
    return content


def _this_process() -> _Process:
    global _process
    if _process is None:
        _process = _Process()
    return _process


def _forget_parent() -> None:
    """In a forked child: new fonts and a free lock; the parent's font files stay the parent's."""
    global _lock, _process
    if _process is not None:
        _process.fonts._folder = None
    _lock, _process = threading.RLock(), None


def _release() -> None:
    """Free the fonts while the interpreter is still whole: later, their libraries may be gone already."""
    global _process
    _process = None


os.register_at_fork(after_in_child=_forget_parent)
atexit.register(_release)


def _describe(root: Any, language: str, title: str, author: str, created: date | None) -> None:
    """Write language, title, author and day into the parsed page."""
    root.set("lang", language)
    head = root.find("head")
    for old in head.findall("title"):
        head.remove(old)
    SubElement(head, "title").text = title
    if author:
        SubElement(head, "meta", name="author", content=author)
    if created:
        SubElement(head, "meta", name="dcterms.created", content=created.isoformat())


def _keep_korean_words(root: Element) -> None:
    """Let Korean break at spaces only, as `word-break: keep-all` does, which WeasyPrint does not know.

    A word joiner between the letters of a word forbids the break; it has no width and no glyph, and
    is not in the text that is copied from the PDF.
    """
    for element in root.iter():
        if element.text and element.tag not in NOT_PROSE:
            element.text = INSIDE_KOREAN_WORD.sub(WORD_JOINER, element.text)
        if element.tail:
            element.tail = INSIDE_KOREAN_WORD.sub(WORD_JOINER, element.tail)
