"""Who is told of new notices and calls."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.accounts import CompanyFactory, company_officer, officer
from workflow.accounts import queries
from workflow.core import clock


@pytest.mark.databases
def test_subscribers_are_members_who_want_mail_and_can_sign_in(work: Any) -> None:
    company = CompanyFactory()
    wants = company_officer(company=company, password_hash="x")
    english = company_officer(company=company, password_hash="x", language="en")
    company_officer(company=company, password_hash="x", wants_notices=False)
    company_officer(company=company, password_hash="x", disabled_at=clock.now())
    company_officer(company=company)  # invited, no password yet
    officer(password_hash="x")
    assert queries.subscribers() == [wants, english]
    assert queries.subscribers("en") == [english]
    assert queries.subscribers("ko") == [wants]
