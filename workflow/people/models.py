"""The register of people: who was nominated over the years, and what they were trained in."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.core.db import Base, BilingualText, Versioned
from workflow.core.i18n import Text
from workflow.nominations.models import Nomination, Trainee
from workflow.reference.merging import Merging
from workflow.reference.models import CitySpelling


class Person(Versioned, Base):
    """Somebody who was nominated, once or over the years; the fields say what is known of them last."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    country: Mapped[str] = mapped_column(sa.String(3), default="", index=True)
    birth_date: Mapped[date | None]
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    position: Mapped[str] = mapped_column(sa.String(200), default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]

    __table_args__ = (sa.Index("ix_person_name", "name", "id"),)


class PersonKey(Base):
    """What a person is found by (`matching.keys_of`): written again whenever name or birth date change."""

    __tablename__ = "person_key"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(240), primary_key=True)

    __table_args__ = (sa.Index("ix_person_key_key", "key", "person_id"),)


class PersonPair(Base):
    """Two people who may be one, until an officer has told them apart; `one_id` is the smaller id."""

    __tablename__ = "person_pair"

    one_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    apart_at: Mapped[datetime | None]
    apart_by: Mapped[int | None]

    one: Mapped[Person] = relationship(foreign_keys=[one_id])
    other: Mapped[Person] = relationship(foreign_keys=[other_id])

    __table_args__ = (sa.CheckConstraint("one_id < other_id", name="in_order"),)


class PersonTrainee(Base):
    """Whose a trainee of a nomination is. It goes with the trainee."""

    __tablename__ = "person_trainee"

    trainee_id: Mapped[int] = mapped_column(sa.ForeignKey("trainee.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship()
    trainee: Mapped[Trainee] = relationship()


class PersonTraining(Base):
    """A training that somebody completed: of this system (`trainee_id`), or of earlier years, added by staff."""

    __tablename__ = "person_training"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    trainee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("trainee.id", ondelete="CASCADE"), unique=True)
    year: Mapped[int]
    ended_on: Mapped[date | None]
    what: Mapped[Text] = mapped_column(BilingualText)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None]

    person: Mapped[Person] = relationship()

    @property
    def last_day(self) -> date:
        """The day that counts: where only the year is known, its last one."""
        return self.ended_on or date(self.year, 12, 31)


class PersonMerge(Merging, Base):
    """Two records that were found to be one person's."""

    __tablename__ = "person_merge"

    kept_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    gone_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)


class CityMention(Base):
    """The spelling of a city in a nomination or of one of its trainees."""

    __tablename__ = "city_mention"

    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id", ondelete="CASCADE"), primary_key=True)
    spelling_id: Mapped[int] = mapped_column(sa.ForeignKey("city_spelling.id"), primary_key=True, index=True)

    nomination: Mapped[Nomination] = relationship()
    spelling: Mapped[CitySpelling] = relationship()
