"""What the calls say on pages of earlier stages."""

from __future__ import annotations

from flask import render_template

from workflow.programmes import notice as wording
from workflow.programmes import queries


def privacy() -> str:
    """Return for the privacy policy which consents the public calls ask of trainees, and how long their data are kept."""
    return render_template("programmes/privacy.html", calls=queries.public_calls(), notice=wording)
