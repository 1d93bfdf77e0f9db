"""Short codes that bring a screen to the projector page of a workshop.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "projector_codes",
        sa.Column("code", sa.String(6), primary_key=True),
        sa.Column("workshop", sa.String(16), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
    )
    op.create_index("ix_projector_codes_workshop", "projector_codes", ["workshop"])
