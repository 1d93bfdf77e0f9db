"""What happens in a workshop, as plain data: the edge stores it, and lets those who watch see it.

Nothing here is drawn. What shows a workshop (`pages`, `panel`, `slides`) is drawn by who shows it.
"""

from __future__ import annotations

from dataclasses import dataclass

from conversations.messages import Say, Toast
from conversations.workshop.recording import Note
from conversations.workshop.state import Participant, Vote, Workshop


@dataclass(frozen=True, slots=True)
class Opened:
    """The workshop is new."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody takes part, answers the roll call or is gone. participant: as known from now on."""

    participant: Participant


@dataclass(frozen=True, slots=True)
class Voted:
    """Somebody voted; the vote takes the place of their earlier one."""

    vote: Vote


@dataclass(frozen=True, slots=True)
class DiscreetChosen:
    """Somebody decided, for all workshops, whether notes may repeat what they voted.

    person: their id.
    """

    person: str
    discreet: bool


@dataclass(frozen=True, slots=True)
class BoardChanged:
    """What boards and panels show may differ now, in place.

    by: the id of who did it; a question that their own panel asked is answered by it.
    """

    by: str


@dataclass(frozen=True, slots=True)
class BoardMoved:
    """There is something new to read or to vote on: all boards are posted anew further down."""


@dataclass(frozen=True, slots=True)
class PrivateBoardMoved:
    """The board of one person's private chat is posted anew, or for the first time.

    person: their id.
    """

    person: str


@dataclass(frozen=True, slots=True)
class PanelMoved:
    """The panel of who leads is posted anew below all else, or for the first time.

    leader: their id.
    """

    leader: str


@dataclass(frozen=True, slots=True)
class LeadersChanged:
    """Others lead from now on; the room is told who."""


@dataclass(frozen=True, slots=True)
class FinishAsked:
    """The panel of who leads asks whether to finish: that cannot be undone. leader: their id."""

    leader: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Somebody wants an argument in the minutes. by: their id, "" where Telegram hides it."""

    note: Note
    by: str


@dataclass(frozen=True, slots=True)
class NoteChanged:
    """Who wrote an argument wants to be named with it, or takes it back.

    note: its id. by: theirs. name: "" takes it back.
    """

    note: str
    by: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """The code by which people join is wanted.

    leader: the id of who gets it in their private chat; "" if it is for the room.
    """

    leader: str = ""


@dataclass(frozen=True, slots=True)
class ScreenWanted:
    """The address of the projector page is wanted, with a new code for one screen.

    leader: the id of who gets it, in their private chat.
    """

    leader: str


@dataclass(frozen=True, slots=True)
class MinutesReady:
    """The minutes are to be made and sent. to: ids of people. in_room: for the room too."""

    to: tuple[str, ...]
    in_room: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """The workshop is over."""


WorkshopEvent = (
    Opened
    | Joined
    | Voted
    | DiscreetChosen
    | BoardChanged
    | BoardMoved
    | PrivateBoardMoved
    | PanelMoved
    | LeadersChanged
    | FinishAsked
    | Noted
    | NoteChanged
    | Invited
    | ScreenWanted
    | MinutesReady
    | Finished
)


@dataclass(frozen=True, slots=True)
class WorkshopChange:
    """A workshop as it is from now on, and what happened in it, in order."""

    workshop: Workshop
    events: tuple[WorkshopEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkshopOutcome:
    """What comes of something that a person did.

    replies: to that person, where it was done. changes: of one workshop, most often.
    """

    replies: tuple[Say | Toast, ...] = ()
    changes: tuple[WorkshopChange, ...] = ()


def only_counted(change: WorkshopChange) -> bool:
    """Whether nothing has changed but how many are there and have voted."""
    return all(isinstance(event, Joined | Voted | DiscreetChosen) for event in change.events)
