"""Whose company a page is about: the reader's own under /company, any under /manage/companies for the office."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_login import current_user

from workflow.accounts import queries
from workflow.accounts.models import Company
from workflow.accounts.roles import Role

OFFICE = (Role.OFFICER, Role.ADMIN)


def own_company() -> Company:
    """Return the reader's company; who has none has no such page."""
    return queries.company_or_404(current_user.company_id or 0)


def at_office() -> bool:
    """Tell whether the page is the office's."""
    return request.path.startswith("/manage/")


def address(company: Company, verb: str = "", **values: Any) -> str:
    """Return where `verb` (such as 'invite_member') is done for this company by this reader; '' is the page."""
    if at_office():
        endpoint = f"accounts.office_{verb}" if verb else "accounts.company_members"
        return url_for(endpoint, company_id=company.id, **values)
    return url_for(f"accounts.{verb}" if verb else "accounts.company", **values)
