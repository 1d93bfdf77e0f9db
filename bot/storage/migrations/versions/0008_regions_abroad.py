"""A region may be a place abroad, which has no code and is kept by its name.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("results") as results:
        results.alter_column("region", type_=sa.String(60), existing_type=sa.String(16))
