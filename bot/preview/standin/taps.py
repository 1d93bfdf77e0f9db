"""Taps on inline buttons, from the finger to the acknowledgement."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bot.preview.standin.chats import Json
from bot.preview.standin.errors import bad_request
from bot.preview.standin.limits import CALLBACK_ANSWER

# Seconds to wait for something to happen. Chosen so long that it is reached only if the thing never
# happens, even on a busy machine.
PATIENCE: Final = 120.0


@dataclass(frozen=True, slots=True)
class TapAnswer:
    """What answerCallbackQuery shows: nothing, a line, a dialog, or a link that opens."""

    text: str = ""
    is_alert: bool = False
    url: str = ""


@dataclass(slots=True)
class Tap:
    """One tap. `toast` is None while the button still shows its spinner.

    answered_after: seconds from the tap to its acknowledgement.
    """

    id: str
    person_id: int
    chat_id: int
    message_id: int
    data: str
    at: float
    toast: TapAnswer | None = None
    answered_after: float | None = None
    _done: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(
        self,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - the name that asyncio.wait_for has
    ) -> TapAnswer:
        """Wait for the acknowledgement and return it; TimeoutError if it does not come."""
        async with asyncio.timeout(timeout):
            await self._done.wait()
        return self.toast or TapAnswer()

    def acknowledge(self, toast: TapAnswer, now: float) -> None:
        """End the spinner."""
        self.toast = toast
        self.answered_after = now - self.at
        self._done.set()


class Taps:
    """All taps by their query id."""

    def __init__(self, clock: Callable[[], float], within: float) -> None:
        self.clock = clock
        self.within = within
        self.all: dict[str, Tap] = {}
        self._numbers = itertools.count(4_000_000_000_000_001)

    def new(self, person_id: int, chat_id: int, message_id: int, data: str) -> Tap:
        """Record a tap that waits for its acknowledgement."""
        tap = Tap(str(next(self._numbers)), person_id, chat_id, message_id, data, self.clock())
        self.all[tap.id] = tap
        return tap

    def answer(self, query_id: str, toast: TapAnswer) -> Tap:
        """Acknowledge a tap; refuse one that is unknown, answered already or too old."""
        tap = self.all.get(query_id)
        if tap is None or tap.toast is not None or self.clock() - tap.at > self.within:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        if len(toast.text) > CALLBACK_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        tap.acknowledge(toast, self.clock())
        return tap


def as_json(tap: Tap, sender: Json, message: Json) -> Json:
    """Return the CallbackQuery object."""
    return {
        "id": tap.id,
        "from": sender,
        "message": message,
        "chat_instance": str(abs(tap.chat_id) * 7919),
        "data": tap.data,
    }
