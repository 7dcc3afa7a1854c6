"""What the itinerary shows on the pages of earlier stages, through slots."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user

from workflow.itinerary import queries
from workflow.nominations.models import Nomination


def of_nomination(nomination: Nomination) -> str:
    """Lead a company from its nomination to the latest release, once somebody of the nomination comes."""
    if not current_user.is_authenticated or current_user.company_id != nomination.company_id:
        return ""
    given = queries.latest_release_for(nomination)
    if given is None:
        return ""
    return render_template("itinerary/_of_nomination.html", call=nomination.call, release=given)
