"""Who opens an account of a company consents to keeping their data; the rows are evidence and append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.core.audit import append_only

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLE = "account_consent"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_consent")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_consent_user_id"), ["user_id"], unique=False)
    for statement in append_only(TABLE)[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table(TABLE)
