"""Calls put into the outbox, and read from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from bot.storage.hot import ToPost, hot_of
from bot.storage.outgoing import Outgoing, chat_of, from_json, to_json

log = structlog.get_logger()

# Calls of the outbox, each with the id of its row.
Posted = tuple[tuple[int, Outgoing], ...]


def post(
    connection: Connection,
    calls: Sequence[Outgoing],
    update_id: int,
    now: int,
    owner: int | None,
) -> Posted:
    """Put calls into the outbox. update_id: what they answer. owner: the replica that does."""
    if not calls:
        return ()
    calls = answering(calls, update_id)
    ids = hot_of(connection).post(connection, to_post(calls, now, owner))
    return tuple(zip(ids, calls, strict=True))


def answering(calls: Sequence[Outgoing], update_id: int) -> list[Outgoing]:
    """Calls that know which update they answer."""
    return [replace(call, update=update_id) for call in calls]


def to_post(calls: Sequence[Outgoing], now: int, owner: int | None) -> list[ToPost]:
    """Calls as the outbox keeps them."""
    return [ToPost(chat_of(call), to_json(call), now, owner) for call in calls]


def read_calls(rows: Iterable[sa.Row[Any]], papers: Collection[str]) -> Posted:
    """The calls in rows of the outbox; what only a newer version understands is left to it.

    papers: the names of those that can be made here.
    """
    calls = []
    for row in rows:
        try:
            calls.append((row.id, from_json(row.call, papers)))
        except ValueError:  # the text of the error would quote messages to people
            log.debug("a call is left to a newer version", row=row.id)
    return tuple(calls)
