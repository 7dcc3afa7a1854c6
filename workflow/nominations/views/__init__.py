"""The pages of nominations: of a company, of the form step by step, and of entry on behalf."""

from workflow.nominations.views import (
    colleagues,
    company,
    copying,
    discarding,
    documents,
    entry,
    preview,
    printed,
    steps,
)
from workflow.nominations.views.blueprint import blueprint

__all__ = [
    "blueprint", "colleagues", "company", "copying", "discarding", "documents", "entry", "preview", "printed", "steps",
]  # fmt: skip
