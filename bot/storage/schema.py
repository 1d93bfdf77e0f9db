"""The schema of a database: which it has, and how it is brought to the newest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage import postgres

if TYPE_CHECKING:
    from alembic.config import Config

# The newest migration; a database that is at it needs no Alembic at start.
HEAD = "0020"


class UnusableDatabaseError(Exception):
    """The database cannot be used; the message says why and what to do."""


class NewerSchemaError(UnusableDatabaseError):
    """The database was written by a later version of Mulai."""


def migrate(connection: Connection) -> None:
    """Bring a database up to date. Raises NewerSchemaError."""
    if connection.dialect.name == "postgresql":
        postgres.wait_for_other_migrations(connection)
    if config := behind(connection):
        from alembic import command

        command.upgrade(config, "head")


def behind(connection: Connection) -> Config | None:
    """What Alembic needs to bring an older database up to date; None if it is. Changes nothing.

    Raises NewerSchemaError.
    """
    known = sa.inspect(connection).has_table("alembic_version")
    at = connection.scalar(sa.text("SELECT version_num FROM alembic_version")) if known else None
    if at == HEAD:
        return None
    # Alembic is imported only when there is something to do: it costs a fifth of a second.
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
    return config
