"""The head of the audit chain, and the triggers that make the logs append-only."""

from __future__ import annotations

from alembic import op

from workflow.core.audit import GENESIS, TRIGGERS

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(f"INSERT INTO audit_head (id, hash) VALUES (1, '{GENESIS}')")
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for table in ("audit_entry", "access_entry"):
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{verb}")
        else:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute("DELETE FROM audit_head")
