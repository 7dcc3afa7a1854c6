"""The blueprint that the stage's views belong to, and what it gives to the templates of all stages."""

from __future__ import annotations

from flask import Blueprint

from workflow.programmes import wording
from workflow.programmes.navigation import call_tabs, link_if_open
from workflow.programmes.phases import standing_of

blueprint = Blueprint("programmes", __name__)
blueprint.add_app_template_global(call_tabs)
blueprint.add_app_template_global(standing_of, "call_standing")
blueprint.add_app_template_global(link_if_open)
for _show in (wording.kind_label, wording.of_label, wording.moment_label, wording.condition_label, wording.weekday):
    blueprint.add_app_template_global(_show)
