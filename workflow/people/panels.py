"""What the registers show on pages of other stages."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user

from workflow.accounts.navigation import may_open
from workflow.nominations.models import Nomination
from workflow.people import beside
from workflow.reference.models import City


def of_nomination(nomination: Nomination) -> str:
    """Point out the same people and the same city in other nominations, on the page of the screening.

    It names nobody but this nomination's own trainees, whose reading that page has recorded: others are
    shown by their receipt numbers.
    """
    found, same_city = beside.elsewhere(nomination), beside.of_same_city(nomination)
    doubtful = beside.doubtful_cities(nomination)
    if not (found or same_city or doubtful):
        return ""
    return render_template(
        "people/_elsewhere.html", nomination=nomination, elsewhere=found, same_city=same_city, doubtful=doubtful,
        may_compare=may_open(current_user, "people.compare"),
    )  # fmt: skip


def of_city(city: City) -> str:
    """Show the nominations that name a city, on its page in the register."""
    found = beside.of_city(city)
    return render_template("people/_of_city.html", nominations=found) if found else ""
