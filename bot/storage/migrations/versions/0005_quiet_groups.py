"""Groups where free words get no answer.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quiet_groups",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    )
