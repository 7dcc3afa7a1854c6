"""The outbox: side effects as rows, and what each waits for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "queued",
                "running",
                "sending",
                "done",
                "failed",
                name="outboxstate_known",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(length=120), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("topic", sa.String(length=80), nullable=True),
        sa.Column("about_type", sa.String(length=60), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("message_id", sa.String(length=300), nullable=True),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'mail') = (recipient IS NOT NULL AND subject IS NOT NULL AND language IS NOT NULL AND (draft IS NOT NULL OR content IS NOT NULL))",
            name=op.f("ck_outbox_mail_is_whole"),
        ),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_outbox_done_has_moment")
        ),
        sa.CheckConstraint(
            "(state IN ('queued', 'running', 'sending')) = (due_at IS NOT NULL)",
            name=op.f("ck_outbox_open_is_due"),
        ),
        sa.CheckConstraint(
            "(state IN ('running', 'sending')) = (lease_owner IS NOT NULL)",
            name=op.f("ck_outbox_held_has_owner"),
        ),
        sa.CheckConstraint("state <> 'failed' OR last_error <> ''", name=op.f("ck_outbox_failed_has_reason")),
        sa.CheckConstraint(
            "state <> 'sending' OR (kind = 'mail' AND content IS NOT NULL)",
            name=op.f("ck_outbox_sending_has_content"),
        ),
        sa.CheckConstraint(
            "(content IS NULL) = (message_id IS NULL)", name=op.f("ck_outbox_content_has_message_id")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_attempts_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_about", ["about_type", "about_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_due",
            ["kind", "due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_stuck",
            ["state", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting', 'failed')"),
            postgresql_where=sa.text("state IN ('waiting', 'failed')"),
        )
        batch_op.create_index("ix_outbox_topic", ["topic", "id"], unique=False)

    op.create_table(
        "outbox_after",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["row_id"], ["outbox.id"], name=op.f("fk_outbox_after_row_id")),
        sa.PrimaryKeyConstraint("row_id", "key", name=op.f("pk_outbox_after")),
    )
    with op.batch_alter_table("outbox_after", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_after_key"), ["key"], unique=False)


def downgrade() -> None:
    op.drop_table("outbox_after")
    op.drop_table("outbox")
