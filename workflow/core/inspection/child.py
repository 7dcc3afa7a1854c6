"""The process that looks into one file: its limits, and how it answers.

It writes one line of JSON: what the file is (`Finding`), or the code of why it is refused (`Unfit`).
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

MEMORY = 768 * 1024 * 1024
"""Bytes of addresses. The largest picture that is taken decodes to a third of it."""

CPU_SECONDS = 8
OPEN_FILES = 32


@dataclass(frozen=True, slots=True)
class Finding:
    """A file that may be kept.

    `facts` are `pages` of a PDF, `width` and `height` of a picture in pixels, and what an Office file has
    `unpacked` to, in bytes. `end` is the length of
    the file proper, in bytes, where something else was appended to it (None: nothing was).
    """

    media_type: str
    facts: Mapping[str, int] = field(default_factory=dict)
    end: int | None = None


class Unfit(Exception):
    """The file is refused; `code` is one that `workflow.core.inspector` has words for."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def run(inspect: Callable[[Path], Finding], damaged: tuple[type[Exception], ...]) -> None:
    """Inspect the file that the command line names, within limits, and answer on standard output.

    An exception that nobody foresaw ends the process with its traceback, and the upload is refused for that.
    """
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))
    logging.disable()  # a file can have more faults than anybody reads; only a traceback is of use
    sys.stdout.write(json.dumps(answer(inspect, Path(sys.argv[1]), damaged)))


def answer(inspect: Callable[[Path], Finding], path: Path, damaged: tuple[type[Exception], ...]) -> dict[str, Any]:
    """Return what `inspect` finds, or the code of why the file is refused.

    `damaged` are the exceptions by which the parser says that it cannot read the file.
    """
    try:
        return asdict(inspect(path))
    except Unfit as unfit:
        return {"code": unfit.code}
    except (MemoryError, RecursionError):
        return {"code": "file_too_complex"}
    except damaged:
        return {"code": "file_damaged"}
