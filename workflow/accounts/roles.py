"""Roles; a person may hold several (in a small office one 담당자 does all but approve).

Beside the role `company`, each member of a company has a right within it.
"""

from __future__ import annotations

from enum import StrEnum

from workflow.core.i18n import lazy_gettext as _l


class Role(StrEnum):
    """What a person may do here. SYSTEM is no person's: it is what the product does by itself."""

    OFFICER = "officer"
    COMMITTEE = "committee"
    APPROVER = "approver"
    COORDINATOR = "coordinator"
    ADMIN = "admin"
    COMPANY = "company"
    SYSTEM = "system"


STAFF = (Role.OFFICER, Role.COMMITTEE, Role.APPROVER, Role.COORDINATOR, Role.ADMIN)

LABELS = {
    Role.OFFICER: _l("Officer in charge"),
    Role.COMMITTEE: _l("Committee member"),
    Role.APPROVER: _l("Approver"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.ADMIN: _l("Administrator"),
    Role.COMPANY: _l("Company's officer"),
}


class Right(StrEnum):
    """What a member may do for their company; each right includes those after it."""

    MANAGE = "manage"
    SUBMIT = "submit"
    WRITE = "write"


RIGHTS = {
    Right.MANAGE: _l("Manager"),
    Right.SUBMIT: _l("Submits"),
    Right.WRITE: _l("Writes"),
}

RIGHTS_EXPLAINED = {
    Right.MANAGE: _l("Looks after the company's details, its members and their rights; submits and withdraws nominations."),
    Right.SUBMIT: _l("Writes nominations, submits and withdraws them."),
    Right.WRITE: _l("Writes nominations; a colleague submits them."),
}
