"""What a workshop sends, as data: where each goes is the edge's business."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.messages import ButtonRows, Say, Toast


@dataclass(frozen=True, slots=True)
class Board:
    """The group's message: edited in place, or, when `fresh`, posted anew further down."""

    text: str
    rows: ButtonRows = ()
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class PrivateBoard:
    """The board of those who vote in their private chat: the same, without the live count."""

    text: str
    rows: ButtonRows = ()
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """The controls, for the private chat of each who leads: edited in place."""

    text: str
    rows: ButtonRows = ()


@dataclass(frozen=True, slots=True)
class Publish:
    """Make files of the minutes; post them to the group and send them to those who lead."""


@dataclass(frozen=True, slots=True)
class Invite:
    """Send a picture of the code by which people join, with the link in words."""


WorkshopReply = Board | PrivateBoard | Panel | Publish | Invite | Say | Toast
