"""The composition root: which blueprints there are, which handler hears which event, which panel
shows on which page, and the groups of commands."""

from __future__ import annotations

from flask import Flask

from workflow.accounts import models as accounts
from workflow.accounts import session as accounts_session
from workflow.accounts import views as accounts_views
from workflow.approvals import models as approvals
from workflow.approvals import views as approvals_views
from workflow.documents import models as documents
from workflow.insight import models as insight
from workflow.itinerary import models as itinerary
from workflow.nominations import models as nominations
from workflow.programmes import commands as programmes_commands
from workflow.programmes import models as programmes
from workflow.programmes import views as programmes_views
from workflow.screening import models as screening
from workflow.selection import models as selection
from workflow.training import models as training

MODELS = (
    accounts, programmes, nominations, screening, approvals, selection, itinerary, training, documents, insight,
)
"""Every stage's tables, so that the mappers and the migrations know them all."""


def wire(app: Flask) -> None:
    """Put the stages together. Handlers run in the order they are named here."""
    _blueprints(app)
    _events()
    _slots()
    _commands(app)


def _blueprints(app: Flask) -> None:
    accounts_session.init_app(app)
    app.register_blueprint(accounts_views.blueprint)
    app.register_blueprint(programmes_views.blueprint)
    app.register_blueprint(approvals_views.blueprint)


def _events() -> None:
    pass


def _slots() -> None:
    pass


def _commands(app: Flask) -> None:
    app.cli.add_command(programmes_commands.group)
