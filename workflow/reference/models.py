"""DAC lists that an office keeps, and the register of cities with their spellings."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.core.db import Base, Versioned, one_of
from workflow.reference.dacfile import LONGEST_NOTE, Check, Group
from workflow.reference.merging import Merging


class DacList(Versioned, Base):
    """A list of ODA recipients that the office has added or changed, in force from `valid_from`.

    It stands in the place of the built-in list with the same first day (`dac.built_in`).
    """

    __tablename__ = "dac_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    source: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(500), default="")

    entries: Mapped[list[DacEntry]] = relationship(
        back_populates="of", order_by="DacEntry.iso3", cascade="all, delete-orphan"
    )


class DacEntry(Base):
    """A country on a list."""

    __tablename__ = "dac_entry"

    list_id: Mapped[int] = mapped_column(sa.ForeignKey("dac_list.id"), primary_key=True)
    iso3: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    group: Mapped[Group] = mapped_column("income_group", one_of(Group))
    check: Mapped[Check] = mapped_column("sureness", one_of(Check))
    note: Mapped[str] = mapped_column(sa.String(LONGEST_NOTE), default="")

    of: Mapped[DacList] = relationship(back_populates="entries")


class City(Versioned, Base):
    """A city of a country: how it writes itself in English, its Korean name, and all spellings that came in.

    `confirmed_at` is when an officer had looked at its names: only then is it suggested to companies, who
    would otherwise read in the suggestions which cities others have put forward. `resembles_id` is a city
    that it may be, until an officer has merged the two or told them apart.
    """

    __tablename__ = "city"

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(sa.String(3))
    name_en: Mapped[str] = mapped_column(sa.String(120), default="")
    name_ko: Mapped[str] = mapped_column(sa.String(120), default="")
    confirmed_at: Mapped[datetime | None]
    resembles_id: Mapped[int | None] = mapped_column(sa.ForeignKey("city.id"))
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("city.id"), index=True)
    created_at: Mapped[datetime]

    spellings: Mapped[list[CitySpelling]] = relationship(back_populates="city", order_by="CitySpelling.id")
    resembles: Mapped[City | None] = relationship(foreign_keys=[resembles_id], remote_side=[id])

    __table_args__ = (
        sa.CheckConstraint("name_en <> '' OR name_ko <> ''", name="has_name"),
        sa.Index("ix_city_country_name", "country", "name_en"),
    )

    @property
    def name(self) -> str:
        """How it is named where there is one name to give."""
        return self.name_en or self.name_ko


class CitySpelling(Base):
    """A city's name as somebody wrote it. `key` is what it is compared by (`cities.city_key`)."""

    __tablename__ = "city_spelling"

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"), index=True)
    country: Mapped[str] = mapped_column(sa.String(3))
    written: Mapped[str] = mapped_column(sa.String(120))
    key: Mapped[str] = mapped_column(sa.String(240))
    first_at: Mapped[datetime]

    city: Mapped[City] = relationship(back_populates="spellings")

    __table_args__ = (
        sa.UniqueConstraint("country", "written"),
        sa.Index("ix_city_spelling_key", "country", "key"),
    )


class CityMerge(Merging, Base):
    """Two cities that were found to be one."""

    __tablename__ = "city_merge"

    kept_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"), index=True)
    gone_id: Mapped[int] = mapped_column(sa.ForeignKey("city.id"), index=True)
