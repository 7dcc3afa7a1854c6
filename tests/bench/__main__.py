"""`make bench`: print each figure of speed beside its limit. `make bench ARGS=start` prints one part.

The figures of pages are processor time, in milliseconds and in units of the bare page.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from tests.bench import bare, certificates, data
from tests.bench.harness import Environ, Figure, get, measure, post
from tests.bench.start import LIMIT, seconds_to_first_page
from tests.bench.transfer import transferred
from tests.conftest import KST_JULY, make_settings, migrate
from tests.support.servers import Valkey
from workflow.app import create_app

TRANSFER = 400  # kB that a first visit may carry, fonts apart
GROWTH = 1.3  # times as long at 20,000 nominations as at 500
TIMES, MEMORY = 2, 150  # a batch of certificates: at least so many times as fast, at most so many MB a process


@dataclass(frozen=True)
class Page:
    """A page to measure, and how many units it may take."""

    name: str
    request: Callable[[], Environ]
    limit: float | None
    status: int = 200


def main(asked: list[str]) -> int:
    """Print the parts that are asked for, all by default."""
    for name, show in PARTS.items():
        if name in asked or not asked:
            show()
    return 0


def pages() -> None:
    """Fill a database, measure its pages at both sizes, throw it away."""
    with tempfile.TemporaryDirectory(prefix="yeonsu-bench-") as name, Valkey(Path(name)) as broker:
        folder = Path(name)
        address = f"sqlite:///{folder}/bench.sqlite3"
        app = create_app(make_settings(folder, address, clock_start=KST_JULY, redis_url=broker.url))
        app.config["WTF_CSRF_ENABLED"] = False  # its token is of one form, not of 200
        bare.add(app)
        migrate(app)
        filled = data.fill(app)
        measured = _pages(filled)
        submission = Page("submitting: 2 trainees, 3 files, 60 questions", _submission(app, filled), 6, status=303)
        _print("bare page (the unit)", measure(app, get(bare.PATH)))
        few = {page: measure(app, page.request, page.status) for page in (*measured, submission)}
        data.multiply(app)
        many = {page: measure(app, page.request, page.status) for page in (*measured, submission)}
        for page in (*measured, submission):
            _print(f"{page.name}, at 500", few[page], page.limit)
            _print(f"{page.name}, at 20,000", many[page], page.limit)
            grown = many[page].units / few[page].units
            same = few[page].reads == many[page].reads
            print(f"{'':44}{grown:8.2f} times{_verdict(grown, GROWTH)}; the same reads: {'yes' if same else 'NO'}")
        for page in measured:
            environ = page.request()
            size = transferred(app, environ["RAW_URI"], environ.get("HTTP_COOKIE", "")) / 1000
            print(f"{f'{page.name}, first visit without fonts':<44}{size:8.1f} kB{_verdict(size, TRANSFER)}")


def start() -> None:
    seconds = seconds_to_first_page()
    print(f"{'make run, second start to the first page':<44}{seconds:8.2f} s{_verdict(seconds, LIMIT)}")


def documents() -> None:
    """Render a thousand certificates one by one and by the command with two processes."""
    found = certificates.measure()
    fast = "yes" if found.times >= TIMES else "NO"
    print(f"{'a certificate, one by one in one process':<44}{found.one_by_one:8.2f} ms")
    print(f"{'a certificate, in a batch by two processes':<44}{found.batch:8.2f} ms"
          f" {found.times:6.2f} times as fast   at least {TIMES}: {fast}")  # fmt: skip
    print(f"{'a process that renders them':<44}{found.renderer_mb:8.1f} MB{_verdict(found.renderer_mb, MEMORY)}")
    print(f"{'the process that records them':<44}{found.recorder_mb:8.1f} MB")


def _submission(app: Flask, filled: data.Filled) -> Callable[[], Environ]:
    def make() -> Environ:
        nomination_id, version = data.make_draft(app, filled)
        return post(f"/nominations/{nomination_id}/submit", filled.submitter, {"version": version})()

    return make


def _pages(filled: data.Filled) -> list[Page]:
    nominations, draft = f"/manage/calls/{filled.code}/nominations", f"/nominations/{filled.draft_id}/edit"
    return [
        Page("nominations list", get(nominations, filled.officer), 5),
        Page("nominations list, one country", get(f"{nominations}?country=VNM", filled.officer), 5),
        Page("nominations list, words", get(f"{nominations}?q=hanoi+tran", filled.officer), 5),
        Page("public notice", get(f"/calls/{filled.code}"), 3),
        Page("a company's nominations", get("/nominations", filled.company), None),
        Page("workspace: the place, 60 questions", get(f"{draft}/place", filled.company), None),
        Page("workspace: the trainees, 60 questions", get(f"{draft}/trainees", filled.company), None),
        Page("workspace: review, 60 questions", get(f"{draft}/review", filled.company), None),
    ]


def _print(name: str, figure: Figure, limit: float | None = None) -> None:
    print(
        f"{name:<44}{figure.milliseconds:8.2f} ms {figure.units:6.2f} units"
        f"{figure.reads.queries:4d} queries {figure.reads.rows:5d} rows {figure.size / 1000:7.1f} kB"
        f"{_verdict(figure.units, limit)}"
    )


def _verdict(value: float, limit: float | None) -> str:
    return "" if limit is None else f"   at most {limit:g}: {'yes' if value <= limit else 'NO'}"


PARTS = {"start": start, "pages": pages, "documents": documents}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
