"""What the stage announces.

Several carry a one-time link's raw token, which exists only here and in the mail that is made of it:
the database has its hash. It stays out of `repr`, so no log shows it. Links lead to the endpoint
`accounts.set_password`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from workflow.core.events import Event
from workflow.core.i18n import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MailEvent(Event):
    """Something that one person is told by mail, in `language` ('ko' or 'en')."""

    email: str
    name: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpAsked(MailEvent):
    """A company signed up; the link proves the address and sets the password. `subject_id`: the link."""

    company: Text
    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpNeedsInvitation(MailEvent):
    """Somebody signed up for a company that is registered already: a colleague, or the office where no
    colleague has an account, has to invite them. `subject_id`: the company."""

    company: Text
    has_members: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountExists(MailEvent):
    """Somebody signed up with, or invited, an address that has an account; only its holder is told.
    `subject_id`: the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberInvited(MailEvent):
    """A company's member, or the office, invited a colleague. `subject_id`: the link."""

    company: Text
    invited_by: str
    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInvited(MailEvent):
    """An administrator invited somebody as staff. `subject_id`: the account; `roles` are values of Role."""

    roles: tuple[str, ...]
    invited_by: str
    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetAsked(MailEvent):
    """The holder of an account asked for a new password. `subject_id`: the account."""

    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressAsked(MailEvent):
    """The holder of an account wants to sign in with this address; the link proves it. `subject_id`: the account."""

    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressChanged(MailEvent):
    """An account has got another mail `address`; the one of before is told, in case it was not them. `subject_id`:
    the account."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(MailEvent):
    """A password was replaced; the holder is told, in case it was not them. `subject_id`: the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRegistered(Event):
    """A company's first member proved their address. `subject_id`: the company."""

    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyVerified(Event):
    """The office compared a company's details with its registration certificate. `subject_id`: the company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyReturned(Event):
    """The office could not verify a company, and says why. `subject_id`: the company."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRenamed(Event):
    """A company's name was changed; lists that keep it follow. `subject_id`: the company."""
