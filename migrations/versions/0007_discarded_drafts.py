"""A draft that was never submitted can be discarded; its row stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql.elements import conv

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATES_BEFORE = ("draft", "submitted", "withdrawn")
STATES = ("draft", "discarded", "submitted", "withdrawn")
HAS_RECEIPT_BEFORE = "state = 'draft' OR (receipt_no IS NOT NULL AND received_at IS NOT NULL)"
HAS_RECEIPT = "state IN ('draft', 'discarded') OR (receipt_no IS NOT NULL AND received_at IS NOT NULL)"
STATE_KNOWN = conv("ck_nomination_nominationstate_known")  # the names as they are
RECEIVED_HAS_RECEIPT = conv("ck_nomination_received_has_receipt")


def upgrade() -> None:
    change(STATES_BEFORE, HAS_RECEIPT_BEFORE, to=(STATES, HAS_RECEIPT))


def downgrade() -> None:
    nomination = sa.table("nomination", sa.column("state"))
    op.execute(nomination.update().where(nomination.c.state == "discarded").values(state="draft"))
    change(STATES, HAS_RECEIPT, to=(STATES_BEFORE, HAS_RECEIPT_BEFORE))


def change(states: tuple[str, ...], has_receipt: str, *, to: tuple[tuple[str, ...], str]) -> None:
    """Let nominations stand in other states. SQLite makes the table anew from its description, since it does not
    tell its CHECK constraints."""
    with op.batch_alter_table("nomination", copy_from=as_it_is(states, has_receipt)) as batch_op:
        batch_op.drop_constraint(STATE_KNOWN, type_="check")
        batch_op.drop_constraint(RECEIVED_HAS_RECEIPT, type_="check")
        batch_op.create_check_constraint(STATE_KNOWN, among(to[0]))
        batch_op.create_check_constraint(RECEIVED_HAS_RECEIPT, to[1])


def as_it_is(states: tuple[str, ...], has_receipt: str) -> sa.Table:
    return sa.Table(
        "nomination",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("receipt_no", sa.String(length=60), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("author_position", sa.String(length=200), nullable=False),
        sa.Column("author_email", sa.String(length=254), nullable=False),
        sa.Column("author_phone", sa.String(length=40), nullable=False),
        sa.Column("route", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("city_profile", sa.Text(), nullable=False),
        sa.Column("railway_plan", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Integer(), nullable=True),
        sa.Column("duties_acknowledged", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("form_version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("notes", sa.JSON(), server_default="{}", nullable=False),
        sa.CheckConstraint("state <> 'withdrawn' OR withdrawn_at IS NOT NULL", name="ck_nomination_withdrawn_has_moment"),
        sa.CheckConstraint(has_receipt, name=RECEIVED_HAS_RECEIPT),
        sa.CheckConstraint(among(states), name=STATE_KNOWN),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_nomination_call_id"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_nomination_company_id"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_nomination_decision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_nomination"),
        sa.UniqueConstraint("call_id", "key", name="uq_nomination_call_id_key"),
        sa.UniqueConstraint("receipt_no", name="uq_nomination_receipt_no"),
        sa.Index("ix_nomination_call_state", "call_id", "state", "id"),
        sa.Index("ix_nomination_company_id", "company_id"),
        sa.Index("ix_nomination_country", "country"),
        sa.Index("ix_nomination_decision_id", "decision_id"),
    )


def among(states: tuple[str, ...]) -> str:
    return f"state IN ({', '.join(repr(state) for state in states)})"
