"""Roles; a person may hold several (in a small office one 담당자 does all but approve)."""

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
