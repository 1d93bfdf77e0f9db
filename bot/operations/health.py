"""What those who watch the bot ask for: is it alive, can it serve, how much does it do."""

from __future__ import annotations

import asyncio
from math import inf, nan

from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.services import Services
from bot.storage.effects import Backlog
from bot.storage.marks import set_mark
from bot.telegram.contact import Contact

# Most seconds for the database to answer. Chosen: probes wait three to ten seconds.
_PATIENCE = 2.0
# Seconds for which a count is good. Chosen: nobody watches more often.
_COUNTS_HOLD = 1.0
# Seconds after which a reply that waits shows that none is sent, and an update that none is
# handled. Chosen: longer than Telegram asks a single chat to wait.
_STUCK = 900.0
# Seconds after which a workshop's message that does not show what it should counts as stuck.
# Chosen: far longer than Telegram's pace for groups lets it wait.
_BOARD_STUCK = 180.0


class Health:
    """Answers the questions of probes and of Prometheus."""

    def __init__(self, services: Services, contact: Contact) -> None:
        self._store = services.store
        self._records = services.records
        self._shelf = services.shelf
        self._metrics = services.metrics
        self._contact = contact
        self._clock = services.clock.monotonic
        self._counting = asyncio.Lock()
        self._counted, self._counted_until = b"", -inf

    async def live(self, _: Request) -> Response:
        """200 while the event loop turns: a restart would not help."""
        return PlainTextResponse("alive\n")

    async def ready(self, _: Request) -> Response:
        """200 if people get answers, 503 with what is missing if not; and how old the oldest update
        is that waits, the oldest reply, and the oldest message of a workshop that is not true."""
        backlog, board = await self._backlog(), self._metrics.oldest_board()
        parts: dict[str, bool] = {
            "database": backlog is not None and await self._writes(),
            "handling": backlog is None or backlog.inbox_age < _STUCK,
            "sending": backlog is None or backlog.outbox_age < _STUCK,
            "boards": board < _BOARD_STUCK,
            "content": bool(self._shelf.knowledge.content.topics),
            "telegram": self._contact.is_fresh,
        }
        ages = {"board": round(board)}
        if backlog:
            ages |= {"update": round(backlog.inbox_age), "reply": round(backlog.outbox_age)}
        return JSONResponse({**parts, "seconds": ages}, 200 if all(parts.values()) else 503)

    async def metrics(self, _: Request) -> Response:
        """Everything that is counted, in Prometheus' text format."""
        async with self._counting:  # of many who ask at once one counts
            if self._clock() >= self._counted_until:
                if it := await self._backlog():
                    self._metrics.waits(it.inbox, it.outbox, it.outbox_age, it.inbox_age)
                else:
                    self._metrics.waits(nan, nan, nan, nan)
                self._metrics.content_is(self._shelf.version)
                self._counted = self._metrics.exposition()
                self._counted_until = self._clock() + _COUNTS_HOLD
        return Response(self._counted, media_type=CONTENT_TYPE_LATEST)

    async def _writes(self) -> bool:
        """Whether what is said now could be stored."""
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._records.write(lambda it: set_mark(it, "tried", 1))
        except (SQLAlchemyError, OSError):
            return False
        return True

    async def _backlog(self) -> Backlog | None:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._store.backlog()
        except (SQLAlchemyError, OSError):  # a timeout is an OSError too
            return None
