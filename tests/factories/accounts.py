"""Companies and people."""

from __future__ import annotations

from typing import Any

import factory

from tests.factories.base import Factory
from workflow.accounts.models import Company, RoleGrant, User
from workflow.accounts.roles import Role
from workflow.core import clock

REGISTRATION_NOS = ("2148100011", "1108100024", "1298100033", "2208100049", "1058100056", "2068100062", "1198100074")
"""Invented business registration numbers whose check digits are right."""


class CompanyFactory(Factory):
    class Meta:
        model = Company

    registration_no = factory.Sequence(lambda n: REGISTRATION_NOS[n % 7] if n < 7 else f"{n:010d}")
    name_ko = factory.Sequence(lambda n: f"한빛철도{n}㈜")
    name_en = factory.Sequence(lambda n: f"Hanbit Rail {n}")
    created_at = factory.LazyFunction(clock.now)


class UserFactory(Factory):
    """A person with a verified address; `roles=[...]` grants roles, `company=` makes a company's officer."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@office.example")
    name = factory.Sequence(lambda n: f"김담당{n}")
    language = "ko"
    email_verified_at = factory.LazyFunction(clock.now)
    created_at = factory.LazyFunction(clock.now)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **values: Any) -> User:
        roles = list(values.pop("roles", ()))
        if values.get("company") is not None and not roles:
            roles = [Role.COMPANY]
        values["grants"] = [RoleGrant(role=str(role), granted_at=clock.now()) for role in roles]
        user: User = super()._create(model_class, *args, **values)
        return user


def officer(**values: Any) -> User:
    return UserFactory(roles=[Role.OFFICER], **values)


def approver(**values: Any) -> User:
    return UserFactory(roles=[Role.APPROVER], **values)


def coordinator(**values: Any) -> User:
    return UserFactory(roles=[Role.COORDINATOR], **values)


def committee_member(**values: Any) -> User:
    return UserFactory(roles=[Role.COMMITTEE], **values)


def admin(**values: Any) -> User:
    return UserFactory(roles=[Role.ADMIN], **values)


def company_officer(**values: Any) -> User:
    values.setdefault("company", CompanyFactory())
    return UserFactory(**values)
