"""The process that looks into one file: its limits, and how it answers.

It writes one line of JSON: what the file is (`Finding`), or the code of why it is refused (`Unfit`).
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

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


def run(inspect: Callable[[Path], Finding], *damaged: type[Exception]) -> None:
    """Inspect the file that the command line names and answer on standard output.

    `damaged` are the exceptions by which the parser says that it cannot read the file. Any other one
    ends the process with its traceback, and the upload is refused for that.
    """
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))
    try:
        answer = asdict(inspect(Path(sys.argv[1])))
    except Unfit as unfit:
        answer = {"code": unfit.code}
    except (MemoryError, RecursionError):
        answer = {"code": "file_too_complex"}
    except damaged:
        answer = {"code": "file_damaged"}
    sys.stdout.write(json.dumps(answer))
