"""Pages of screening."""

from workflow.screening.views import corrections, review
from workflow.screening.views.blueprint import blueprint

__all__ = ["blueprint", "corrections", "review"]
