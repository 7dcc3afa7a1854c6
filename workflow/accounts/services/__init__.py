"""The stage's verbs, one file for each subject. They flush; views and commands commit."""

from workflow.accounts.services.companies import obtain_company
from workflow.accounts.services.people import create_person, grant

__all__ = ["create_person", "grant", "obtain_company"]
"""What later stages call."""
