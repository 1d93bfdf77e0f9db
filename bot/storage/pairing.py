"""Short codes that bring a screen to its projector page; all inside a transaction of others."""

from __future__ import annotations

import secrets
from typing import Final, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.tables import metadata, workshops

projector_codes = sa.Table(
    "projector_codes",
    metadata,
    sa.Column("code", sa.String(6), primary_key=True),
    sa.Column("workshop", sa.String(16), nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("used", sa.Boolean, nullable=False),
    sa.Index("ix_projector_codes_workshop", "workshop"),
)

# Read aloud in Indonesian or English, or seen from far away, none of these sounds or looks like
# another: no B beside D, no N beside M, no 5 beside 9, no O beside 0.
CODE_LETTERS: Final = "2346789FKLMQRWX"
CODE_LENGTH: Final = 6
# Seconds for which a code holds.
CODE_HOLDS: Final = 10 * 60
# Seconds for which it is known that a code was used or is too old. Chosen: a day of meetings.
_REMEMBERED: Final = 24 * 3600

# Why a code opens nothing.
WhyClosed = Literal["used", "expired", "unknown"]


def new_code(connection: Connection, workshop: str, now: int) -> str:
    """A code for one screen of a workshop; one that nobody has used holds no longer."""
    codes = projector_codes
    unused = codes.c.workshop == workshop, codes.c.used.is_(False)
    ended = now - CODE_HOLDS - 1
    connection.execute(
        sa.update(codes).where(*unused, codes.c.made_at > ended).values(made_at=ended)
    )
    connection.execute(sa.delete(codes).where(codes.c.made_at < now - _REMEMBERED))
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if connection.execute(sa.select(codes).where(codes.c.code == code)).first() is None:
            break
    connection.execute(
        sa.insert(codes).values(code=code, workshop=workshop, made_at=now, used=False)
    )
    return code


def as_code(typed: str) -> str | None:
    """What was typed as a code is written; None if it cannot be one."""
    code = "".join(typed.split()).replace("-", "").upper()
    return code if len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) else None


def use_code(connection: Connection, code: str, now: int) -> tuple[str, WhyClosed | None]:
    """The secret of the page that a code opens, once; else "" and why it opens none."""
    codes = projector_codes
    found = connection.execute(
        sa.select(codes.c.made_at, codes.c.used, workshops.c.secret)
        .outerjoin(workshops, workshops.c.id == codes.c.workshop)
        .where(codes.c.code == code)
        .with_for_update(of=codes)
    ).one_or_none()
    if found is None:
        return "", "unknown"
    if found.used:
        return "", "used"
    secret: str | None = found.secret
    if secret is None or not 0 <= now - found.made_at <= CODE_HOLDS:
        return "", "expired"
    connection.execute(sa.update(codes).where(codes.c.code == code).values(used=True))
    return secret, None
