"""A company's profile and registration certificate, and their verification by the office.

What was verified is the company's names beside its certificate (사업자등록증): a change of a name, or a
new certificate, makes a verified company one to be verified again.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import BinaryIO

import sqlalchemy as sa

from workflow.accounts import profile, queries
from workflow.accounts.events import CompanyRenamed
from workflow.accounts.models import Company, CompanyCertificate
from workflow.accounts.policies import require
from workflow.accounts.roles import Right
from workflow.accounts.states import VERIFICATION, VerificationState
from workflow.core import clock, files, states
from workflow.core.audit import Actor
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.events import announce
from workflow.core.i18n import Text

CERTIFICATE_KINDS = ("application/pdf", "image/jpeg", "image/png")
REASON_LENGTH = 1000


def save(company: Company, values: Mapping[str, str], *, actor: Actor, version: int | None = None) -> None:
    """Write a company's profile (the columns of profile.LENGTHS).

    Raises Refused field by field, or by who manages nothing, and Stale. Announces CompanyRenamed where
    a name changes.
    """
    require(actor, Right.MANAGE)
    values = {field: values.get(field, "").strip() for field in profile.LENGTHS}
    if reasons := profile.check(values):
        raise Refused(reasons)
    values["homepage"] = profile.with_scheme(values["homepage"])
    changed = {field: text for field, text in values.items() if text != getattr(company, field)}
    if not changed:
        return
    before = {field: getattr(company, field) for field in changed}
    states.edit(company, "edit", machine="company", actor=actor, version=version, changes=changed, before=before,
                after=changed)  # fmt: skip
    if changed.keys() & set(profile.NAMES):
        _verify_again(company, actor)
        announce(CompanyRenamed(subject_id=company.id, actor_id=actor.id, at=clock.now()))


def look_at_certificate(stream: BinaryIO, name: str) -> AbstractContextManager[files.Taken]:
    """Take a registration certificate (PDF, JPG or PNG) as `files.take` does, for field certificate."""
    return files.take(stream, name, kinds=CERTIFICATE_KINDS, field="certificate")


def add_certificate(company: Company, taken: files.Taken, *, actor: Actor) -> CompanyCertificate:
    """Keep a certificate that was looked at (`look_at_certificate`); the one before it stays as history.

    Raises Refused (field certificate) for another kind of file, and by who manages nothing.
    """
    require(actor, Right.MANAGE)
    stored = files.keep(taken, actor_id=actor.id, kinds=CERTIFICATE_KINDS, field="certificate")
    now = clock.now()
    db.session.execute(sa.select(Company.id).where(Company.id == company.id).with_for_update())
    db.session.execute(
        sa.update(CompanyCertificate)
        .where(CompanyCertificate.company_id == company.id, CompanyCertificate.replaced_at.is_(None))
        .values(replaced_at=now)
    )
    made = CompanyCertificate(company_id=company.id, file_id=stored.id, added_at=now, added_by=actor.id)
    db.session.add(made)
    states.edit(company, "certificate", machine="company", actor=actor, changes={}, before={},
                after={"certificate": stored.name, "sha256": stored.sha256})  # fmt: skip
    _verify_again(company, actor)
    return made


def ask_verification(company: Company, *, actor: Actor, version: int | None = None) -> None:
    """Ask the office to verify the company. Refused where the profile lacks what it is compared with."""
    require(actor, Right.MANAGE)
    if profile.missing(company, has_certificate=queries.has_certificate(company)):
        raise Refused(Reason("missing", Text(
            "기업정보를 모두 적고 사업자등록증을 올린 뒤 확인을 요청하세요.",
            "Complete the company's details and upload its registration certificate first.",
        )))  # fmt: skip
    changes = {"asked_at": clock.now(), "returned_reason": ""}
    states.move(company, "ask", machine=VERIFICATION, actor=actor, version=version, changes=changes)


def verify(company: Company, *, actor: Actor, version: int | None = None) -> None:
    """Say that the details agree with the certificate. Announces CompanyVerified."""
    changes = {"verified_at": clock.now(), "verified_by": actor.id, "returned_reason": ""}
    states.move(company, "verify", machine=VERIFICATION, actor=actor, version=version, changes=changes)


def return_to_company(company: Company, *, reason: str, actor: Actor, version: int | None = None) -> None:
    """Return a verification with what the company has to mend. Announces CompanyReturned.

    Raises Refused (field reason) without a reason, or with one that nobody reads to its end.
    """
    reason = reason.strip()
    if not reason:
        raise Refused.because(
            "missing", field="reason",
            ko="무엇을 고쳐야 하는지 적어 주세요.", en="Say what the company has to mend.",
        )  # fmt: skip
    if len(reason) > REASON_LENGTH:
        raise Refused.because(
            "long", field="reason",
            ko=f"사유는 {REASON_LENGTH:,}자까지 적을 수 있습니다.",
            en=f"The reason may have up to {REASON_LENGTH:,} characters.",
        )  # fmt: skip
    states.move(company, "return", machine=VERIFICATION, actor=actor, version=version, reason=reason,
                changes={"returned_reason": reason}, facts={"reason": reason})  # fmt: skip


def _verify_again(company: Company, actor: Actor) -> None:
    if company.state is VerificationState.VERIFIED:
        states.move(company, "change", machine=VERIFICATION, actor=actor, changes={"asked_at": clock.now()})
