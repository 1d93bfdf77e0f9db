"""The diagnostics that people took to their result, as they are kept."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import insert_for
from bot.storage.tables import results
from conversations.messages import DiagnosticRecord


def keep_diagnostic(connection: Connection, user_id: int, record: DiagnosticRecord) -> None:
    """Keep a person's diagnostic, in the place of an earlier one with the same number."""
    values = {
        "region": record.region,
        "role": record.role,
        "answers": json.dumps(record.answers),
        "day": record.day,
        "kind": record.kind,
        "doubts": json.dumps(record.doubts),
    }
    connection.execute(
        insert_for(connection.dialect.name)(results)
        .values(user_id=user_id, run=record.run, **values)
        .on_conflict_do_update(index_elements=["user_id", "run"], set_=values)
    )


# Every message needs it, so it is built once: building it takes longer than running it.
_OF_PERSON = (
    sa.select(results).where(results.c.user_id == sa.bindparam("user")).order_by(results.c.run)
)


def diagnostics_of(connection: Connection, user_id: int) -> tuple[DiagnosticRecord, ...]:
    """A person's diagnostics, oldest first."""
    return tuple(map(_diagnostic_record, connection.execute(_OF_PERSON, {"user": user_id})))


def _diagnostic_record(row: sa.Row[Any]) -> DiagnosticRecord:
    answers, doubts = (
        tuple((question, said) for question, said in json.loads(pairs))
        for pairs in (row.answers, row.doubts)
    )
    return DiagnosticRecord(row.run, row.region, row.role, answers, row.day, row.kind, doubts)
