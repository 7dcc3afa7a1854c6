"""The committee's paper sheets as a file: totals of 100 by nomination, one for each member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from workflow.accounts import services as accounts
from workflow.accounts.models import User
from workflow.accounts.queries import user_by_address
from workflow.accounts.roles import Role
from workflow.core import audit
from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.core.i18n import Text
from workflow.core.yamlfile import Document, FileProblem, FileRefused, read
from workflow.nominations.models import Nomination
from workflow.programmes.models import Call
from workflow.selection import services


@dataclass(frozen=True, slots=True)
class Sheets:
    """Members' addresses, and for each nomination's key their totals in hundredths, None: recused."""

    members: tuple[str, ...]
    totals: Mapping[str, tuple[int | None, ...]]


def read_sheets(path: Path) -> Sheets:
    """Read the file; raises FileRefused with line and key of everything that is wrong with it."""
    document = read(path)
    data = document.data
    if not isinstance(data, dict) or set(data) != {"members", "scores"}:
        raise FileRefused([document.problem("", Text(
            "이 파일에는 members와 scores 두 항목만 있어야 합니다.", "The file holds the keys members and scores."))])
    problems: list[FileProblem] = []
    members = _members(document, data["members"], problems)
    totals: dict[str, tuple[int | None, ...]] = {}
    sheets = data["scores"] if isinstance(data["scores"], dict) else {}
    if not sheets:
        problems.append(document.problem("scores", Text("점수를 적어 주세요.", "Give the scores by nomination.")))
    for key, values in sheets.items():
        path_of = f"scores.{key}"
        if not isinstance(values, list) or len(values) != len(members):
            problems.append(document.problem(path_of, Text(
                f"심의위원 {len(members)}명의 점수를 모두 적어 주세요.",
                f"Give one total for each of the {len(members)} members.")))
            continue
        totals[str(key)] = tuple(
            _total(document, f"{path_of}.{index}", value, problems) for index, value in enumerate(values)
        )
    if problems:
        raise FileRefused(problems)
    return Sheets(members, totals)


def enter_sheets(call: Call, sheets: Sheets, *, actor: audit.Actor) -> int:
    """Enter all totals of the file; return how many. Members are made where missing, without a mail.

    Raises Refused, naming the nomination, where one is unknown or was not found eligible.
    """
    members = [_member(address, actor=actor) for address in sheets.members]
    nominations = {
        nomination.key: nomination
        for nomination in db.session.scalars(sa.select(Nomination).where(Nomination.call_id == call.id))
    }
    for key, totals in sheets.totals.items():
        nomination = nominations.get(key)
        if nomination is None:
            raise Refused.because("unknown", ko="이 공고에 없는 추천입니다.", en="The call has no such nomination.",
                                  field=f"scores.{key}")
        for member, total in zip(members, totals, strict=True):
            try:
                services.enter_score(nomination, member, total, recused=total is None, actor=actor)
            except Refused as refused:
                reason = refused.reasons[0]
                raise Refused.because(reason.code, ko=reason.text.ko, en=reason.text.en, field=f"scores.{key}") from None
    return sum(len(totals) for totals in sheets.totals.values())


def _members(document: Document, given: Any, problems: list[FileProblem]) -> tuple[str, ...]:
    if not isinstance(given, list) or not given or not all(isinstance(one, str) and "@" in one for one in given):
        problems.append(document.problem("members", Text(
            "심의위원의 전자우편 주소를 목록으로 적어 주세요.", "List the members' mail addresses.")))
        return ()
    return tuple(one.strip().lower() for one in given)


def _total(document: Document, path: str, value: Any, problems: list[FileProblem]) -> int | None:
    if value is None:
        return None
    try:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise Refused.because("total", ko="숫자로 적어 주세요.", en="Write a number.")
        return services.parse_total(str(value))
    except Refused as refused:
        problems.append(document.problem(path, refused.reasons[0].text))
        return None


def _member(address: str, *, actor: audit.Actor) -> User:
    found = user_by_address(address)
    if found is None:
        return accounts.create_person(address, name=address.partition("@")[0], roles=(Role.COMMITTEE,), actor=actor)
    if not found.holds(Role.COMMITTEE):
        accounts.grant(found, Role.COMMITTEE, actor=actor)
    return found
