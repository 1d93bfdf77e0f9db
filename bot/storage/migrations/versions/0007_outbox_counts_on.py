"""A number of the outbox is never given twice.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # PostgreSQL counts on anyway; SQLite gives the number of a deleted last row to the next one.
    if op.get_bind().dialect.name == "sqlite":
        counting_on = {"sqlite_autoincrement": True}
        with op.batch_alter_table("outbox", recreate="always", table_kwargs=counting_on):
            pass
