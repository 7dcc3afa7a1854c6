"""Several files in one: what an office takes over into its own approval system, and a batch of certificates."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import IO

from workflow.core import files, pdf
from workflow.documents import letter, naming
from workflow.documents.facts import LetterFacts
from workflow.documents.models import Document
from workflow.documents.render import join, lay_out
from workflow.programmes.models import Call

SPOOLED = 8 * 1024 * 1024
"""Bytes of an archive that stay in memory; a larger one is written to disk while it is made."""
HEADING = 2
"""The level at which an attachment's title stands in the outline."""


def to_paste(facts: LetterFacts) -> str:
    """Return recipient, title and body of a letter as plain text, as it is pasted where it is approved."""
    return f"수신  {letter.recipient(facts)}\n제목  {letter.title(facts)}\n\n{letter.letter_body_text(facts)}"


def attachments(facts: LetterFacts) -> list[tuple[str, bytes]]:
    """Return what a letter encloses, each as a PDF of its own with its file name.

    The letter is laid out as it would leave, so that the enclosures bear no 미리보기, and taken apart
    where each attachment's title begins.
    """
    out = facts if facts.number else replace(facts, number="-", enforced_on=facts.reply_by)
    document = lay_out(out)
    titles = [
        f"{letter.attachment_label(facts, place)} {one.title}"
        for place, one in enumerate(facts.attachments, start=1)
        if one.kind != "other"
    ]
    starts = [
        number
        for number, page in enumerate(document.pages)
        if any(level == HEADING for level, *_rest in page.bookmarks)
    ]
    found = []
    for title, start, end in zip(titles, starts, [*starts[1:], len(document.pages)], strict=True):
        part = document.copy(document.pages[start:end])
        part.metadata.title = title
        found.append((f"{naming.safe(title)}.pdf", pdf.write(part)))
    return found


def letter_package(letters: Sequence[LetterFacts]) -> IO[bytes]:
    """Return a ZIP with a folder for each letter: the text to paste, and its enclosures as PDFs."""
    folders = naming.apart(naming.safe(facts.company) for facts in letters)
    entries: list[tuple[str, bytes]] = []
    for folder, facts in zip(folders, letters, strict=True):
        own = [("본문.txt", to_paste(facts).replace("\n", "\r\n").encode("utf-8-sig")), *attachments(facts)]
        prefix = "" if len(letters) == 1 else f"{folder}/"
        entries += [(prefix + name, content) for name, content in own]
    return _zip(entries)


def certificates_zip(documents: Sequence[Document]) -> IO[bytes]:
    """Return a ZIP of the PDFs of these certificates, each under its number and name."""
    stored = [one.record for one in documents if one.record]
    names = naming.apart(one.name for one in stored)
    return _zip((name, files.read(one)) for name, one in zip(names, stored, strict=True))


def certificates_pdf(call: Call, documents: Sequence[Document]) -> IO[bytes]:
    """Return the PDFs of these certificates as one file for the printer, in their order."""
    stored = [one.record for one in documents if one.record]
    title = f"{call.code} {call.definition.programme.ko} 수료증"
    parts = ((one.name.removesuffix(".pdf"), files.read(one)) for one in stored)
    return io.BytesIO(join(parts, title=title))


def _zip(entries: Iterable[tuple[str, bytes]]) -> IO[bytes]:
    """Write an archive; PDFs are packed already, so they are only stored. Korean names are marked as UTF-8."""
    target: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115 - closed with the answer
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), content)
    target.seek(0)
    return target
