"""What all factories have in common."""

from __future__ import annotations

from factory.alchemy import SQLAlchemyModelFactory

from workflow.core.db import db


class Factory(SQLAlchemyModelFactory):
    """Adds the row to the test's session and flushes it, so that it has its id."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = db.session  # the context's own session
        sqlalchemy_session_persistence = "flush"
