"""What stands in a written PDF: its text, fonts, glyphs and picture."""

from __future__ import annotations

import io
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import zxingcpp
from fontTools.ttLib import TTFont
from PIL import Image

DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class FontUse:
    """An embedded font and the glyphs that the pages show of it."""

    name: str
    program: TTFont
    shown: frozenset[int]


def text(content: bytes, *options: str) -> str:
    """Return the text as pdftotext reads it, composed and without marks of direction."""
    found = subprocess.run(
        ["pdftotext", *options, "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()
    return unicodedata.normalize("NFC", DIRECTION_MARKS.sub("", found))


def squeezed(written: str) -> str:
    """Return text without white space: a PDF keeps letters, not the spaces between them."""
    return "".join(unicodedata.normalize("NFC", written).split())


def picture(content: bytes, folder: Path, page: int = 1, resolution: int = 150) -> Image.Image:
    """Return a page as pdftoppm draws it."""
    source = folder / "page.pdf"
    source.write_bytes(content)
    subprocess.run(
        ["pdftoppm", "-r", str(resolution), "-f", str(page), "-l", str(page), "-png", "-singlefile",
         str(source), str(folder / "page")],
        check=True,
    )  # fmt: skip
    return Image.open(folder / "page.png")


def qr_codes(image: Image.Image) -> list[str]:
    """Return what the QR codes of a picture say."""
    return [code.text for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)]


def fonts(content: bytes) -> list[FontUse]:
    """Return the fonts of the pages; raises KeyError for one that is not embedded."""
    with pikepdf.open(io.BytesIO(content)) as document:
        shown: dict[str, set[int]] = {}
        programs: dict[str, bytes] = {}
        for page in document.pages:
            for key, font in page.Resources.get("/Font", {}).items():
                descriptor = font.DescendantFonts[0].FontDescriptor
                stream = descriptor.get("/FontFile2") or descriptor["/FontFile3"]
                programs[key] = stream.read_bytes()
            for key, glyph in _shown_glyphs(page):
                shown.setdefault(key, set()).add(glyph)
        return [
            FontUse(key, TTFont(io.BytesIO(programs[key])), frozenset(glyphs))
            for key, glyphs in shown.items()
        ]


@dataclass(frozen=True)
class About:
    """What a PDF says of itself."""

    language: str
    title: str
    author: str
    archival: str
    marked: bool


def about(content: bytes) -> About:
    """Return language, title and author, which part of PDF/A it claims, and whether it is tagged."""
    with pikepdf.open(io.BytesIO(content)) as document:
        metadata = document.open_metadata()
        part = metadata.get("pdfaid:part", ""), metadata.get("pdfaid:conformance", "")
        return About(
            language=str(document.Root.get("/Lang", "")),
            title=str(document.docinfo.get("/Title", "")),
            author=str(document.docinfo.get("/Author", "")),
            archival="".join(part),
            marked=bool(document.Root.get("/MarkInfo", {}).get("/Marked", False)),
        )


def tags(content: bytes) -> Counter[str]:
    """Return how often each kind of tag stands in the tree."""
    with pikepdf.open(io.BytesIO(content)) as document:
        found: Counter[str] = Counter()
        waiting = [document.Root.StructTreeRoot]
        while waiting:
            node = waiting.pop()
            if "/S" in node:
                found[str(node.S).removeprefix("/")] += 1
            kids = node.get("/K", [])
            kids = kids if isinstance(kids, pikepdf.Array) else [kids]
            waiting += [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        return found


def outline(content: bytes) -> list[str]:
    """Return the titles of the outline's first level."""
    with pikepdf.open(io.BytesIO(content)) as document, document.open_outline() as entries:
        return [entry.title for entry in entries.root]


def missing_glyphs(font: FontUse) -> set[int]:
    """Return the shown glyphs that are .notdef or are not in the font at all: boxes on the page."""
    return {glyph for glyph in font.shown if glyph == 0 or glyph >= len(font.program.getGlyphOrder())}


def blank_glyphs(font: FontUse) -> set[int]:
    """Return the shown glyphs of the font that draw nothing, as a space does."""
    outlines, order = font.program["glyf"], font.program.getGlyphOrder()
    present = font.shown - missing_glyphs(font)
    return {glyph for glyph in present if outlines[order[glyph]].numberOfContours == 0}


def _shown_glyphs(page: pikepdf.Page) -> Iterator[tuple[str, int]]:
    font = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = str(operands[0])
        elif str(operator) in {"Tj", "TJ"}:
            pieces = operands[0] if str(operator) == "TJ" else operands
            for piece in pieces:
                if isinstance(piece, pikepdf.String):
                    codes = bytes(piece)
                    yield from (
                        (font, int.from_bytes(codes[at : at + 2], "big")) for at in range(0, len(codes), 2)
                    )
