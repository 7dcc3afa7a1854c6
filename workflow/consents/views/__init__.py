"""The stage's pages: the trainee's own by link, and those of who asks."""

from workflow.consents.views import askers, trainee
from workflow.consents.views.blueprint import blueprint

__all__ = ["askers", "blueprint", "trainee"]
