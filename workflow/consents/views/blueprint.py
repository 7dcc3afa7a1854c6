"""The blueprint that the stage's views belong to."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("consents", __name__)
