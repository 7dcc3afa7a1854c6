"""Many documents at once: laid out one by one, written together, and taken apart again.

What they have in common (above all the subsets of the fonts) is made once a chunk instead of once each.
Every part is what `render` gives: PDF/A-3a with its own title, tags and outline, its fonts embedded.
Knows neither application nor database, so that a process that only renders stays small.
"""

from __future__ import annotations

import gc
import io
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

import pikepdf

from workflow.core import pdf
from workflow.documents import samples
from workflow.documents.facts import Facts, Language
from workflow.documents.render import Composed, compose, lay_out

CHUNK = 12
"""Documents written together: more save little, and taking them apart costs more the more there are."""
TITLE_OF_PART = "title-of-this-part"


def render_batch(facts: Sequence[Facts], language: Language = "ko") -> list[bytes]:
    """Return the PDF of each of these facts, in their order.

    Raises as `render` does, without telling of which: a caller renders them one by one then.
    """
    found: list[bytes] = []
    for _common, group in groupby((compose(one, language) for one in facts), key=_in_common):
        alike = list(group)
        for start in range(0, len(alike), CHUNK):
            found += _render_chunk(alike[start : start + CHUNK])
    return found


def pool(processes: int) -> ProcessPoolExecutor:
    """Return processes that render (`executor.submit(render_batch, facts)`), with their fonts warm.

    They are started anew, not forked: fonts and connections of the parent are not theirs.
    """
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_warm_up)


def render_and_collect(facts: Sequence[Facts], language: Language = "ko") -> list[bytes]:
    """Render in a process of the pool, which collects its garbage between chunks only."""
    try:
        return render_batch(facts, language)
    finally:
        gc.collect()


def _warm_up() -> None:
    gc.disable()
    lay_out(samples.certificate())
    gc.collect()
    gc.freeze()


def _in_common(composed: Composed) -> tuple[Any, ...]:
    """Return what documents that are written together must share: what the file says of itself but its title."""
    return composed.language, composed.author, composed.created


def _render_chunk(chunk: Sequence[Composed]) -> list[bytes]:
    documents = [
        pdf.lay_out(
            one.html, one.stylesheets, language=one.language, title=one.title, author=one.author,
            created=one.created, given=one.given,
        )
        for one in chunk
    ]  # fmt: skip
    together = documents[0].copy([page for document in documents for page in document.pages])
    together.metadata.title = TITLE_OF_PART
    content = pdf.write(together)
    parts, first = [], 0
    for document, one in zip(documents, chunk, strict=True):
        end = first + len(document.pages)
        parts.append(_part(content, first, end, one.title))
        first = end
    return parts


def _part(content: bytes, first: int, end: int, title: str) -> bytes:
    """Return the pages from `first` up to `end` as a file of their own; what only others use is left out."""
    with pikepdf.open(io.BytesIO(content)) as part:
        kept = [page.obj for page in part.pages[first:end]]
        _keep_tags(part, kept, first)
        _keep_outline(part, {page.objgen for page in kept})
        del part.pages[end:]
        del part.pages[:first]
        part.docinfo["/Title"] = title
        about = part.Root.Metadata.read_bytes().replace(TITLE_OF_PART.encode(), escape(title).encode())
        part.Root.Metadata.write(about)
        written = io.BytesIO()
        part.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return written.getvalue()


def _keep_tags(part: pikepdf.Pdf, pages: Sequence[pikepdf.Object], first: int) -> None:
    """Keep the structure of these pages: its elements stand in the order of the pages, five or so a page."""
    root = part.Root.StructTreeRoot
    document, mapping = root.K[0], root.ParentTree.Nums
    own = {page.objgen for page in pages}
    document.K = pikepdf.Array([element for element in document.K if element.Pg.objgen in own])
    numbers = []
    for place, page in enumerate(pages):
        numbers += [place, mapping[2 * (first + place) + 1]]
        page.StructParents = place
    root.ParentTree.Nums = pikepdf.Array(numbers)


def _keep_outline(part: pikepdf.Pdf, pages: set[tuple[int, int]]) -> None:
    """Keep the entries of the outline that lead to these pages."""
    with part.open_outline() as outline:
        outline.root[:] = [entry for entry in outline.root if _leads_to(entry, pages)]


def _leads_to(entry: pikepdf.OutlineItem, pages: set[tuple[int, int]]) -> bool:
    place = entry.destination
    return isinstance(place, pikepdf.Array) and place[0].objgen in pages
