"""The stage's pages: those of the public, the calls that staff manage, and the editor of one."""

from workflow.programmes.views import edit, lifecycle, manage, public, questions
from workflow.programmes.views.blueprint import blueprint

__all__ = ["blueprint", "edit", "lifecycle", "manage", "public", "questions"]
