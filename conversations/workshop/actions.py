"""What a person wants of a workshop: read from a tap on the panel, or from a typed word."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.messages import Chose
from conversations.workshop.guide import Guide
from conversations.workshop.state import Leader


@dataclass(frozen=True, slots=True)
class LeaderAction:
    """Something that a person wants of a workshop.

    control: its name. argument: what it concerns (a question, a person's id, minutes).
    seen: the question and round that the tapped panel showed; None for a typed command.
    private: whether it was done in the person's private chat.
    group_admin: the edge has made sure that the person is an admin of the group; needed for
        what only such a one may do.
    """

    control: str
    actor: Leader
    argument: str = ""
    seen: tuple[str, int] | None = None
    private: bool = False
    group_admin: bool = False


def action_of_tap(chose: Chose, actor: Leader, *, private: bool = True) -> LeaderAction | None:
    """The action that a panel's button asks for; None for a forged one."""
    parts = chose.option.split(".")
    if len(parts) != 4 or not (parts[2].isascii() and parts[2].isdecimal()):
        return None
    _, question, round_, argument = parts
    return LeaderAction(chose.question, actor, argument, (question, int(round_)), private)


def action_of_command(argument: str, actor: Leader, guide: Guide) -> LeaderAction | None:
    """The action that the words after the command ask for ("buka", "waktu 3"); None for others.

    Only a whole text is a control: who types "terima kasih" accepts nothing.
    """
    typed = guide.control_in(argument)
    if typed is None:
        return None
    control, what = typed
    return LeaderAction(control, actor, what)
