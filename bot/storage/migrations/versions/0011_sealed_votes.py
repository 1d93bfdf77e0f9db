"""Votes are sealed under a key of their workshop; those of workshops that have ended are deleted.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import base64
import hmac
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_VOTES = sa.table(
    "votes",
    sa.column("workshop"),
    sa.column("question"),
    sa.column("round"),
    sa.column("user_id"),
    sa.column("option"),
)
_WORKSHOPS = sa.table("workshops", sa.column("id"), sa.column("finished_at"))


def upgrade() -> None:
    keys = op.create_table(
        "vote_keys",
        sa.Column("workshop", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False),
    )
    op.add_column(
        "people", sa.Column("discreet", sa.Boolean, nullable=False, server_default=sa.false())
    )
    with op.batch_alter_table("votes") as votes:
        votes.alter_column("option", type_=sa.String(64), existing_type=sa.String(32))
    with op.batch_alter_table("participants") as participants:
        participants.alter_column("agency", type_=sa.String(48), existing_type=sa.String(32))
    going_on = sa.select(_WORKSHOPS.c.id).where(_WORKSHOPS.c.finished_at.is_(None))
    connection = op.get_bind()
    connection.execute(sa.delete(_VOTES).where(_VOTES.c.workshop.not_in(going_on)))
    made: dict[str, str] = {}
    for vote in connection.execute(sa.select(_VOTES)).all():
        key = made.setdefault(vote.workshop, secrets.token_hex(32))
        place = f"{vote.question}.{vote.round}.{vote.user_id}"
        connection.execute(
            sa.update(_VOTES)
            .where(
                _VOTES.c.workshop == vote.workshop,
                _VOTES.c.question == vote.question,
                _VOTES.c.round == vote.round,
                _VOTES.c.user_id == vote.user_id,
            )
            .values(option=_sealed(vote.option, place, key))
        )
    if made:
        op.bulk_insert(keys, [{"workshop": id_, "key": key} for id_, key in made.items()])


def _sealed(option: str, place: str, key: str) -> str:
    """As the votes of this schema are read."""
    nonce = secrets.token_bytes(16)
    pad = hmac.digest(bytes.fromhex(key), nonce + place.encode(), "sha256")
    block = option.encode().ljust(32, b"\0")
    sealed = bytes(one ^ other for one, other in zip(block, pad, strict=True))
    return base64.b64encode(nonce + sealed).decode()
