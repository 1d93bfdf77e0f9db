"""Opening the database: engine, SQLite's settings, and the migrations that run on start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

# The newest migration: a database that is there already needs no Alembic at start.
HEAD = "0002"

# Execution option of connections that only read.
READING = "reading"


class NewerSchemaError(Exception):
    """The database was written by a later version of Mulai."""


async def open_database(url: str) -> AsyncEngine:
    """An engine on a database brought to the newest schema.

    Raises NewerSchemaError if it is newer than this code.
    """
    _make_folder(url)
    engine = create_async_engine(url, pool_size=4)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    async with engine.begin() as connection:
        await connection.run_sync(_migrate)
    return engine


def _make_folder(url: str) -> None:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @sa.event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _: object) -> None:
        # Autocommit in the driver: where a transaction begins is said below, not guessed.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a confirmed update must outlive a power cut, not only a kill
            "foreign_keys=ON",
            "busy_timeout=5000",
            "secure_delete=ON",  # what a person had deleted is gone from the file too
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # Take the write lock at once: a transaction that turns writer half-way may be refused.
        # A connection that only reads needs no transaction and must not wait for writers.
        if not connection.get_execution_options().get(READING):
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(connection: Connection) -> None:
    known = sa.inspect(connection).has_table("alembic_version")
    at = connection.scalar(sa.text("SELECT version_num FROM alembic_version")) if known else None
    if at == HEAD:
        return
    # Alembic is imported only when there is something to do: it costs a fifth of a second.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    if at is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(at)
        except CommandError:
            raise NewerSchemaError(
                f"the database has schema {at}, this version of Mulai knows up to {HEAD}; "
                "start the newer version, or restore a backup made before the upgrade"
            ) from None
    command.upgrade(config, "head")
