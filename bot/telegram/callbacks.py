"""Button data: what a button answers and whom it belongs to, in Telegram's 64 bytes."""

from __future__ import annotations

from conversations.messages import ANYBODY, Choice, Chose, UnknownTap

LIMIT = 64

# Buttons of another version are old ones; raise this when the meaning of the parts changes.
_VERSION = "1"
_SEPARATOR = "|"


def encode(choice: Choice, owner: str) -> str:
    """The data of a button that belongs to `owner` (a person's id, or ANYBODY).

    Raises ValueError if it does not fit: ids in content are kept short enough by the checks.
    """
    owner = ANYBODY if choice.for_anybody else owner
    data = _SEPARATOR.join((_VERSION, owner, choice.conversation, choice.question, choice.option))
    if len(data.encode()) > LIMIT or data.count(_SEPARATOR) != 4:
        raise ValueError(f"button data {data!r} does not fit")
    return data


def decode(data: str, message: str) -> Chose | UnknownTap:
    """What a tapped button says; anything forged, cut or of another version is an UnknownTap."""
    parts = data.split(_SEPARATOR)
    if len(parts) != 5 or parts[0] != _VERSION:
        return UnknownTap()
    _, owner, conversation, question, option = parts
    return Chose(conversation, question, option, owner, message)
