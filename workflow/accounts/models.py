"""People with their consents, the companies that nominate, and one-time links."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from workflow.accounts.roles import STAFF, Right, Role
from workflow.accounts.states import AccountState, VerificationState
from workflow.core.db import Base, Versioned, one_of
from workflow.core.files import StoredFile
from workflow.core.i18n import Text


class Company(Versioned, Base):
    """A nominating company (추천기업), identified by its business registration number (digits only).

    `state` says whether the office has verified its details; `asked_at` since when that waits, and
    `returned_reason` why it was returned last.
    """

    __tablename__ = "company"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_no: Mapped[str] = mapped_column(sa.String(10), unique=True)
    name_ko: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120), default="")
    representative: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    address_ko: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    address_en: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    homepage: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    business: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    created_at: Mapped[datetime]

    state: Mapped[VerificationState] = mapped_column(
        one_of(VerificationState), default=VerificationState.UNVERIFIED,
        server_default=VerificationState.UNVERIFIED.value, index=True,
    )
    asked_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[int | None]
    returned_reason: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    members: Mapped[list[User]] = relationship(back_populates="company", order_by="User.id")
    certificates: Mapped[list[CompanyCertificate]] = relationship(
        back_populates="company", order_by="CompanyCertificate.id.desc()"
    )

    @property
    def name(self) -> Text:
        return Text(self.name_ko, self.name_en)


class CompanyCertificate(Base):
    """A company's business registration certificate (사업자등록증). A later one replaces it; its row stays."""

    __tablename__ = "company_certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), unique=True)
    added_at: Mapped[datetime]
    added_by: Mapped[int | None]
    replaced_at: Mapped[datetime | None]

    company: Mapped[Company] = relationship(back_populates="certificates")
    file: Mapped[StoredFile] = relationship(lazy="joined")

    __table_args__ = (
        sa.Index(
            "uq_company_certificate_valid", "company_id", unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"), postgresql_where=sa.text("replaced_at IS NULL"),
        ),
    )


class User(UserMixin, Versioned, Base):
    """A person's account; staff hold roles, a company's officer belongs to one company.

    `right` is what they may do for that company (of no meaning for who has none), and
    `wants_notices` whether they are told of new notices and calls by mail.
    """

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)  # kept in lower case
    name: Mapped[str] = mapped_column(sa.String(120))
    language: Mapped[str] = mapped_column(sa.String(2), default="ko")
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    email_verified_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    session_epoch: Mapped[int] = mapped_column(default=0)
    company_id: Mapped[int | None] = mapped_column(sa.ForeignKey("company.id"), index=True)
    right: Mapped[Right] = mapped_column("company_right", one_of(Right), default=Right.MANAGE, server_default=Right.MANAGE.value)
    wants_notices: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    created_at: Mapped[datetime]

    company: Mapped[Company | None] = relationship(back_populates="members")
    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="user", lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    def holds(self, *roles: Role) -> bool:
        return bool(self.roles & set(roles))

    @property
    def is_staff(self) -> bool:
        return self.holds(*STAFF)

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    @property
    def state(self) -> AccountState:
        if self.disabled_at is not None:
            return AccountState.DISABLED
        return AccountState.ACTIVE if self.password_hash else AccountState.INVITED

    def get_id(self) -> str:
        """Name the session's account and epoch: a new password ends the sessions begun before it."""
        return f"{self.id}.{self.session_epoch}"


class RoleGrant(Base):
    """A role that a person holds; grants and revocations stand in the audit record."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(sa.String(20))
    granted_at: Mapped[datetime]
    granted_by: Mapped[int | None]

    user: Mapped[User] = relationship(back_populates="grants")

    __table_args__ = (sa.UniqueConstraint("user_id", "role"),)


class AccountConsent(Base):
    """The consent of an account's holder to keeping their personal data. Append-only.

    `shown` is the text in the language in which it was shown, `text_hash` its version; `link_id` is the link that
    proved the address, `address` the IP address. The row carries no foreign key: it is evidence, and stays.
    """

    __tablename__ = "account_consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(index=True)
    link_id: Mapped[int]
    language: Mapped[str] = mapped_column(sa.String(2))
    shown: Mapped[dict[str, Any]] = mapped_column(JSON)
    text_hash: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]
    address: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = ({"sqlite_autoincrement": True},)


class SignInAttempts(Base):
    """Failed sign-ins in a row at one address, whether it has an account or not: a lock tells nothing.

    The address is kept as a hash, and the row only as long as the failures count (rules.FORGOTTEN).
    """

    __tablename__ = "sign_in_attempts"

    address_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    last_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (sa.CheckConstraint("failures >= 0", name="failures_count"),)


class Purpose(StrEnum):
    """What a link is good for. SIGN_UP and JOIN describe, in their facts, a person who has no account yet; those of
    ADDRESS hold the mail address that the account is to get."""

    SIGN_UP = "sign_up"
    JOIN = "join"
    INVITE = "invite"
    RESET = "reset"
    ADDRESS = "address"


class OneTimeLink(Base):
    """A link without log-in: its random token is stored hashed, bound to one purpose, and ends.

    It stands for `user_id`, or for a person who has no account yet and is described by `facts`;
    `company_id` is the company whose member invites them, `subject` what a later stage bound it to
    ('trainee_request:12'). It is used or revoked once.
    """

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    purpose: Mapped[str] = mapped_column(sa.String(30))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    company_id: Mapped[int | None] = mapped_column(sa.ForeignKey("company.id"), index=True)
    subject: Mapped[str | None] = mapped_column(sa.String(60), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User | None] = relationship()
    company: Mapped[Company | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("used_at IS NULL OR revoked_at IS NULL", name="used_or_revoked"),
        sa.CheckConstraint("expires_at > created_at", name="ends_after_start"),
    )
