"""`accounts create`, as other systems call it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from tests.accounts.conftest import PASSWORD
from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, officer
from workflow.accounts import queries
from workflow.accounts.models import User
from workflow.accounts.roles import Role
from workflow.core import clock
from workflow.core.audit import AuditEntry
from workflow.core.db import db, unit_of_work


def create(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["accounts", "create", *arguments])


def people() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(User)) or 0


def test_link_is_printed_and_sets_the_password(app: Flask, client: Client) -> None:
    result = create(app, "Seo@City.example", "--name", "서지우", "--role", "officer", "--role", "coordinator")
    assert result.exit_code == 0
    said, link = result.stdout.splitlines()
    assert said == (
        "계정을 만들었습니다. 아래 링크에서 비밀번호를 정합니다. 2025. 7. 17.(목) 09:00 KST까지 한 번만 쓸 수 있습니다."
    )
    assert link.startswith("http://localhost/set-password/")
    assert client.post(link.removeprefix("http://localhost"), data={"password": PASSWORD}).status_code == 303
    user = queries.user_by_address("seo@city.example")
    assert user is not None
    assert (user.name, user.roles, user.language) == ("서지우", {Role.OFFICER, Role.COORDINATOR}, "ko")


def test_json_is_one_document_and_nothing_else(app: Flask) -> None:
    result = create(app, "seo@city.example", "--name", " 서지우 ", "--role", "admin", "--role", "admin", "--json")
    answer = json.loads(result.stdout)
    assert answer.pop("link").startswith("http://localhost/set-password/")
    ends = datetime.fromisoformat(answer.pop("expires_at"))
    assert abs(ends - clock.now() - timedelta(days=7)) < timedelta(minutes=1)
    assert answer == {"result": "created", "email": "seo@city.example", "name": "서지우", "roles": ["admin"]}
    assert result.stderr == ""


def test_address_that_has_an_account_is_refused_with_status_1(app: Flask) -> None:
    arguments = ("seo@city.example", "--name", "서지우", "--role", "officer")
    assert create(app, *arguments).exit_code == 0
    again = create(app, *arguments)
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == (
        "seo@city.example: 이 전자우편 주소로 만든 계정이 이미 있습니다. 새로 만들지 말고 그 계정을 쓰세요.\n"
    )
    as_json = create(app, *arguments, "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout) == {
        "result": "refused", "field": "email",
        "reason": {
            "ko": "이 전자우편 주소로 만든 계정이 이미 있습니다. 새로 만들지 말고 그 계정을 쓰세요.",
            "en": "This address has an account already. Use that account instead of a new one.",
        },
    }
    assert people() == 1


@pytest.mark.parametrize(("arguments", "said"), [
    (("seo@city.example", "--name", "서지우", "--role", "boss"), "'boss' is not one of"),
    (("seo@city.example", "--name", "서지우", "--role", "system"), "'system' is not one of"),
    (("seo@city.example", "--name", "서지우"), "Missing option '--role'"),
    (("seo@city.example", "--role", "officer"), "Missing option '--name'"),
    (("--name", "서지우", "--role", "officer"), "Missing argument 'EMAIL'"),
    (("no address", "--name", "서지우", "--role", "officer"), "전자우편 주소 형식이 아닙니다."),
    (("seo@city.example", "--name", " ", "--role", "officer"), "이름을 입력하세요."),
    (("seo@city.example", "--name", "서지우", "--role", "company"), "--company 옵션은 함께 써야 합니다."),
    (("seo@city.example", "--name", "서", "--role", "officer", "--company", "2148100011"), "--company 옵션은 함께 써야"),
    (("seo@city.example", "--name", "서", "--role", "company", "--company", "2148100012"), "사업자등록번호가 맞지 않습니다."),
    (("seo@city.example", "--name", "서지우", "--role", "officer", "--language", "fr"), "'fr' is not one of"),
])
def test_usage_error_is_status_2_and_makes_nothing(app: Flask, arguments: tuple[str, ...], said: str) -> None:
    result = create(app, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert people() == 0


def test_officer_of_a_known_company_is_made(app: Flask) -> None:
    with unit_of_work():
        id = CompanyFactory(registration_no="2148100011").id
    arguments = ("han@hanbit.example", "--name", "한도윤", "--role", "company", "--company")
    assert create(app, *arguments, "214-81-00011").exit_code == 0
    user = queries.user_by_address("han@hanbit.example")
    assert user is not None
    assert (user.company_id, user.roles) == (id, {Role.COMPANY})


def test_unknown_company_is_refused(app: Flask) -> None:
    result = create(app, "han@hanbit.example", "--name", "한도윤", "--role", "company", "--company", "1108100024")
    assert result.exit_code == 1
    assert "이 사업자등록번호로 등록된 기업이 없습니다." in result.stderr
    assert people() == 0


def test_account_stands_in_the_record_as_made_by_the_system(app: Flask) -> None:
    with unit_of_work():
        officer()
    create(app, "seo@city.example", "--name", "서지우", "--role", "officer")
    rows = db.session.execute(sa.select(AuditEntry.verb, AuditEntry.actor_name).order_by(AuditEntry.id)).all()
    assert [tuple(row) for row in rows] == [("account.create", "system"), ("account.grant", "system")]


def test_help_says_what_it_does_in_plain_english(app: Flask) -> None:
    said = create(app, "--help").stdout
    assert "Make an account for EMAIL and print a one-time link that sets its password." in said
    for option in ("--name", "--role", "--company", "--language", "--json"):
        assert option in said
