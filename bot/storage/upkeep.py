"""What is done with the whole database: people forgotten, old rows deleted, and brought back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.engine import Connection

from bot.storage import removed
from bot.storage.database import Database
from bot.storage.marks import hour_has_passed, set_mark
from bot.storage.retention import (
    HeldBackError,
    Retention,
    Swept,
    forget_private_chat,
    forget_user,
    sweep_if_plausible,
    sweep_old,
)


class Upkeep:
    """Keeps a database tidy. now: seconds since 1970."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now

    async def forget(self, user_id: int) -> int:
        """Delete all that is stored about a person, from the files too as far as that can be.

        Returns how many rows that were.
        """

        def delete(connection: Connection) -> int:
            waiting = forget_private_chat(connection, user_id)
            return waiting + forget_user(connection, user_id)

        rows = await self._database.write(delete)
        await self._database.scrub(rewrite=True)
        return rows

    async def sweep(self, kept_days: Retention) -> Swept:
        """Delete what is kept no longer."""
        now = int(self._now())
        swept = await self._database.write(lambda it: sweep_old(it, kept_days, now))
        await self._scrub(swept.total > 0)
        return swept

    async def sweep_with_care(
        self, kept_days: Retention, *, counts: bool, turned: bool = False
    ) -> Swept:
        """The same, but what looks like the work of a wrong clock is held back for a day.

        counts: an hour has passed since the last try. turned: the clock was, since the start.
        Raises HeldBackError.
        """
        now = int(self._now())
        counts = counts and await self._database.write(hour_has_passed)
        erased = counts and await self._database.write(removed.grow_older)
        try:
            swept = await self._database.write(
                lambda it: sweep_if_plausible(it, kept_days, now, turned=turned)
            )
        except HeldBackError as held:
            tries = (held.tries or 0) + counts
            await self._database.write(lambda it: set_mark(it, "sweeps-held", tries))
            raise
        await self._scrub(swept.total > 0 or erased)
        return swept

    async def bring_back(self) -> Mapping[str, int]:
        """Undo the deletions in doubt of the last week; how many rows came back, by table."""
        return await self._database.write(removed.bring_back)

    async def _scrub(self, deleted: bool) -> None:
        # On a server people's own deletions leave something to be tidied up, too.
        if deleted or self._database.dialect != "sqlite":
            await self._database.scrub()
