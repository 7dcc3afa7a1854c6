"""Standings of nominations of several countries name them, so that a list by country finds those of before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

standing = sa.table("standing", sa.column("nomination_id"), sa.column("country"), sa.column("places"))
trainee = sa.table("trainee", sa.column("nomination_id"), sa.column("position_no"), sa.column("country"))


def upgrade() -> None:
    of_several = (
        sa.select(trainee.c.nomination_id, trainee.c.country)
        .join(standing, standing.c.nomination_id == trainee.c.nomination_id)
        .where(standing.c.country == "", standing.c.places == "", trainee.c.country != "")
        .order_by(trainee.c.nomination_id, trainee.c.position_no)
    )
    places: dict[int, dict[str, None]] = {}
    for nomination_id, country in op.get_bind().execute(of_several).all():
        places.setdefault(nomination_id, {})[country] = None
    for nomination_id, countries in places.items():
        named = standing.update().where(standing.c.nomination_id == nomination_id)
        op.execute(named.values(places=" ".join(countries)))


def downgrade() -> None:
    """Leave them: 0003 takes the column away."""
