"""Workshops: headers, participants, votes, and the messages that show them.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workshops",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=False),
        sa.Column("secret", sa.String(64), nullable=False, unique=True),
        sa.Column("saved", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("led_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
    )
    op.create_index("ix_workshops_place", "workshops", ["chat_id", "thread_id"])
    op.create_table(
        "participants",
        sa.Column("workshop", sa.String(16), nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("agency", sa.String(32), nullable=False),
        sa.Column("roll", sa.Integer, nullable=False),
        sa.Column("private", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("workshop", "user_id"),
    )
    op.create_index("ix_participants_user_id", "participants", ["user_id"])
    op.create_table(
        "votes",
        sa.Column("workshop", sa.String(16), nullable=False),
        sa.Column("question", sa.String(32), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("option", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("workshop", "question", "round", "user_id"),
    )
    op.create_index("ix_votes_user_id", "votes", ["user_id"])
    op.create_table(
        "boards",
        sa.Column("workshop", sa.String(16), nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("posting", sa.Integer, nullable=False),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("shown", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("free_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("workshop", "chat_id", "kind"),
    )
