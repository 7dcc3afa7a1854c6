"""HTML to PDF.

Every PDF is PDF/A-3a: archival, tagged, its fonts embedded as subsets. HTML reaches nothing but the
project's own assets and what its caller hands over as bytes; anything else stops the rendering.

WeasyPrint is read in with the first document: it is a fifth of the start of a process, and most
processes never print.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING

import pikepdf

from workflow.core.paper import DOCUMENTS, GlyphsMissing, ResourceRefused

if TYPE_CHECKING:
    from workflow.core.typesetter import Document

__all__ = ("DOCUMENTS", "Document", "GlyphsMissing", "ResourceRefused", "join", "lay_out", "render", "write")


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
    """Lay out `html` in pages without writing them; tests read the boxes from its `pages`.

    The arguments are those of `render`.
    """
    from workflow.core import typesetter

    return typesetter.lay_out(
        html, stylesheets, language=language, title=title, author=author, created=created, given=given
    )


def render(
    html: str,
    stylesheets: Sequence[str] = (),
    *,
    language: str,
    title: str,
    author: str = "",
    created: date | None = None,
    given: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return `html` as PDF/A-3a.

    `stylesheets` are names below templates/documents; the fonts are there without being asked for.
    `language` ('ko' or 'en') and `title` go into the document, because an archived and accessible
    one must state them; `author` and the day `created` where they are known. `given` holds bytes
    that the HTML names as given:NAME.

    Raises ResourceRefused for any address that is not the project's own, GlyphsMissing where a
    letter has no glyph in any font, AssetsMissing where the fonts are not installed.
    """
    document = lay_out(
        html, stylesheets, language=language, title=title, author=author, created=created, given=given
    )
    return write(document)


def write(document: Document) -> bytes:
    """Return a document that was laid out as PDF/A-3a. Raises as `render` does."""
    from workflow.core import typesetter

    return typesetter.write(document)


def join(documents: Iterable[tuple[str, bytes]], *, title: str, language: str) -> bytes:
    """Join PDFs, each with its name in the outline, into one file for the printer.

    It is a copy for printing, not a record: it is neither tagged nor PDF/A, and does not say so.
    """
    with pikepdf.new() as book, ExitStack() as parts:
        with book.open_outline() as outline:
            for name, content in documents:
                part = parts.enter_context(pikepdf.open(io.BytesIO(content)))
                outline.root.append(pikepdf.OutlineItem(name, len(book.pages)))
                book.pages.extend(part.pages)
        for page in book.pages:
            for key in ("/StructParents", "/Tabs"):
                if key in page:
                    del page[key]
        book.Root.Lang = pikepdf.String(language)
        book.docinfo["/Title"] = title
        joined = io.BytesIO()
        book.save(joined, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return joined.getvalue()
