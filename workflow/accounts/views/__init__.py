"""The stage's pages, one file for each subject."""

from workflow.accounts.views import (
    account,
    company,
    language,
    members,
    privacy,
    profile,
    sign_in,
    sign_up,
    staff,
)
from workflow.accounts.views.blueprint import blueprint

__all__ = ["account", "blueprint", "company", "language", "members", "privacy", "profile", "sign_in", "sign_up", "staff"]
