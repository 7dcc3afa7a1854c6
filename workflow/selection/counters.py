"""Seats under caps, counted by conditional updates.

`take` counts one up only while the count is below the cap, in one statement, so two transactions
can never both take the last seat; the table's CHECK holds whatever else may go wrong. A scope
without a counter has no cap and is always free.
"""

from __future__ import annotations

import sqlalchemy as sa

from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.selection.models import SeatCounter, SelectionRound

TRAINEES = "trainees"
COUNTRIES = "countries"


def of_unit(code: str) -> str:
    """Return the scope of a country's own seats (a city's, where cities count as countries do)."""
    return f"country:{code}"


def of_company(registration_no: str) -> str:
    """Return the scope of the seats that the people of a company hold."""
    return f"company:{registration_no}"


def hold(call_id: int) -> None:
    """Let one transaction at a time change who holds the seats of a call; the others wait here.

    Each such change also writes down anew whom the rules propose for every open seat. Without this,
    PostgreSQL would see two promotions into two seats wait for each other and fail one of them.
    """
    db.session.execute(sa.select(SelectionRound.id).where(SelectionRound.call_id == call_id).with_for_update())


def open_counter(call_id: int, scope: str, cap: int | None, used: int) -> None:
    """Begin to count a scope of a call; no cap, no counter."""
    if cap is not None:
        db.session.add(SeatCounter(call_id=call_id, scope=scope, cap=cap, used=used))


def take(call_id: int, scope: str) -> None:
    """Count one up. Raises Refused when the scope is full."""
    counter = sa.select(SeatCounter.scope).where(SeatCounter.call_id == call_id, SeatCounter.scope == scope)
    taken = db.session.execute(
        sa.update(SeatCounter)
        .where(SeatCounter.call_id == call_id, SeatCounter.scope == scope, SeatCounter.used < SeatCounter.cap)
        .values(used=SeatCounter.used + 1)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount == 0 and db.session.scalar(counter) is not None:  # type: ignore[attr-defined]
        raise Refused.because(
            "full",
            ko="정원이 모두 찼습니다. 화면을 새로 고쳐 남은 자리를 확인하세요.",
            en="All seats are taken. Reload the page and look at what is left.",
        )


def give_back(call_id: int, scope: str) -> None:
    """Count one down: a seat, or a country's place, is free again."""
    db.session.execute(
        sa.update(SeatCounter)
        .where(SeatCounter.call_id == call_id, SeatCounter.scope == scope)
        .values(used=SeatCounter.used - 1)
        .execution_options(synchronize_session=False)
    )
