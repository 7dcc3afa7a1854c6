"""`flask --app wsgi accounts …`: accounts from the command line.

    accounts create EMAIL --name NAME --role ROLE [--role ROLE ...] [--company NUMBER] [--language ko|en] [--json]
        Makes an account and prints a one-time link, good for 7 days, that sets its password. No mail is
        sent. ROLE is officer, committee, approver, coordinator, admin or company; the last needs
        --company, the registration number of a company that is known. An address that has an account
        is refused (status 1); an unknown role or what is no mail address is a usage error (status 2).
        JSON: {"result": "created", "email", "name", "roles", "link", "expires_at"}
           or {"result": "refused", "field", "reason": {"ko", "en"}}
"""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from workflow.accounts import queries, registration_no
from workflow.accounts.models import Company, Purpose
from workflow.accounts.roles import STAFF, Role
from workflow.accounts.rules import check_address, check_name, normal_address
from workflow.accounts.services import links
from workflow.accounts.services.people import create_person
from workflow.core import audit
from workflow.core.cli import REFUSED, print_json
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused
from workflow.core.i18n import format_datetime
from workflow.core.i18n import gettext as _
from workflow.core.web import public_address

group = AppGroup("accounts", help="People who can sign in.")

ROLES = [str(role) for role in (*STAFF, Role.COMPANY)]


@group.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as others see it.")
@click.option("--role", "roles", required=True, multiple=True, type=click.Choice(ROLES),
              help="What the person may do; give the option again for each further role.")
@click.option("--company", "number", help="The registration number of the person's company; needed for the role company.")
@click.option("--language", type=click.Choice(["ko", "en"]), default="ko", show_default=True,
              help="The language of the person's mails and pages.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def create(email: str, name: str, roles: tuple[str, ...], number: str | None, language: str, as_json: bool) -> None:
    """Make an account for EMAIL and print a one-time link that sets its password."""
    _check_usage(email, name, roles, number)
    try:
        with unit_of_work():
            user = create_person(
                email, name=name, roles=dict.fromkeys(roles), company=_company(number), language=language,
                actor=audit.SYSTEM,
            )
            link, token = links.issue(Purpose.INVITE, user=user)
            expires_at = link.expires_at
    except Refused as refused:
        reason = refused.reasons[0]
        if as_json:
            print_json({"result": "refused", "field": reason.field, "reason": reason.text.to_json()})
        else:
            click.echo(f"{normal_address(email)}: {reason.text}", err=True)
        sys.exit(REFUSED)
    address = public_address("accounts.set_password", token=token)
    if as_json:
        print_json({
            "result": "created", "email": normal_address(email), "name": name.strip(),
            "roles": list(dict.fromkeys(roles)), "link": address, "expires_at": expires_at.isoformat(),
        })
    else:
        click.echo(_("Account made. This link sets the password; it can be used once, until %(moment)s:",
                     moment=format_datetime(expires_at)))
        click.echo(address)


def _check_usage(email: str, name: str, roles: tuple[str, ...], number: str | None) -> None:
    """End with status 2 for arguments that no account can be made of."""
    for reason, argument in ((check_address(email), "EMAIL"), (check_name(name), "--name")):
        if reason is not None:
            raise click.BadParameter(str(reason.text), param_hint=argument)
    if (Role.COMPANY in roles) != (number is not None):
        text = _("The role company and the option --company belong together: give both or neither.")
        raise click.BadParameter(text, param_hint="--company")
    if number is not None and (wrong := registration_no.check(number)) is not None:
        raise click.BadParameter(str(wrong.text), param_hint="--company")


def _company(number: str | None) -> Company | None:
    if number is None:
        return None
    found = queries.company_by_number(number)
    if found is None:
        raise Refused.because(
            "unknown", field="company",
            ko="이 사업자등록번호로 등록된 기업이 없습니다. 기업이 먼저 가입해야 합니다.",
            en="No company with this registration number is known. The company has to sign up first.",
        )
    return found
