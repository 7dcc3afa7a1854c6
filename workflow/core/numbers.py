"""Numbers made here: gapless series per unit and year.

The counter row is counted up in the issuing transaction, so a number that was not committed was
never given: the next one takes it. A database sequence would leave gaps.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from workflow.core.db import Base, db


class NumberCounter(Base):
    """The last number given in a series ('receipt', 'certificate', 'letter') of a unit in a year."""

    __tablename__ = "number_counter"

    series: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    unit: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


def next_number(series: str, unit: str, year: int) -> int:
    """Take the next number, from 1; it is given only if the caller's transaction commits."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(NumberCounter)
        .values(series=series, unit=unit, year=year, last=1)
        .on_conflict_do_update(index_elements=["series", "unit", "year"], set_={"last": NumberCounter.last + 1})
        .returning(NumberCounter.last)
    )
    return db.session.execute(statement).scalar_one()
