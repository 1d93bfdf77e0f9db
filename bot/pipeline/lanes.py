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

    def put_off(self, row: int, call: EditText) -> None:
        """A call is not made now, nor any other for the same message; the chat's others are."""

    def take_up(self, call: EditText) -> bool:
        """The calls for that message may be made again; return whether the lane is now to be
        worked off.
        """

    def clear(self, chat_id: int) -> None:
        """The calls to a chat are no longer in the outbox."""

    def leave(self, chat_id: int) -> None:
        """Nobody works off the lane any more."""

    def close(self) -> None:
        """Begin nothing more."""


class PutOff:
    """The messages that are not to be changed now, because Telegram asked to wait with that."""

    def __init__(self) -> None:
        self._messages: set[tuple[int, int]] = set()

    def add(self, call: EditText) -> None:
        """Leave a message alone."""
        self._messages.add((call.to.chat_id, call.message_id))

    def discard(self, call: EditText) -> None:
        """It may be changed again."""
        self._messages.discard((call.to.chat_id, call.message_id))

    def others(self, calls: ToChats) -> ToChats:
        """The calls that may be made."""
        return tuple((row, call) for row, call in calls if not self._holds(call))

    def _holds(self, call: ToChat) -> bool:
        return isinstance(call, EditText) and (call.to.chat_id, call.message_id) in self._messages


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
        self._put_off = PutOff()
        self._closing = False

    def put(self, row: int, call: ToChat) -> bool:
        """Take over a call of the outbox; return whether its lane is now to be worked off."""
        lane = self._lanes.setdefault(call.to.chat_id, _Lane())
        lane.waiting.append((row, call))
        return self._begin(lane)

    async def first(self, chat_id: int) -> First | None:
        """Wait until the chat may be written to; None if nothing waits, or a stop is due."""
        lane = self._lanes[chat_id]
        if not self._put_off.others(tuple(lane.waiting)):
            return None
        await self._pacing.wait_for(chat_id)
        if self._closing:
            return None
        found = first_to_be_seen(self._put_off.others(tuple(lane.waiting)))
        taken = {found.row, *found.overtaken}
        lane.waiting = deque(it for it in lane.waiting if it[0] not in taken)
        return found

    def done(self, _chat_id: int, rows: tuple[int, ...]) -> tuple[int, ...]:
        """All are the caller's to take out."""
        return rows

    async def readdress(self, row: int, call: ToChat) -> None:
        """Change only the memory: after a kill Telegram tells the new chat id again."""

    def put_off(self, row: int, call: EditText) -> None:
        """Keep the call before the others, for later."""
        self._put_off.add(call)
        self._lanes[call.to.chat_id].waiting.appendleft((row, call))

    def take_up(self, call: EditText) -> bool:
        """Let the calls for that message be made again."""
        self._put_off.discard(call)
        lane = self._lanes.get(call.to.chat_id)
        return lane is not None and self._begin(lane)

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

    def _begin(self, lane: _Lane) -> bool:
        idle, lane.busy = not lane.busy, True
        return idle


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
