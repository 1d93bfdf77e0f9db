"""The stand-in of the Bot API: calls come in, people act, and everything can be looked at.

It models what a bot like Mulai meets, not all of Telegram: no Markdown parse modes, no
payments, no album. A method it does not know is answered 404.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.preview.standin.arguments import Arguments, Upload
from bot.preview.standin.chats import Json, World
from bot.preview.standin.commands import Commands
from bot.preview.standin.errors import ApiError, too_many_requests
from bot.preview.standin.guests import Guests
from bot.preview.standin.limits import Limits, SpeedLimits
from bot.preview.standin.methods import Methods
from bot.preview.standin.people import People
from bot.preview.standin.sending import Sending
from bot.preview.standin.taps import PATIENCE, Taps
from bot.preview.standin.updates import Updates
from bot.preview.standin.webhook import Sleep, WebhookSender

T = TypeVar("T")

PREVIEW_TOKEN = "5000000006:preview-preview-preview-preview-pre"  # noqa: S105 - opens nothing


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """What goes back over the wire. body None: the connection breaks without an answer."""

    status: int
    body: str | None

    @property
    def ok(self) -> bool:
        """Whether the call did what it was asked to."""
        return bool(self._read().get("ok"))

    @property
    def result(self) -> Any:
        """The result as it was at that moment, None where the call was refused."""
        return self._read().get("result")

    def _read(self) -> Json:
        """Return the body as the bot reads it; a garbled one says nothing."""
        try:
            return dict(json.loads(self.body or "{}"))
        except ValueError:
            return {}


@dataclass(slots=True)
class Call:
    """One call of a Bot API method.

    parameters: with numbers as numbers and JSON unpacked.
    at: when it came in, by the stand-in's clock.
    answer: None while it is under way.
    """

    method: str
    parameters: Json
    at: float
    files: Mapping[str, Upload] = field(default_factory=dict)
    answer: WireAnswer | None = None


@dataclass(frozen=True, slots=True)
class PlannedFault:
    """What goes wrong with a call, all of it optional.

    delay: seconds until the call is looked at.
    status, body: answer this instead of calling; body alone answers 200 with it.
    retry_after: answer 429 with this many seconds.
    lose_request: break the connection before the call has had any effect.
    lose_answer: let the call have its effect, then break the connection.
    """

    delay: float = 0
    status: int | None = None
    body: str | None = None
    retry_after: int | None = None
    lose_request: bool = False
    lose_answer: bool = False


FaultHook = Callable[[Call], Awaitable[PlannedFault | None]]


class StandIn:
    """One bot, its chats, and the Bot API in front of them.

    people: what persons do. world: persons, chats, messages, files.
    calls: every call so far, oldest first. faults: set a hook to make calls go wrong.
    """

    def __init__(
        self,
        *,
        token: str = PREVIEW_TOKEN,
        name: str = "Mulai",
        username: str = "mulai_bot",
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        privacy: bool = True,
    ) -> None:
        self.token = token
        self.clock = clock
        limits = limits or Limits()
        bot = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": name,
            "username": username,
        }
        self.world = World(bot, clock, privacy=privacy)
        self.updates = Updates(self.world.bell, clock)
        self.taps = Taps(clock, limits.callback_answer_within)
        self.pace = SpeedLimits(limits, clock)
        self.commands = Commands()
        self.guests = Guests(self.world, self.updates, clock, limits.callback_answer_within)
        self.people = People(self.world, self.updates, self.taps)
        self.webhook = WebhookSender(self.updates, self.world.bell, self._from_webhook, sleep)
        self.methods = Methods(
            self.world,
            self.updates,
            self.webhook,
            self.taps,
            self.commands,
            self.guests,
            Sending(self.world, self.pace),
        )
        self.calls: list[Call] = []
        self.faults: FaultHook | None = None

    @property
    def too_many(self) -> int:
        """How many sends and edits came too fast; with limits not enforced, would have been."""
        return sum(self.pace.refused.values())

    async def call(
        self,
        token: str,
        method: str,
        raw: Mapping[str, Any],
        files: Mapping[str, Upload] | None = None,
    ) -> WireAnswer:
        """Take one call as it comes in over HTTP, and return what goes back."""
        call = Call(method, dict(raw), self.clock(), files or {})
        self.calls.append(call)
        self.world.bell.ring()
        call.answer = await self._answer(token, call, raw)
        self.world.bell.ring()
        return call.answer

    async def _answer(self, token: str, call: Call, raw: Mapping[str, Any]) -> WireAnswer:
        try:
            if token != self.token:
                raise ApiError(401, "Unauthorized")
            arguments = Arguments.parse(raw, call.files)
            call.parameters = arguments.values
            fault = await self.faults(call) if self.faults else None
            if fault and (broken := await _break(fault)):
                return broken
            result = await self.methods.run(call.method, arguments)
        except ApiError as refused:
            return refusal(refused)
        if fault and fault.lose_answer:
            return WireAnswer(200, None)
        return WireAnswer(200, json.dumps({"ok": True, "result": result}))

    async def _from_webhook(self, method: str, raw: Json) -> WireAnswer:
        return await self.call(self.token, method, raw)

    def redeliver(self, update_id: int) -> None:
        """Deliver an update a second time, whether it was confirmed or not."""
        self.updates.redeliver(update_id)

    async def wait_for(
        self,
        predicate: Callable[[], T],
        timeout: float = PATIENCE,  # noqa: ASYNC109 - the name that asyncio.wait_for has
    ) -> T:
        """Return the first true value of the predicate; TimeoutError if none comes."""
        async with asyncio.timeout(timeout):
            while not (value := predicate()):
                await self.world.bell.wait()
        return value

    def called(self, method: str) -> list[Call]:
        """Return the calls of one method, oldest first."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    def sent(self, chat_id: int) -> list[Json]:
        """Return the messages of the bot that stand in a chat now, oldest first."""
        messages = self.world.chats[chat_id].messages.values()
        return [m for m in messages if m["from"]["id"] == self.world.bot_id]

    def close(self) -> None:
        """End all that waits: polls and webhook deliveries."""
        self.webhook.stop()
        self.updates.close()


async def _break(fault: PlannedFault) -> WireAnswer | None:
    """Let a fault happen; return the answer if it takes the place of the call."""
    if fault.delay:
        await asyncio.sleep(fault.delay)
    if fault.lose_request:
        return WireAnswer(200, None)
    if fault.body is not None:
        return WireAnswer(fault.status or 200, fault.body)
    if fault.retry_after is not None:
        return refusal(too_many_requests(fault.retry_after))
    if fault.status is not None:
        return refusal(ApiError(fault.status, _REASONS.get(fault.status, "Error")))
    return None


_REASONS = {
    400: "Bad Request",
    403: "Forbidden",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


def refusal(refused: ApiError) -> WireAnswer:
    """Return the body of a refused call."""
    body: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return WireAnswer(refused.code, json.dumps(body))
