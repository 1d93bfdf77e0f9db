"""What people have taken on, and when they are to be reminded of it.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("region", sa.String(60), nullable=False),
        sa.Column("priority", sa.String(32), nullable=False),
        sa.Column("step", sa.String(8), nullable=False),
        sa.Column("agency", sa.String(60), nullable=False),
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("due", sa.String(10), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("obstacle", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "number"),
    )
    op.create_table(
        "reminders",
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("about", sa.String(8), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("region", sa.String(60), nullable=False),
        sa.Column("not_before", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "about", "number"),
    )
    op.create_index("ix_reminders_not_before", "reminders", ["not_before"])
    op.create_table(
        "reminded",
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("wanted", sa.Boolean, nullable=False),
        sa.Column("last_at", sa.BigInteger),
    )
