"""Facts to HTML to PDF. Its own Jinja environment: no application, no session, no database.

A document is a folder below templates/documents with a template and a print.css; the template sees
its facts and what is worked out from them here, nothing else.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, singledispatch
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from workflow.core import pdf
from workflow.core.i18n import format_date, format_period
from workflow.documents import english, korean, letter
from workflow.documents.facts import CertificateFacts, Facts, ItineraryFacts, Language, LetterFacts

BASE = "base.css"
AROUND_BLOCK = re.compile(r"\s*(</?(?:div|p)\b[^>]*>)\s*")


@dataclass(frozen=True)
class Composed:
    """A document as HTML, with all that its rendering needs."""

    html: str
    stylesheets: tuple[str, ...]
    language: Language
    title: str
    author: str
    created: date | None = None
    given: Mapping[str, bytes] = field(default_factory=dict)


def render(facts: Facts, language: Language = "ko") -> bytes:
    """Return the PDF of a letter, a certificate or an itinerary; the last in `language`.

    The same facts give the same bytes. Raises TypeError for other facts, and as
    `workflow.core.pdf.render` does: GlyphsMissing where a name has letters that no font has.
    """
    return pdf.render(**_arguments(compose(facts, language)))


def lay_out(facts: Facts, language: Language = "ko") -> pdf.Document:
    """Return the pages laid out but not written, to look at their boxes."""
    return pdf.lay_out(**_arguments(compose(facts, language)))


def join(documents: Iterable[tuple[str, bytes]], *, title: str, language: Language = "ko") -> bytes:
    """Return PDFs, each with its name, as one file for the printer."""
    return pdf.join(documents, title=title, language=language)


@singledispatch
def compose(facts: Facts, language: Language = "ko") -> Composed:
    """Return the HTML of a document and what its rendering needs; the preview page shows it too."""
    raise TypeError(f"there is no document of {type(facts).__name__}")


@compose.register
def _(facts: LetterFacts, language: Language = "ko") -> Composed:
    attachments = [
        (letter.attachment_label(facts, position), attachment)
        for position, attachment in enumerate(facts.attachments, start=1)
        if attachment.kind != "other"
    ]
    html = _template("letter/template.html").render(
        facts=facts,
        title=letter.title(facts),
        recipient=letter.recipient(facts),
        programme_name=letter.programme_name(facts),
        body=letter.body(facts),
        enclosures=letter.enclosed(facts),
        attachments=attachments,
    )
    return Composed(
        html=html,
        stylesheets=(BASE, "letter/print.css"),
        language="ko",
        title=letter.title(facts),
        author=facts.letterhead.agency.ko,
        created=facts.enforced_on,
    )


@compose.register
def _(facts: CertificateFacts, language: Language = "ko") -> Composed:
    return Composed(
        html=_template("certificate/template.html").render(facts=facts),
        stylesheets=(BASE, "certificate/print.css"),
        language="ko",
        title=f"수료증 {facts.number} {facts.name}",
        author=facts.letterhead.agency.ko,
        created=facts.awarded_on,
        given={"verify.svg": qr_code(facts.verify_url)},
    )


@compose.register
def _(facts: ItineraryFacts, language: Language = "ko") -> Composed:
    title = (
        f"{facts.year}년 {facts.programme.ko}" if language == "ko" else f"{facts.programme.en} {facts.year}"
    )
    return Composed(
        html=_template("itinerary/template.html").render(facts=facts, language=language, title=title),
        stylesheets=(BASE, "itinerary/print.css"),
        language=language,
        title=title,
        author=facts.letterhead.agency.pick(language),
        created=facts.released_on,
    )


def qr_code(address: str) -> bytes:
    """Return a QR code of `address` as SVG, with the quiet zone that readers ask for."""
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", border=4, xmldecl=False, svgns=True)
    return drawing.getvalue()


def _tight(markup: str) -> Markup:
    """Drop the white space around blocks; the markup is a template's own, its values escaped already."""
    return Markup(AROUND_BLOCK.sub(r"\1", str(markup)).strip())  # noqa: S704


def _arguments(composed: Composed) -> dict[str, Any]:
    return {
        "html": composed.html,
        "stylesheets": composed.stylesheets,
        "language": composed.language,
        "title": composed.title,
        "author": composed.author,
        "created": composed.created,
        "given": composed.given,
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(pdf.DOCUMENTS), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters.update(
        contact=letter.contact_line,
        day_of=lambda value, language: (english.short_day if language == "en" else korean.month_day)(value),
        hours=lambda start, end, language="ko": (english if language == "en" else korean).hours(start, end),
        long_day=korean.long_day,
        long_day_en=english.long_day,
        long_period_en=english.long_period,
        month_day=korean.month_day,
        particle=korean.particle,
        period=korean.period,
        plain_day=lambda value: korean.day(value, weekday=False),
        spaced=korean.spaced,
        tight=_tight,
        written_day=format_date,
        written_period=format_period,
    )
    return environment


def _template(name: str) -> Any:
    return _environment().get_template(name)
