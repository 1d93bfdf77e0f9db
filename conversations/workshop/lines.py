"""Lines that several pages of a workshop have in common."""

from __future__ import annotations

from conversations.workshop.guide import Guide
from conversations.workshop.questions import has_steps, stage_of
from conversations.workshop.state import Turnout, Workshop
from conversations.workshop.tally import Tally
from knowledge.models.questions import UNKNOWN


def heading(workshop: Workshop, guide: Guide) -> str:
    """Stage, number and name of the current question; "" without one."""
    current = workshop.current
    if current is None:
        return ""
    place = workshop.asked.index(current) + 1
    return guide.say(
        "heading",
        stage=guide.stage(stage_of(current.question)),
        number=place,
        count=len(workshop.asked),
        name=guide.ballots[current.question].name,
    )


def joined_text(turnout: Turnout, guide: Guide) -> str:
    """How many take part, and how many are present."""
    return guide.say("joined", joined=turnout.joined, present=turnout.present)


def turnout_text(turnout: Turnout, guide: Guide) -> str:
    """How many have voted, of how many."""
    key = "turnout" if turnout.missing else "turnout-all"
    return guide.say(key, voted=turnout.voted, present=turnout.present, missing=turnout.missing)


def timer_text(workshop: Workshop, guide: Guide, now: int) -> str:
    """What is left of the time that was set; "" if none was."""
    if workshop.timer_ends is None:
        return ""
    left = workshop.timer_ends - now
    if left <= 0:
        return guide.say("timer-over")
    return guide.say("timer", minutes=minutes_begun(left))


def proposal_text(tally: Tally, guide: Guide) -> str:
    """The answer that "accept" would accept, or that there is none yet."""
    if tally.proposal is None:
        return guide.say("no-proposal")
    return guide.say("proposal", answer=guide.step(tally.question, tally.proposal))


def short(question: str, answer: str, guide: Guide) -> str:
    """An answer in as few characters as possible: the number of a step, else its label."""
    return answer if has_steps(question) and answer != UNKNOWN else guide.answer(question, answer)


def minutes_begun(seconds: int) -> int:
    """Whole minutes, rounded up."""
    return -(-seconds // 60)


def joined(*parts: str, gap: str = "\n\n") -> str:
    """Parts with a gap between them, those that are empty left out."""
    return gap.join(part for part in parts if part)
