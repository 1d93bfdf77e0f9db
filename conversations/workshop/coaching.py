"""The next step that a panel advises to whoever leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from conversations.workshop.agenda import not_voted, to_discuss
from conversations.workshop.secrecy import SMALLEST_ROOM
from conversations.workshop.state import Turnout, Workshop
from conversations.workshop.tally import Tally
from conversations.workshop.weighing import SMALLEST_WEIGHING


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do now. text: the key of its sentence. control, argument: the button that does it."""

    text: str
    control: str
    argument: str = ""


def next_step(workshop: Workshop, turnout: Turnout, now: int) -> NextStep:
    """What is best done next, as far as numbers of people and revealed votes tell."""
    if workshop.paused_at is not None:
        return NextStep("coach-paused", "resume")
    return _BY_PHASE[workshop.phase](workshop, turnout, now)


def _in_lobby(workshop: Workshop, turnout: Turnout, now: int) -> NextStep:
    if turnout.joined < SMALLEST_ROOM:
        return NextStep("coach-gather", "qr")
    return NextStep("coach-start", "start")


def _while_voting(workshop: Workshop, turnout: Turnout, now: int) -> NextStep:
    fewest = SMALLEST_WEIGHING if workshop.phase == "weighing" else SMALLEST_ROOM
    if workshop.drawer == "reveal":
        return NextStep("coach-sure", "reveal")
    if turnout.voted < fewest:
        return NextStep("coach-wait", "reveal")
    if not turnout.missing:
        return NextStep("coach-reveal", "reveal")
    if workshop.timer_ends is not None and now >= workshop.timer_ends:
        return NextStep("coach-time-over", "reveal")
    return NextStep("coach-waiting", "reveal")


def _after_reveal(workshop: Workshop, turnout: Turnout, now: int) -> NextStep:
    current = workshop.current
    tally = current.tally if current else None
    if current is None or tally is None:
        return NextStep("coach-accept", "accept")
    if tally.data_is_missing:
        return NextStep("coach-data", "accept" if tally.proposal else "revote")
    if _is_apart(tally):
        again = len(current.counting) < _ROUNDS
        return NextStep("coach-divided", "revote") if again else NextStep("coach-still", *_ANSWERS)
    return NextStep("coach-accept", "accept")


def _in_discussion(workshop: Workshop, turnout: Turnout, now: int) -> NextStep:
    waiting = to_discuss(workshop)
    agreed = [asked for asked in waiting if asked.tally and asked.tally.spread == "agreed"]
    if agreed and len(agreed) == len(waiting):
        return NextStep("coach-agreed", "accept-agreed")
    if waiting:
        return NextStep("coach-discuss", "discuss", waiting[0].question)
    if not_voted(workshop):
        return NextStep("coach-next", "next")
    weighed = workshop.weighing is not None and workshop.weighing.points
    return NextStep("coach-finish", "finish") if weighed else NextStep("coach-weigh", "weigh")


def _at_the_end(workshop: Workshop, turnout: Turnout, now: int) -> NextStep:
    return NextStep("coach-finish", "finish")


def _is_apart(tally: Tally) -> bool:
    return tally.spread in {"camps", "wide"} or tally.proposal is None


# After so many rounds a room that is still divided is not asked once more. Chosen.
_ROUNDS: Final = 2
_ANSWERS: Final = ("drawer", "answers")
_BY_PHASE: Final[dict[str, Callable[[Workshop, Turnout, int], NextStep]]] = {
    "lobby": _in_lobby,
    "voting": _while_voting,
    "weighing": _while_voting,
    "revealed": _after_reveal,
    "discussing": _in_discussion,
    "weighed": _at_the_end,
    "finished": _at_the_end,
}
