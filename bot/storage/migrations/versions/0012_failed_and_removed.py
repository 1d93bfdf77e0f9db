"""Updates that could not be handled, tries of those that waited, and rows that can be brought back.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "failed_updates",
        sa.Column("id", counter, primary_key=True),
        sa.Column("update_id", sa.String(40), nullable=False, unique=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.Column("failed_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "removed_rows",
        sa.Column("id", counter, primary_key=True),
        sa.Column("of_table", sa.String(32), nullable=False),
        sa.Column("user_id", sa.BigInteger),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("ix_removed_rows_user_id", "removed_rows", ["user_id"])
    op.add_column("inbox", sa.Column("tries", sa.Integer, nullable=False, server_default="0"))
