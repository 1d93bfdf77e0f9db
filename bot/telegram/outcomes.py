"""What became of a call that Telegram has taken or refused, for those who do not know Telegram."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.storage.outgoing import Outgoing


@dataclass(frozen=True, slots=True)
class Delivered:
    """Telegram has it. message_id: that of a new message with text."""

    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has another id now; nothing was sent."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The chat cannot be written to: the bot was blocked or removed."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Refused for good, as a text that is too long is, or a chat that is gone."""

    why: str


CallOutcome = Delivered | Moved | Unreachable | Refused
# Makes a call, through floods and bad networks, until Telegram takes or refuses it.
Insist = Callable[[Outgoing], Awaitable[CallOutcome]]
