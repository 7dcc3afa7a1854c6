"""The blueprint that the stage's views belong to."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
