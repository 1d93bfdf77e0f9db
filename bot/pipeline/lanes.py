"""Lanes: what waits to be sent to one chat, in order, and when its first call may go."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from bot.storage.outgoing import EditText, Outgoing, ToChat
from bot.telegram.pacing import Pacing

# Calls of the outbox to chats, by their rows there.
ToChats = tuple[tuple[int, ToChat], ...]


@dataclass(frozen=True, slots=True)
class First:
    """The first call of a lane that is worth sending. overtaken: rows before it that are not: a
    newer text for the same message waits.
    """

    row: int
    call: ToChat
    overtaken: tuple[int, ...] = ()


class Lanes(Protocol):
    """The lanes of all chats. Whoever works off a lane asks for its first call until there is none;
    others only add calls.
    """

    def put(self, row: int, call: ToChat) -> bool:
        """Take over a call of the outbox; return whether its lane is now to be worked off."""

    async def first(self, chat_id: int) -> First | None:
        """Wait until the chat may be written to; None if there is nothing more to be done here."""

    def done(self, chat_id: int, rows: tuple[int, ...]) -> tuple[int, ...]:
        """Rows are done with; return those that the caller is to take out of the outbox."""

    async def readdress(self, row: int, call: ToChat) -> None:
        """A call of the outbox goes to another chat from now on."""

    def clear(self, chat_id: int) -> None:
        """The calls to a chat are no longer in the outbox."""

    def leave(self, chat_id: int) -> None:
        """Nobody works off the lane any more."""

    def close(self) -> None:
        """Begin nothing more."""


@dataclass(slots=True)
class _Lane:
    """What waits for one chat; `busy` while somebody works it off."""

    waiting: deque[tuple[int, ToChat]] = field(default_factory=deque)
    busy: bool = False


class OwnLanes:
    """The lanes of a bot that is alone: in memory, for nobody else sends."""

    def __init__(self, pacing: Pacing) -> None:
        self._pacing = pacing
        self._lanes: dict[int, _Lane] = {}
        self._closing = False

    def put(self, row: int, call: ToChat) -> bool:
        """Take over a call of the outbox; return whether its lane is now to be worked off."""
        lane = self._lanes.setdefault(call.to.chat_id, _Lane())
        lane.waiting.append((row, call))
        idle, lane.busy = not lane.busy, True
        return idle

    async def first(self, chat_id: int) -> First | None:
        """Wait until the chat may be written to; None if nothing waits, or a stop is due."""
        waiting = self._lanes[chat_id].waiting
        if not waiting:
            return None
        await self._pacing.wait_for(chat_id)
        if self._closing:
            return None
        found = first_to_be_seen(tuple(waiting))
        for _ in range(len(found.overtaken) + 1):
            waiting.popleft()
        return found

    def done(self, _chat_id: int, rows: tuple[int, ...]) -> tuple[int, ...]:
        """All are the caller's to take out."""
        return rows

    async def readdress(self, row: int, call: ToChat) -> None:
        """Change only the memory: after a kill Telegram tells the new chat id again."""

    def clear(self, chat_id: int) -> None:
        """Forget what waits for a chat."""
        self._lanes[chat_id].waiting.clear()

    def leave(self, chat_id: int) -> None:
        """Nobody works off the lane any more."""
        lane = self._lanes[chat_id]
        lane.busy = False
        if not lane.waiting:
            del self._lanes[chat_id]

    def close(self) -> None:
        """Begin nothing more."""
        self._closing = True


def first_to_be_seen(waiting: ToChats) -> First:
    """The first of some calls to one chat that no newer call replaces. calls: at least one."""
    overtaken: list[int] = []
    for place, (row, call) in enumerate(waiting):
        if not any(_overtakes(newer, call) for _, newer in waiting[place + 1 :]):
            return First(row, call, tuple(overtaken))
        overtaken.append(row)
    raise ValueError("nothing waits")


def _overtakes(newer: Outgoing, call: Outgoing) -> bool:
    """Whether a newer call replaces this one: both give the text of the same message."""
    if not (isinstance(call, EditText) and isinstance(newer, EditText)):
        return False
    return call.message_id == newer.message_id
