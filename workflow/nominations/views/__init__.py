"""The pages of nominations: of a company, of the form step by step, and of entry on behalf."""

from workflow.nominations.views import company, documents, entry, preview, steps
from workflow.nominations.views.blueprint import blueprint

__all__ = ["blueprint", "company", "documents", "entry", "preview", "steps"]
