"""Of what kind a region is, and why an answer is far from the official figure.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("results", sa.Column("kind", sa.String(16), nullable=False, server_default=""))
    op.add_column("results", sa.Column("doubts", sa.Text, nullable=False, server_default="[]"))
