"""Intake by webhook: an update is confirmed to Telegram only when it is safe in the inbox."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.pipeline.isolating import Isolation
from bot.storage.store import Store
from bot.storage.tables import HIGHEST_UPDATE

log = structlog.get_logger()

# How many updates Telegram may post at once; those of one chat come one after the other. It is
# Telegram's default.
CONNECTIONS = 40
# Telegram's updates are a few kilobytes; nobody else has a reason to post here.
LARGEST_BODY = 1 << 20
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - where the secret stands
# Seconds that a body may take to arrive, and after which Telegram may repeat what was refused.
_BODY_WITHIN, _REPEAT_AFTER = 10.0, 2

Json = dict[str, Any]


class Inlet:
    """Puts updates into the inbox; those that come while one batch is written go together.

    elsewhere: takes an update that is to be answered without it; whether it does.
    """

    def __init__(
        self,
        store: Store,
        take: Callable[[Json], None],
        isolation: Isolation,
        elsewhere: Callable[[Json], bool],
    ) -> None:
        self._elsewhere = elsewhere
        self._store = store
        self._take = take
        self._isolation = isolation
        self._waiting: list[tuple[Json, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, update: Json) -> None:
        """Returns when the update is safe from a power cut; it is being handled by then.

        Raises what the database raises; the update is then not kept, or will be repeated.
        """
        if update["update_id"] > HIGHEST_UPDATE:
            await self._isolation.pass_over(update)
            return
        if self._elsewhere(update):
            return
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((update, kept))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await kept

    async def settle(self) -> None:
        """Wait until all that was given to keep is kept or refused."""
        if self._writing is not None:
            await self._writing

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            refusal: Exception | None = None
            try:
                await self._write_batch([update for update, _ in batch])
            except Exception as error:  # noqa: BLE001 - the waiting request decides what to do
                refusal = error
            for _, kept in batch:
                if not kept.done():  # done: the request has gone
                    kept.set_exception(refusal) if refusal else kept.set_result(None)

    async def _write_batch(self, updates: list[Json]) -> None:
        await self._store.receive([(update["update_id"], json.dumps(update)) for update in updates])
        for update in updates:
            self._take(update)
        await self._store.secure()


class Webhook:
    """Where Telegram posts updates.

    secret: what Telegram sends along to show that it is Telegram.
    Answers 503 until `open` is called, and after `close`: Telegram comes again.
    """

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self._inlet: Inlet | None = None

    @property
    def is_open(self) -> bool:
        """Whether it takes updates."""
        return self._inlet is not None

    def open(self, inlet: Inlet) -> None:
        """Take updates from now on."""
        self._inlet = inlet

    async def close(self) -> None:
        """Take no more, and finish what is in hand."""
        inlet, self._inlet = self._inlet, None
        if inlet is not None:
            await inlet.settle()

    async def post(self, request: Request) -> Response:
        """One update."""
        shown = request.headers.get(_SECRET_HEADER, "").encode("latin-1")
        if not hmac.compare_digest(shown, self.secret.encode()):
            raise HTTPException(403)
        update = _update(await _body(request))
        if self._inlet is None:
            raise _come_again()
        try:
            await self._inlet.keep(update)
        except (SQLAlchemyError, OSError) as error:
            log.warning("update not kept, Telegram repeats it", error=type(error).__name__)
            raise _come_again() from None
        return Response()


async def _body(request: Request) -> bytes:
    """The body of a request that says JSON; a large or a slow one is not read to its end."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(415)
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > LARGEST_BODY:
        raise HTTPException(413)
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_WITHIN):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise HTTPException(413)
    except (TimeoutError, ClientDisconnect):
        raise HTTPException(408) from None
    return bytes(body)


def _update(body: bytes) -> Json:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    update_id = update.get("update_id") if isinstance(update, dict) else None
    if type(update_id) is not int or update_id < 0:
        raise HTTPException(400)
    return dict(update)


def _come_again() -> HTTPException:
    return HTTPException(503, headers={"Retry-After": str(_REPEAT_AFTER)})
