"""Consents and declarations are evidence: triggers make their tables append-only."""

from __future__ import annotations

from alembic import op

from workflow.core.audit import append_only

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("consent_record", "submission_declaration")


def upgrade() -> None:
    for statement in append_only(*TABLES)[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for table in TABLES:
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{verb}")
        else:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
