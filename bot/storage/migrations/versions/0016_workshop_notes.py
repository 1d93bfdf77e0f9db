"""Arguments for the minutes of workshops, and names for their attendance lists.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workshop_notes",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("workshop", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("question", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
    )
    op.create_index("ix_workshop_notes_workshop", "workshop_notes", ["workshop"])
    op.create_index("ix_workshop_notes_user_id", "workshop_notes", ["user_id"])
    op.add_column(
        "participants", sa.Column("name", sa.String(64), nullable=False, server_default="")
    )
