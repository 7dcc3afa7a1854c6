"""Companies: signed up by somebody who proves their address, joined by whom a member invites.

Nothing stands in the database about a person before they have proved their address, and nobody learns
from an answer whether an address has an account: what there is to say goes by mail to its holder.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from workflow.accounts import queries, registration_no
from workflow.accounts.events import (
    AccountExists,
    CompanyRegistered,
    MemberInvited,
    SignUpAsked,
    SignUpNeedsInvitation,
)
from workflow.accounts.models import Company, OneTimeLink, Purpose, User
from workflow.accounts.policies import is_office, require
from workflow.accounts.roles import Right, Role
from workflow.accounts.rules import check_address, check_name, normal_address
from workflow.accounts.services import consents, links, members
from workflow.accounts.services.people import create_person
from workflow.core import audit, clock
from workflow.core.audit import SYSTEM, Actor
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.events import announce
from workflow.core.i18n import Text


def sign_up(
    *, name_ko: str, name_en: str, number: str, name: str, email: str, language: str,
    consent: Mapping[str, Any] | None = None,
) -> None:
    """Take a company's sign-up; what follows reaches the address by mail, and the caller learns nothing.

    Announces SignUpAsked, SignUpNeedsInvitation (the company is registered) or AccountExists. Raises
    Refused (fields name_ko, name_en, registration_no, name, email) only for what is typed wrong. Without a
    `consent` (consents.given) it is asked for with the password.
    """
    if reasons := check_sign_up(name_ko=name_ko, name_en=name_en, number=number, name=name, email=email):
        raise Refused(reasons)
    digits, address, at = registration_no.normalise(number), normal_address(email), clock.now()
    company, account = queries.company_by_number(digits), queries.user_by_address(address)
    audit.record("account.sign_up", None, actor=SYSTEM, after={"registration_no": digits})
    if account is not None:
        tell_holder(account, actor_id=None)
    elif company is not None:
        announce(SignUpNeedsInvitation(
            subject_id=company.id, actor_id=None, at=at, email=address, name=name.strip(), language=language,
            company=company.name, has_members=queries.has_members(company),
        ))
    else:
        facts = {
            "registration_no": digits, "name_ko": name_ko.strip(), "name_en": name_en.strip(),
            "name": name.strip(), "email": address, "language": language,
        }
        before = links.just_sent(Purpose.SIGN_UP, address == links.ADDRESS_IN_FACTS)
        if any(facts.items() <= sent.facts.items() for sent in before):
            return
        link, token = links.issue(Purpose.SIGN_UP, facts={**facts, consents.FACT: consent} if consent else facts)
        announce(SignUpAsked(
            subject_id=link.id, actor_id=None, at=at, email=address, name=facts["name"], language=language,
            company=Text(facts["name_ko"], facts["name_en"]), token=token, expires_at=link.expires_at,
        ))


def check_sign_up(*, name_ko: str, name_en: str, number: str, name: str, email: str) -> list[Reason]:
    """Say everything that is typed wrong in a sign-up, field by field. Looks at nothing else."""
    checks = (
        check_name(name_ko, "name_ko"), check_name(name_en, "name_en"), registration_no.check(number),
        check_name(name), check_address(email),
    )
    return [reason for reason in checks if reason]


def invite(
    company: Company,
    *,
    name: str,
    email: str,
    language: str = "ko",
    right: Right = Right.SUBMIT,
    afterwards: str = "",
    reason: str = "",
    actor: Actor,
) -> OneTimeLink:
    """Invite a colleague into the company and return the pending invitation.

    With `afterwards` the new colleague takes the account over from `actor` when they accept: who then
    keeps that right, or leaves (members.LEAVE). A manager is invited by the office only where none can
    sign in, with a `reason`. It is the same whether or not the address has an account elsewhere, whose
    holder alone is told. Raises Refused (fields name, email, right, reason) for what is typed wrong, for
    a member of this company, and by who manages nothing.
    """
    require(actor, Right.MANAGE)
    if reasons := [reason for reason in (check_name(name), check_address(email)) if reason]:
        raise Refused(reasons)
    address, account = normal_address(email), queries.user_by_address(email)
    if account is not None and account.company_id == company.id:
        raise Refused.because(
            "member", field="email",
            ko="이미 이 기업의 담당자입니다. 담당자 목록에서 확인하세요.",
            en="This person is a member already: see the list of members.",
        )
    if is_office(actor) and right is Right.MANAGE:
        members.check_appointment(company, reason)
    revoke_invitations(company, address)
    facts = {"name": name.strip(), "email": address, "language": language, "right": right, "by": actor.id}
    if afterwards:
        facts |= {"from": actor.id, "afterwards": afterwards}
    link, token = links.issue(Purpose.JOIN, company=company, facts=facts)
    audit.record("company.invite", company, actor=actor, after={"link": link.id, "right": right}, reason=reason.strip())
    if account is not None:
        tell_holder(account, actor_id=actor.id)
    else:
        announce(MemberInvited(
            subject_id=link.id, actor_id=actor.id, at=clock.now(), email=address, name=facts["name"],
            language=language, company=company.name, invited_by=str(actor.name), token=token,
            expires_at=link.expires_at,
        ))
    return link


def withdraw_invitation(link: OneTimeLink, *, actor: Actor) -> None:
    """End a pending invitation, by a manager or the office; nothing happens where it has ended already."""
    require(actor, Right.MANAGE)
    if links.revoke(OneTimeLink.id == link.id):
        audit.record("company.withdraw_invitation", link.company, actor=actor, after={"link": link.id})


def revoke_invitations(company: Company, address: str) -> None:
    """End what was sent to this address before, so that one invitation of it is open."""
    for link in queries.invitations(company):
        if link.facts["email"] == address:
            links.revoke(OneTimeLink.id == link.id)


def obtain_company(number: str, *, name_ko: str, name_en: str = "", actor: Actor) -> Company:
    """Return the company with this registration number, made where missing (entry on behalf, imports).

    Raises Refused (fields registration_no, name_ko) where it has to be made of what is typed wrong.
    """
    digits = registration_no.normalise(number)
    found = queries.company_by_number(digits)
    if found is not None:
        return found
    checks = (
        registration_no.check(number), check_name(name_ko, "name_ko"),
        check_name(name_en, "name_en") if name_en.strip() else None,
    )  # fmt: skip
    if reasons := [reason for reason in checks if reason]:
        raise Refused(reasons)
    made = _make_company(digits, name_ko, name_en, actor)
    return made or db.session.scalars(queries.by_number(digits)).one()


def register(link: OneTimeLink) -> User:
    """Make the company of a used sign-up link, with its first member. Refused where it exists by now."""
    facts = link.facts
    company = None
    if queries.company_by_number(facts["registration_no"]) is None:
        company = _make_company(facts["registration_no"], facts["name_ko"], facts["name_en"], SYSTEM)
    if company is None:
        raise Refused.because(
            "registered",
            ko="그 사이 다른 사람이 이 기업을 등록했습니다. 그 담당자나 시 담당자에게 초대를 요청하세요.",
            en="Meanwhile somebody else registered this company. Ask them, or the office, for an invitation.",
        )
    user = _member(link, company, Right.MANAGE)
    links.revoke(OneTimeLink.purpose == Purpose.SIGN_UP, user.email == links.ADDRESS_IN_FACTS)
    announce(CompanyRegistered(subject_id=company.id, actor_id=user.id, at=clock.now(), user_id=user.id))
    return user


def join(link: OneTimeLink) -> User:
    """Make the account of who was invited by a used link. Raises Refused for one that invites a manager, where who
    sent it could no longer do so."""
    company, right = db.session.get_one(Company, link.company_id), Right(link.facts.get("right", Right.SUBMIT))
    if right is Right.MANAGE and "by" in link.facts and not _may_still_invite(link.facts["by"], company):
        raise Refused.because(
            "stale_invitation",
            ko="그 사이 기업의 관리 담당자가 바뀌어 이 초대로는 관리 담당자가 될 수 없습니다. "
               "지금의 관리 담당자에게 다시 요청하세요.",
            en="Meanwhile somebody else manages the company, so this invitation makes nobody its manager. "
               "Ask them for a new one.",
        )  # fmt: skip
    return _member(link, company, right)


def _may_still_invite(id: int | None, company: Company) -> bool:
    """Tell whether who invited a manager could do so now: a manager of the company, or the office while there is none."""
    members.lock_company(company.id)
    inviter = db.session.get(User, id) if id is not None else None
    if inviter is not None and inviter.company_id == company.id:
        return inviter.id in queries.managers(company.id)
    return not queries.managers(company.id)


def take_over(link: OneTimeLink, user: User) -> None:
    """Have who was invited to take the account over do so, now that they can sign in."""
    giver = db.session.get(User, link.facts["from"]) if "from" in link.facts else None
    if giver is not None and giver.company_id == user.company_id:
        members.step_down(giver, link.facts["afterwards"], actor=user)
        audit.record("company.hand_over", user.company, actor=user, before={"manager": giver.id},
                     after={"manager": user.id, "afterwards": link.facts["afterwards"]})  # fmt: skip


def _make_company(digits: str, name_ko: str, name_en: str, actor: Actor) -> Company | None:
    """Make the company; return None where somebody else has made it at the same moment."""
    company = Company(
        registration_no=digits, name_ko=name_ko.strip(), name_en=name_en.strip(), created_at=clock.now()
    )
    try:
        with db.session.begin_nested():
            db.session.add(company)
    except IntegrityError:
        return None
    audit.record("company.create", company, actor=actor, after={"registration_no": digits})
    return company


def _member(link: OneTimeLink, company: Company, right: Right) -> User:
    facts = link.facts
    return create_person(
        facts["email"], name=facts["name"], roles=(Role.COMPANY,), company=company, right=right,
        language=facts["language"], actor=SYSTEM,
    )


def tell_holder(account: User, *, actor_id: int | None) -> None:
    """Tell who has an account already that somebody asked for one, or for its address."""
    if account.is_active:
        announce(AccountExists(
            subject_id=account.id, actor_id=actor_id, at=clock.now(), email=account.email, name=account.name,
            language=account.language,
        ))
