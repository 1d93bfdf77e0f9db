"""What only one person should see: asked for in a group, it is shown in the private chat."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from conversations.messages import (
    Button,
    ButtonRows,
    Choice,
    Chose,
    OpenPrivateChat,
    PrivateChatButton,
    Reply,
    Revise,
    Say,
    column,
)
from knowledge.edition import Edition

# By command, which is also the payload of the link to the private chat: what the group is told,
# and the label of the button there.
_TOLD: Final = {
    "diagnose": ("diagnose-in-private", "diagnose-private"),
    "results": ("results-in-private", "results-private"),
    "plan": ("plan-in-private", "plan-private"),
    "remind": ("plan-in-private", "plan-private"),
    "document": ("papers-in-private", "papers-private"),
    "privacy": ("privacy-in-private", "privacy-private"),
}
# The conversations whose buttons show something personal, with the command that shows it in the
# private chat.
_COMMANDS: Final = {
    "diagnose": "diagnose",
    "result": "results",
    "plan": "plan",
    "doc": "document",
    "privacy": "privacy",
}
# Buttons of a result that open it again as a diagnostic.
_OF_RESULT: Final = frozenset({"change", "complete"})


def is_personal(command: str) -> bool:
    """Whether a command shows what only the person should see; such a name is a payload too."""
    return command in _TOLD


def private_chat_invitation(command: str, edition: Edition) -> Say:
    """What a group sees in place of what a personal command shows."""
    text, label = _TOLD[command]
    return Say(edition.say(text), column(PrivateChatButton(edition.label(label), command)))


def tapped(tap: Chose) -> OpenPrivateChat | None:
    """The private chat, if a button tapped in a group shows something personal; else None."""
    if tap.conversation not in _COMMANDS:
        return None
    of_result = tap.conversation == "diagnose" and tap.question in _OF_RESULT
    return OpenPrivateChat("results" if of_result else _COMMANDS[tap.conversation])


def for_group(replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """The replies with buttons to the private chat in the place of personal ones."""
    return tuple(
        replace(reply, rows=_rows(reply.rows)) if isinstance(reply, Say | Revise) else reply
        for reply in replies
    )


def _rows(rows: ButtonRows) -> ButtonRows:
    return tuple(tuple(_button(button) for button in row) for row in rows)


def _button(button: Button) -> Button:
    if isinstance(button, Choice) and button.conversation in _COMMANDS:
        return PrivateChatButton(button.label, _COMMANDS[button.conversation])
    return button
