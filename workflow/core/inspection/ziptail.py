"""The record that ends a zip archive: readers look for it from the end, so any file can carry one."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import BinaryIO

RECORD = struct.Struct("<4s4H2LH")
LONGEST_COMMENT = 0xFFFF


@dataclass(frozen=True, slots=True)
class Tail:
    """Where the directory of an archive begins, how long it is, and where its closing record stands."""

    directory: int
    directory_size: int
    at: int

    @property
    def is_exact(self) -> bool:
        """Whether the directory reaches to the record: nothing stands before the archive or between the two."""
        return self.directory + self.directory_size == self.at


def find(handle: BinaryIO, end: int | None = None) -> Tail | None:
    """Return the closing record of what is an archive to its reader, None where there is none.

    `end` is where the file is taken to end (default: where it does).
    """
    size = handle.seek(0, os.SEEK_END) if end is None else end
    start = max(0, size - RECORD.size - LONGEST_COMMENT)
    handle.seek(start)
    last = handle.read(size - start)
    at = len(last)
    while (at := last.rfind(b"PK\x05\x06", 0, at)) >= 0:
        if at + RECORD.size <= len(last):
            *_, length, directory, comment = RECORD.unpack_from(last, at)
            if at + RECORD.size + comment == len(last) and directory + length <= start + at:
                return Tail(directory, length, start + at)
    return None
