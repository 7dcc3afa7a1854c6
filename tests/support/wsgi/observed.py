"""The application, whole, that tells which process answers, aborts what a test marks, and is slow where it counts.

The pause stands before each statement that takes a seat or a number, so that whoever has read before it
has read the same as all others: a race that is lost once in a thousand times is lost here each time.
The modules beside this one take guards off and keep the pause, so that both meet the same race.
"""

from __future__ import annotations

import os
import time
from typing import Any

import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.support.wsgi.headers import ABORT, PROCESS
from workflow.app import create_app

PAUSE = 0.02
CONTESTED = ("UPDATE vacancy ", "UPDATE seat_counter ", "UPDATE number_counter ", "INSERT INTO number_counter ")


class Aborted(Exception):
    """The test asked for it: everything was written, nothing is committed."""


@sa.event.listens_for(Engine, "before_cursor_execute")
def _pause(connection: sa.Connection, cursor: Any, statement: str, *rest: Any) -> None:
    if statement.startswith(CONTESTED):
        time.sleep(PAUSE)


@sa.event.listens_for(Session, "before_commit")
def _abort(session: Session) -> None:
    """Fail at the last moment, when the number is taken and the rows are written."""
    if request and ABORT in request.headers and not session.in_nested_transaction():
        raise Aborted


app = create_app()


@app.after_request
def _sign(response: Response) -> Response:
    response.headers[PROCESS] = str(os.getpid())
    return response
