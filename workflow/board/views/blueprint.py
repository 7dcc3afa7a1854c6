"""The blueprint that the stage's views belong to, and what it gives to its templates."""

from __future__ import annotations

from flask import Blueprint

from workflow.board.age import waiting_days
from workflow.board.writing import prose

blueprint = Blueprint("board", __name__)
blueprint.add_app_template_filter(prose, "prose")
blueprint.add_app_template_global(waiting_days)
