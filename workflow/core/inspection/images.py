"""Looks into a JPEG or PNG: its size before it is decoded, its decoding to the end, and where it ends.

Phones append to their photographs (a film, a depth map, a second picture), and so does who hides an archive
in one. Both is cut off: what is kept is the picture. One that is an archive or a PDF within its own
bytes is refused.
"""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from workflow.core.inspection import ziptail
from workflow.core.inspection.child import Finding, Unfit, run
from workflow.core.inspection.kinds import JPEG, PNG

PIXELS = 64_000_000
"""A4 scanned at 800 dots an inch, or what most telephones take. In memory four bytes each."""

Image.MAX_IMAGE_PIXELS = None  # Pillow's own limit warns of less

DAMAGED = (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, EOFError)
FORMATS = {"JPEG": JPEG, "MPO": JPEG, "PNG": PNG}
PNG_HEAD = 8
STANDALONE = frozenset((0x01, *range(0xD0, 0xD8)))
"""JPEG markers that have no length."""

SCAN, END = 0xDA, 0xD9
BEYOND_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
READER_LOOKS = 1024
"""A PDF reader looks for its first line in so many bytes."""


def inspect(path: Path) -> Finding:
    """Return what picture it is. Raises Unfit, and what Pillow raises where it is damaged."""
    with Image.open(path, formats=("JPEG", "PNG")) as image:
        width, height = image.size
        if width * height > PIXELS:
            raise Unfit("file_pixels")
        kind = FORMATS[image.format or ""]
        image.draft("RGB", (width // 8 or 1, height // 8 or 1))  # reads all of a JPEG, for a 64th of the memory
        image.load()
    content = path.read_bytes()
    end = _end_of_jpeg(content) if kind == JPEG else _end_of_png(content)
    with path.open("rb") as handle:
        if b"%PDF-" in content[: min(end, READER_LOOKS)] or ziptail.find(handle, end):
            raise Unfit("file_two_kinds")
    return Finding(kind, {"width": width, "height": height}, end if end < len(content) else None)


def _end_of_jpeg(content: bytes) -> int:
    """Walk the segments to the end of the first picture; raises Unfit where it has none."""
    at = 2
    while at + 1 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == END:
            return at + 2
        if marker == 0xFF:
            at += 1
        elif marker in STANDALONE:
            at += 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
            if marker == SCAN:
                after = BEYOND_SCAN.search(content, at)
                at = after.start() if after else len(content)
    raise Unfit("file_damaged")


def _end_of_png(content: bytes) -> int:
    """Walk the chunks, with their check sums, to IEND; raises Unfit where one is broken."""
    at = PNG_HEAD
    while at + 12 <= len(content):
        after = at + 12 + int.from_bytes(content[at : at + 4], "big")
        named, check = content[at + 4 : after - 4], content[after - 4 : after]
        if after > len(content) or zlib.crc32(named) != int.from_bytes(check, "big"):
            break
        if named.startswith(b"IEND"):
            return after
        at = after
    raise Unfit("file_damaged")


if __name__ == "__main__":
    run(inspect, DAMAGED)
