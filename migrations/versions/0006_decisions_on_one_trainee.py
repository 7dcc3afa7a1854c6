"""Officers decide on one trainee, and a meeting on an exception to the rules of eligibility."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql.elements import conv

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS_BEFORE = ("quota", "country", "change", "other")
KINDS = ("quota", "eligibility", "country", "change", "other")
KIND_KNOWN = conv("ck_decision_decisionkind_known")  # the name as it is


def upgrade() -> None:
    op.create_table(
        "trainee_screening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trainee_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "by_rules",
                "left_out",
                "admitted",
                name="traineestate_known",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decision_id IS NULL OR state = 'admitted'", name=op.f("ck_trainee_screening_meeting_admits")
        ),
        sa.CheckConstraint(
            "state = 'by_rules' OR (reason <> '' AND decided_at IS NOT NULL)",
            name=op.f("ck_trainee_screening_decided_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_trainee_screening_decision_id")
        ),
        sa.ForeignKeyConstraint(["trainee_id"], ["trainee.id"], name=op.f("fk_trainee_screening_trainee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainee_screening")),
        sa.UniqueConstraint("trainee_id", name=op.f("uq_trainee_screening_trainee_id")),
    )
    with op.batch_alter_table("trainee_screening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trainee_screening_decision_id"), ["decision_id"], unique=False)
    decide_on(KINDS, instead_of=KINDS_BEFORE)



def downgrade() -> None:
    decision = sa.table("decision", sa.column("kind"))
    op.execute(decision.update().where(decision.c.kind == "eligibility").values(kind="other"))
    decide_on(KINDS_BEFORE, instead_of=KINDS)
    with op.batch_alter_table("trainee_screening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trainee_screening_decision_id"))

    op.drop_table("trainee_screening")


def decide_on(kinds: tuple[str, ...], *, instead_of: tuple[str, ...]) -> None:
    """Let decisions be of these kinds. SQLite makes the table anew from its description, since it does not tell
    its CHECK constraints."""
    as_it_is = sa.Table(
        "decision",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name="ck_decision_has_reason"),
        sa.CheckConstraint("number > 0", name="ck_decision_counts_from_one"),
        sa.CheckConstraint(among(instead_of), name=KIND_KNOWN),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_decision_meeting_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.UniqueConstraint("meeting_id", "number", name="uq_decision_meeting_id_number"),
    )
    with op.batch_alter_table("decision", copy_from=as_it_is) as batch_op:
        batch_op.drop_constraint(KIND_KNOWN, type_="check")
        batch_op.create_check_constraint(KIND_KNOWN, among(kinds))


def among(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
