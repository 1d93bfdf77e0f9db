"""The controls: what each does with a workshop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Final

from conversations.workshop.actions import LeaderAction
from conversations.workshop.agenda import go_to, not_voted, onward, to_discuss
from conversations.workshop.questions import workshop_options
from conversations.workshop.secrecy import SMALLEST_ROOM
from conversations.workshop.state import (
    WEIGHING,
    Phase,
    Room,
    Round,
    Workshop,
)
from conversations.workshop.tally import count
from conversations.workshop.weighing import counted, opened
from knowledge.models.language import Language

# Seconds of a pause after which the roll is called again, because people may have come and gone.
# Chosen.
_NEW_ROLL_AFTER: Final = 6 * 3600
_LONGEST_TIMER: Final = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """A workshop in which somebody acts, with all that decides what comes of it.

    room: the participants, and the votes of the open round. now: seconds since 1970.
    languages: those that a workshop may be held in. drawer: what the panels showed before.
    """

    workshop: Workshop
    action: LeaderAction
    room: Room
    now: int
    languages: Collection[Language] = ()
    drawer: str = ""


# Returns the workshop as it is then, or the toast that says why not.
Control = Callable[[Moment], Workshop | str]


def _start(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    if workshop.phase != "lobby":
        return "not-now"
    return go_to(workshop, workshop.asked[0].question)


def _reveal(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    if workshop.phase == "weighing":
        return _reveal_points(moment)
    current = workshop.current
    if current is None or workshop.phase != "voting":
        return "not-now"
    if len(moment.room.votes) < SMALLEST_ROOM:
        return "too-few"
    if _asks_first(moment):
        return replace(workshop, drawer="reveal")
    agencies = {
        voter: person.agency for voter, person in moment.room.people.items() if person.agency
    }
    # By agency only once: beside an earlier round it could tell who came, left or changed.
    shown = Round(count(current.question, moment.room.votes, {} if current.rounds else agencies))
    after = workshop.noting(replace(current, rounds=(*current.rounds, shown)))
    return replace(after, phase="revealed", timer_ends=None)


def _asks_first(moment: Moment) -> bool:
    """Whether some have not voted yet, and nobody has been asked whether to reveal all the same."""
    missing = moment.room.turnout(moment.workshop).missing
    return missing > 0 and moment.drawer != "reveal"


def _reveal_points(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    if workshop.weighing is None:
        return "not-now"
    shown = counted(workshop.weighing, moment.room.votes.values())
    if shown is None:
        return "too-few-points"
    if _asks_first(moment):
        return replace(workshop, drawer="reveal")
    return replace(workshop, phase="weighed", weighing=shown, timer_ends=None)


def _weigh(moment: Moment) -> Workshop | str:
    """Let the room weigh the priorities, or show again what came of it: that is done once."""
    workshop = moment.workshop
    if workshop.phase not in {"revealed", "discussing"}:
        return "not-now"
    if workshop.weighing is not None:
        shown: Phase = "weighed" if workshop.weighing.points else "weighing"
        return replace(workshop, phase=shown, question=WEIGHING, timer_ends=None)
    return opened(workshop) or "nothing-to-weigh"


def _vote_again(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    current = workshop.current
    if current is None or workshop.phase != "revealed":
        return "not-now"
    after = workshop.noting(replace(current, accepted=None, noted=False))
    return replace(after, phase="voting", timer_ends=None)


def _take_back(moment: Moment) -> Workshop | str:
    """Undo an accidental reveal: nothing of it is kept, and a new round opens."""
    workshop = moment.workshop
    current = workshop.current
    if current is None or workshop.phase != "revealed" or current.rounds[-1].early:
        return "not-now"
    after = replace(current, rounds=(*current.rounds[:-1], Round(early=True)), accepted=None)
    return replace(workshop.noting(after), phase="voting", timer_ends=None)


def _accept(moment: Moment) -> Workshop | str:
    """Accept what the votes propose, or another answer that the room agreed on in discussion."""
    workshop = moment.workshop
    current = workshop.current
    if current is None or current.tally is None or workshop.phase != "revealed":
        return "not-now"
    chosen = moment.action.argument
    if chosen and chosen not in workshop_options(current.question):
        return "no-such-answer"
    answer = chosen or current.tally.proposal
    if answer is None:
        return "tied"
    return onward(workshop.noting(replace(current, accepted=answer, noted=False)))


def _note_dissent(moment: Moment) -> Workshop | str:
    """The room does not agree: that is noted, and it goes on."""
    workshop = moment.workshop
    current = workshop.current
    if current is None or current.tally is None or workshop.phase != "revealed":
        return "not-now"
    return onward(workshop.noting(replace(current, accepted=None, noted=True)))


def _accept_agreed(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    if workshop.phase != "discussing":
        return "not-now"
    for asked in to_discuss(workshop):
        if asked.tally and asked.tally.spread == "agreed":
            workshop = workshop.noting(replace(asked, accepted=asked.tally.proposal))
    return workshop


def _next(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    if workshop.phase == "revealed":
        return onward(workshop)
    if workshop.phase != "discussing":
        return "not-now"
    left_ = not_voted(workshop)
    return go_to(workshop, left_[0].question) if left_ else "all-done"


def _skip(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    current = workshop.current
    if current is None or workshop.phase not in {"voting", "revealed"}:
        return "not-now"
    return onward(workshop.noting(replace(current, skipped=True, accepted=None)))


def _back(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    if workshop.question == WEIGHING:
        last = workshop.asked[-1].question
        return replace(workshop, phase="discussing", question=last, timer_ends=None)
    current = workshop.current
    if current is None:
        return "not-now"
    if workshop.phase == "discussing" or (workshop.phase == "voting" and current.tally):
        return go_to(workshop, current.question)
    place = workshop.asked.index(current)
    return go_to(workshop, workshop.asked[place - 1].question) if place else "first"


def _discuss(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    if workshop.phase != "discussing":
        return "not-now"
    known = any(asked.question == moment.action.argument for asked in workshop.asked)
    return go_to(workshop, moment.action.argument) if known else "old"


def _pause(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    if workshop.paused_at is not None:
        return "paused-leader"
    return replace(workshop, paused_at=moment.now, timer_ends=None)


def _resume(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    if workshop.paused_at is None:
        return "not-paused"
    again = moment.now - workshop.paused_at >= _NEW_ROLL_AFTER
    return replace(workshop, paused_at=None, roll=workshop.roll + again)


def _call_roll(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    return replace(workshop, roll=workshop.roll + 1)


def _set_timer(moment: Moment) -> Workshop | str:
    typed = moment.action.argument
    if not (typed.isascii() and typed.isdecimal()):
        return "which-timer"
    minutes = int(typed[:3])
    if minutes > _LONGEST_TIMER:
        return "which-timer"
    return replace(moment.workshop, timer_ends=moment.now + 60 * minutes if minutes else None)


def _finish(moment: Moment) -> Workshop | str:
    roles = Counter(person.agency for person in moment.room.people.values())
    attendance = tuple(sorted(roles.items(), key=lambda role: (-role[1], role[0])))
    return replace(
        moment.workshop,
        phase="finished",
        finished_at=moment.now,
        paused_at=None,
        timer_ends=None,
        attendance=attendance,
    )


def _show(moment: Moment) -> Workshop | str:
    return moment.workshop


CONTROLS: Final[dict[str, Control]] = {
    "show": _show,
    "start": _start,
    "reveal": _reveal,
    "revote": _vote_again,
    "oops": _take_back,
    "accept": _accept,
    "accept-agreed": _accept_agreed,
    "next": _next,
    "skip": _skip,
    "back": _back,
    "discuss": _discuss,
    "weigh": _weigh,
    "pause": _pause,
    "resume": _resume,
    "roll": _call_roll,
    "timer": _set_timer,
    "finish-yes": _finish,
    "end-yes": _finish,
    "no-agreement": _note_dissent,
}
