"""The company that a nomination on paper or in a file is of: found by its registration number, or made."""

from __future__ import annotations

import sqlalchemy as sa

from workflow.accounts import registration_no as numbers
from workflow.accounts.models import Company
from workflow.core import audit, clock
from workflow.core.db import db


def company_numbered(registration_no: str) -> Company | None:
    """Return the company of a registration number, however it is typed."""
    return db.session.scalar(
        sa.select(Company).where(Company.registration_no == numbers.normalise(registration_no))
    )


def find_or_make(registration_no: str, name_ko: str, name_en: str = "", *, actor: audit.Actor) -> Company:
    """Return the company of a registration number that was checked; make it where there is none.

    The names of a company that is known are left as they are: it keeps them itself.
    """
    company = company_numbered(registration_no)
    if company is None:
        company = Company(
            registration_no=numbers.normalise(registration_no), name_ko=name_ko, name_en=name_en,
            created_at=clock.now(),
        )  # fmt: skip
        db.session.add(company)
        db.session.flush()
        audit.record("company.register", company, actor=actor, after={"registration_no": company.registration_no})
    return company
