"""The stage's pages, one file for each subject."""

from workflow.accounts.views import language, sign_in
from workflow.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "language", "sign_in"]
