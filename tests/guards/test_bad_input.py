"""Nothing that anybody sends is answered with 500: wrong types, over-long texts, numbers beyond any column.

The forms are those that the pages of the world show. Each is sent with all of its fields spoiled at once, and
as it stands with one of them spoiled; what a request would write reaches the database and is undone at its
commit, so the world stays as it is. It runs on both databases: SQLite takes what PostgreSQL does not. Which
field is spoiled by itself, and how, is drawn by what the form is called, so each run sends the same.
"""

from __future__ import annotations

import io
import itertools
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from tests.conftest import KST_JULY, Client, make_settings
from tests.guards import world as worlds
from tests.guards.forms_of_pages import PageForm, forms_of
from tests.guards.routes import ROWS, Row
from tests.guards.world import ACTORS, World
from workflow.app import create_app
from workflow.core import clock
from workflow.core.db import db

WOULD_WRITE = 299
SPOILED = {
    "long": "가" * 2000,
    "huge": "9" * 30,
    "negative": "-1",
    "no number": "NaN",
    "digits that are none": "²",
    "no day": "2025-02-30",
    "last day": "9999-12-31",
    "first day": "0001-01-01",
    "no hour": "24:60",
    "signs": "%s%(a)d{0}{{1}}\r\nBcc: a@b.example\t<b>'\"\\ 🙂\u202e\ufffe",
    "nothing": "",
    "NUL": "a\0b",
}
"""What stands in a field, by what is wrong with it."""
ALWAYS = ("long", "huge")
"""What every form is sent; of the rest each is sent some."""
FILES = {
    "empty": (b"", "여권.pdf"),
    "no kind": (b"MZ\x90\x00" * 100, "여권.pdf"),
    "broken": (b"%PDF-1.7\n" + b"\xff" * 100, "x" * 300 + ".pdf"),
    "zip": (b"PK\x03\x04" + b"\0" * 100, "../../../etc/passwd"),
}
NUMBERED = ("9" * 30, str(2**31))
NAMED = ("9" * 30, "-1", "가" * 300, "%00", "..%2F..%2Fetc", "'--", "%F0%9F%99%82", "2025-02-30", "9999-12-31")
"""What stands in an address for an id, and for what is called by a name."""
READERS = ("own", "officer")
"""Who between them are shown nearly every form; what neither sees is read as whoever may."""
UNSEEN = PageForm("", "POST", {"version": ["1"], "reason": ["사유"]}, frozenset())
"""What is sent to a route whose form none of the pages shows."""
RENDERED = ("preview", ".zip", ".pdf")
"""Routes that take a while to answer and read nothing but their path."""
SEARCHED = (
    *("q", "before", "after", "page", "state", "role", "kind", "standing", "country", "company", "language", "member"),
    *("countries", "trainees", "per_country", "without", "within_country", "next", "check", "day", "step", "sort"),
)
"""Names that addresses of lists bear."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def drawn(what: str, one_in: int) -> bool:
    """Tell whether this one is of a sample, the same in each run."""
    return zlib.crc32(what.encode()) % one_in == 0


class Undone(Exception):
    """The request has written all that it wants to write."""


@dataclass
class Stage:
    """The application on the world, and the forms of its pages by the rule of the route that takes them."""

    app: Flask
    world: World
    one_in: int
    """How many there are of what is sampled on this database for each that is sent."""
    forms: dict[str, list[tuple[str, PageForm]]] = field(default_factory=dict)

    def client(self, actor: str) -> Client:
        client = self.app.test_client()
        assert isinstance(client, Client)
        if session_id := self.world.sessions[actor]:
            with client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = session_id, True
        return client

    def rule(self, method: str, address: str) -> str | None:
        """Return the rule that answers an address, None where none does."""
        try:
            rule, _values = self.app.url_map.bind("localhost").match(urlsplit(address).path, method, return_rule=True)
        except HTTPException:
            return None
        return rule.rule

    def collect(self) -> None:
        """Read the forms of every page of the table, as each of the readers who may see it."""
        for row in ROWS:
            address = row.address(self.world.objects)
            if row.method != "GET" or "+" not in row.marks.values() or row.rule.endswith((*RENDERED, ".xlsx")):
                continue
            for actor in [one for one in READERS if row.marks[one] == "+"] or [whoever_may(row)]:
                answer = self.client(actor).get(address)
                if answer.mimetype == "text/html":
                    self._keep(actor, address, answer.text)

    def _keep(self, actor: str, address: str, page: str) -> None:
        """Keep one form of each shape that a route takes, with somebody to whom it was shown."""
        for form in forms_of(page, address):
            if form.method == "POST" and (rule := self.rule("POST", form.action)):
                known = self.forms.setdefault(rule, [])
                if set(form.fields) not in [set(one.fields) for _actor, one in known]:
                    known.append((actor, form))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("spoiled")
    cluster = None
    if request.param == "postgresql":
        template = request.getfixturevalue("postgres_template")
        cluster = request.getfixturevalue("postgres")
        name, url = cluster.fresh_database(template)
    else:
        url = f"sqlite:///{folder / 'world.sqlite3'}"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "world.sqlite3")
    settings = make_settings(folder / "instance", url, clock_start=KST_JULY)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Client
    app.register_error_handler(Undone, lambda error: ("undone", WOULD_WRITE))
    with app.app_context():
        stage = Stage(app, worlds.build(app), 1 if request.param == "sqlite" else 5)
        db.session.remove()
    sa.event.listen(Session, "before_commit", _undo)
    try:
        yield stage
    finally:
        sa.event.remove(Session, "before_commit", _undo)
        with app.app_context():
            db.engine.dispose()
        clock.configure(None, settings.instance_dir)
        if cluster is not None:
            cluster.drop_database(name)


def _undo(session: Session) -> None:
    if request and request.method == "POST" and not session.in_nested_transaction():
        session.flush()
        raise Undone


def rows(method: str) -> list[Row]:
    """Return a row of each route that lets somebody in."""
    return list({row.rule: row for row in ROWS if row.method == method and "+" in row.marks.values()}.values())


def whoever_may(row: Row) -> str:
    return next(actor for actor in reversed(ACTORS) if row.marks[actor] == "+")


def spoiled(form: PageForm) -> Iterator[tuple[str, MultiDict[str, Any]]]:
    """Yield the form spoiled in one way after the other, with what is wrong."""
    names = (*form.fields, *form.files)
    for wrong, value in SPOILED.items():
        if names and (wrong in ALWAYS or drawn(f"{form.action} {wrong}", 4)):
            yield f"all {wrong}", MultiDict(dict.fromkeys(names, value))
    for name, wrong in itertools.product(form.fields, SPOILED):
        if drawn(f"{form.action} {name} {wrong}", 10 * len(form.fields)):
            right = MultiDict(form.fields)
            right.setlist(name, [SPOILED[wrong]])
            yield f"{name} {wrong}", right
    for name, wrong in itertools.product(form.files, FILES):
        if drawn(f"{form.action} {name} {wrong}", len(FILES) * len(form.files)):
            right = MultiDict(form.fields)
            content, file_name = FILES[wrong]
            right[name] = (io.BytesIO(content), file_name)
            yield f"{name} {wrong}", right


def test_spoiled_form_is_never_our_failure(stage: Stage) -> None:
    stage.collect()
    failed = {}
    for row in rows("POST"):
        address = row.address(stage.world.objects)
        unseen = (whoever_may(row), replace(UNSEEN, action=address))
        for actor, form in stage.forms.get(row.rule, [unseen]):
            client = stage.client(actor)
            for wrong, data in (("nothing", MultiDict()), *spoiled(form)):
                if drawn(f"{form.action} {wrong}", stage.one_in):
                    status = client.post(form.action, data=data).status_code
                    if status >= 500 or status in (401, 403, 405):
                        failed[f"{actor}: {form.action} with {wrong}"] = status
    assert failed == {}


def test_spoiled_address_is_never_our_failure(stage: Stage) -> None:
    failed = {}
    for row in (row for row in rows("GET") + rows("POST") if drawn(str(row), stage.one_in)):
        client = stage.client(whoever_may(row))
        for name in row.converters():
            named = [value for value in NAMED if drawn(f"{row} {value}", 3)]
            for value in NUMBERED if f"<int:{name}>" in row.rule else named:
                address = row.address({**stage.world.objects, row.names[name]: value})
                status = client.open(address, method=row.method, data=row.form).status_code
                if status >= 500:
                    failed[f"{row.method} {address}"] = status
    assert failed == {}


def test_spoiled_search_is_never_our_failure(stage: Stage) -> None:
    failed = {}
    for row in (row for row in rows("GET") if not row.rule.endswith((*RENDERED, ".xlsx"))):
        client, address = stage.client(whoever_may(row)), row.address(stage.world.objects)
        page = client.get(address)
        shown = forms_of(page.text, address) if page.mimetype == "text/html" else ()
        one_in = 2 if any(form.method == "GET" for form in shown) else 8  # lists with filters, and other pages
        for wrong, value in SPOILED.items():
            if drawn(f"{row} {wrong}", one_in * stage.one_in):
                status = client.get(address, query_string=dict.fromkeys(SEARCHED, value)).status_code
                if status >= 500:
                    failed[f"{address} with {wrong}"] = status
    assert failed == {}
