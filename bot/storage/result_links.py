"""Links with which people show a result of theirs to others; each goes with its result."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.diagnostics import diagnostics_of
from bot.storage.tables import result_links, results
from conversations.keeping import ShareResult
from conversations.messages import DiagnosticRecord


def set_link(connection: Connection, user_id: int, share: ShareResult) -> None:
    """Keep the link to a result, in the place of a former one; or take it back."""
    of_result = (result_links.c.user_id == user_id, result_links.c.run == share.run)
    connection.execute(sa.delete(result_links).where(*of_result))
    if share.token:
        row = {"user_id": user_id, "run": share.run, "token": share.token}
        connection.execute(sa.insert(result_links).values(row))


def links_of(connection: Connection, user_id: int) -> Mapping[int, str]:
    """A person's links: the secret of each by the run of its result."""
    statement = sa.select(result_links.c.run, result_links.c.token)
    rows = connection.execute(statement.where(result_links.c.user_id == user_id))
    return {row.run: row.token for row in rows}


def linked_result(connection: Connection, token: str) -> DiagnosticRecord | None:
    """The result that a link shows; None if there is none, or none any more."""
    statement = sa.select(result_links).where(result_links.c.token == token)
    link = connection.execute(statement).one_or_none()
    if link is None:
        return None
    kept = diagnostics_of(connection, link.user_id)
    return next((record for record in kept if record.run == link.run), None)


def links_of_no_result() -> sa.ColumnElement[bool]:
    """Links whose results are gone."""
    kept = sa.select(results.c.run).where(
        results.c.user_id == result_links.c.user_id, results.c.run == result_links.c.run
    )
    return ~kept.exists()
