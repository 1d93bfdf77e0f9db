"""Delivery of updates by HTTP POST, as Telegram does it once a webhook is set."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.preview.standin.chats import Bell, Json
from bot.preview.standin.errors import bad_request
from bot.preview.standin.updates import Update, Updates

_LONGEST_WAIT = 60.0
# So many posts at a time at most, and where setWebhook does not say how many.
_CONNECTIONS, _DEFAULT_CONNECTIONS = 100, 40
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

Sleep = Callable[[float], Awaitable[None]]
OnAnswer = Callable[[str, Json], Awaitable[Any]]


@dataclass(slots=True)
class _Queue:
    """Updates that must arrive one after the other."""

    updates: list[Update] = field(default_factory=list)
    task: asyncio.Task[None] | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the bot answered to a post."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def accepted(self) -> bool:
        """Whether the update need not be posted again."""
        return 200 <= self.status < 300


class WebhookSender:
    """Posts each update until the bot answers 2xx; a failure holds up only its own queue."""

    def __init__(self, updates: Updates, bell: Bell, answered: OnAnswer, sleep: Sleep) -> None:
        self.updates = updates
        self.bell = bell
        self.answered = answered
        self.sleep = sleep
        self.last_error = ""
        self._secret = ""
        self._queues: dict[str, _Queue] = {}
        self._seen: set[int] = set()
        self._watch: asyncio.Task[None] | None = None
        self._slots = asyncio.Semaphore(_DEFAULT_CONNECTIONS)

    def set(self, url: str, secret: str, connections: int = 0) -> None:
        """Start to deliver to this address. Plain http is taken for this machine only.

        connections: how many posts may be under way at a time; 0 for the default.
        """
        parts = urlsplit(url)
        local = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if parts.scheme != "https" and not local:
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise bad_request("secret token contains unallowed characters")
        self.stop()
        connections = min(connections or _DEFAULT_CONNECTIONS, _CONNECTIONS)
        self._slots = asyncio.Semaphore(connections)
        self.updates.webhook_url, self._secret = url, secret
        self._watch = asyncio.create_task(self._deliver())

    def stop(self) -> None:
        """Deliver no more; what was not delivered keeps waiting."""
        tasks = [self._watch, *(queue.task for queue in self._queues.values())]
        for task in tasks:
            if task is not None:
                task.cancel()
        self._queues.clear()
        self._seen.clear()
        self._watch = None
        self.updates.webhook_url = ""
        self.bell.ring()

    async def _deliver(self) -> None:
        """Sort new updates into their queues, for as long as the webhook is set."""
        limits = aiohttp.ClientTimeout(total=60)
        # `_slots` alone says how many posts are under way.
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector, timeout=limits) as session:
            while True:
                self.updates.expire()
                fresh = [u for u in self.updates.waiting.values() if u.id not in self._seen]
                self._seen |= {update.id for update in fresh}
                for update in (*self.updates.take_again(), *fresh):
                    self._enqueue(session, update)
                await self.bell.wait()

    def _enqueue(self, session: aiohttp.ClientSession, update: Update) -> None:
        queue = self._queues.setdefault(update.queue, _Queue())
        queue.updates.append(update)
        if queue.task is None or queue.task.done():
            queue.task = asyncio.create_task(self._drain(session, queue))

    async def _drain(self, session: aiohttp.ClientSession, queue: _Queue) -> None:
        while queue.updates:
            update = queue.updates[0]
            await self._post(session, update)
            queue.updates.pop(0)
            self.updates.waiting.pop(update.id, None)
            self.bell.ring()

    async def _post(self, session: aiohttp.ClientSession, update: Update) -> None:
        """Post one update again and again: at once, then after 2, 4, 8 ... seconds."""
        wait = 0.0
        while self.updates.clock() < update.expires:
            answer = await self._try(session, update)
            if answer is not None and answer.accepted:
                await self._run_method(answer)
                return
            asked = answer.headers.get("Retry-After", "") if answer is not None else ""
            await self.sleep(float(asked) if asked.isdigit() else wait)
            wait = min(max(2.0, wait * 2), _LONGEST_WAIT)

    async def _try(self, session: aiohttp.ClientSession, update: Update) -> _Answer | None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        try:
            async with (
                self._slots,
                session.post(
                    self.updates.webhook_url,
                    json=update.body,
                    headers=headers,
                    allow_redirects=False,
                ) as response,
            ):
                answer = _Answer(response.status, response.headers, await response.read())
        except (aiohttp.ClientError, OSError):
            self.last_error = "Connection failed"
            return None
        if not answer.accepted:
            self.last_error = f"Wrong response from the webhook: {answer.status}"
        return answer

    async def _run_method(self, answer: _Answer) -> None:
        """Run the one method call that a webhook's answer may carry; its result is lost."""
        if not answer.headers.get("Content-Type", "").startswith("application/json"):
            return
        body = json.loads(answer.body) if answer.body else None
        if isinstance(body, dict) and isinstance(method := body.pop("method", None), str):
            await self.answered(method, body)
