"""Where the workshop stands, as the room sees it: the group's board and the private one.

Everything shown while a question is open is made from the workshop and a `Turnout`, which holds
no votes: so nothing that is sent before the reveal can tell how anybody voted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from conversations.messages import ButtonRows, Choice, PrivateChatButton, column, side_by_side
from conversations.workshop.agreeing import agreed_before, priorities_to_agree
from conversations.workshop.ballot import NO_POINTS
from conversations.workshop.findings import revealed_text, text_after_vote, weighing_text
from conversations.workshop.guide import Guide
from conversations.workshop.lines import (
    heading,
    joined,
    joined_text,
    minutes_begun,
    timer_text,
    turnout_text,
)
from conversations.workshop.private import COPY_LINK, LINK, agency_rows
from conversations.workshop.questions import workshop_options
from conversations.workshop.state import Turnout, Workshop


@dataclass(frozen=True, slots=True)
class WorkshopPage:
    """A message that shows a workshop, as it should look now."""

    text: str
    rows: ButtonRows = ()


def changes_at(workshop: Workshop, now: int) -> int | None:
    """When the board next changes by the clock alone, in seconds since 1970; None if never."""
    if workshop.timer_ends is None or now >= workshop.timer_ends:
        return None
    left = workshop.timer_ends - now
    return now + left - 60 * (minutes_begun(left) - 1)


def board(workshop: Workshop, turnout: Turnout, guide: Guide, now: int) -> WorkshopPage:
    """The group's message. now: seconds since 1970."""
    if workshop.paused_at is not None:
        return WorkshopPage(guide.say("paused", topic=workshop.topic))
    match workshop.phase:
        case "lobby":
            text = joined(
                _lobby_text(workshop, guide),
                agreed_before(workshop, guide),
                joined_text(turnout, guide),
            )
            return WorkshopPage(text, _lobby_rows(workshop, guide))
        case "voting":
            text = joined(
                _question_text(workshop, guide),
                joined(turnout_text(turnout, guide), timer_text(workshop, guide, now), gap="\n"),
            )
            return WorkshopPage(text, _answer_rows(workshop, guide))
        case "weighing":
            text = joined(
                weighing_text(workshop, guide),
                joined(turnout_text(turnout, guide), timer_text(workshop, guide, now), gap="\n"),
            )
            return WorkshopPage(text, _point_rows(workshop, guide))
    return WorkshopPage(text_after_vote(workshop, guide), _closing_rows(workshop, guide))


def left_board(workshop: Workshop, guide: Guide) -> WorkshopPage | None:
    """What remains of the board of an earlier question: the text without buttons."""
    then = replace(workshop, question=workshop.left, phase="revealed")
    if then.current is None:
        return None
    if then.current.tally is not None:
        return WorkshopPage(revealed_text(then, guide))
    question = guide.say("question", text=guide.ballots[then.question].text)
    return WorkshopPage(joined(heading(then, guide), question, guide.say("left")))


def private_board(workshop: Workshop, guide: Guide) -> WorkshopPage:
    """The message of those who vote in private; it changes only when the workshop does."""
    if workshop.paused_at is not None:
        return WorkshopPage(guide.say("paused", topic=workshop.topic))
    match workshop.phase:
        case "lobby":
            text = joined(
                guide.say("private-waiting"),
                _lobby_text(workshop, guide),
                agreed_before(workshop, guide),
            )
            return WorkshopPage(text)
        case "voting":
            return WorkshopPage(_question_text(workshop, guide), _answer_rows(workshop, guide))
        case "weighing":
            return WorkshopPage(weighing_text(workshop, guide), _point_rows(workshop, guide))
    return WorkshopPage(text_after_vote(workshop, guide), _closing_rows(workshop, guide))


def _lobby_text(workshop: Workshop, guide: Guide) -> str:
    return guide.say(
        "lobby",
        topic=workshop.topic,
        region=workshop.region or guide.label("region-open"),
        leaders=", ".join(leader.name for leader in workshop.leaders),
        stages=guide.lists_of(workshop),
        count=len(workshop.asked),
    )


def _lobby_rows(workshop: Workshop, guide: Guide) -> ButtonRows:
    return (
        *agency_rows(workshop, guide),
        *column(
            guide.button("join-without", "join", f"{workshop.id}."),
            guide.button("here", "here", workshop.id),
            guide.button("name", "name", workshop.id),
            PrivateChatButton(guide.label("vote-in-private"), LINK + workshop.id),
            guide.button("offer", "offer", f"{workshop.id}..0."),
        ),
    )


def _question_text(workshop: Workshop, guide: Guide) -> str:
    question = guide.say("question", text=guide.ballots[workshop.question].text)
    return joined(heading(workshop, guide), question, _again(workshop, guide), guide.say("hidden"))


def _again(workshop: Workshop, guide: Guide) -> str:
    """Why there is another round of a question."""
    current = workshop.current
    if current is not None and current.rounds and current.rounds[-1].early:
        return guide.say("retaken")
    return guide.say("again", round=workshop.round_told) if workshop.round_told > 1 else ""


def _answer_rows(workshop: Workshop, guide: Guide) -> ButtonRows:
    prefix = f"{workshop.id}.{workshop.question}.{workshop.round}"
    labels = guide.ballots[workshop.question].options
    answers = (
        Choice(labels[option], "workshop", "vote", f"{prefix}.{option}", for_anybody=True)
        for option in workshop_options(workshop.question)
        if option in labels
    )
    mine = PrivateChatButton(guide.label("my-agency"), LINK + workshop.id)
    return (*column(*answers), (mine, guide.button("here", "here", workshop.id)))


def _point_rows(workshop: Workshop, guide: Guide) -> ButtonRows:
    listed = workshop.weighing.listed if workshop.weighing else ()
    prefix = f"{workshop.id}.{workshop.question}.{workshop.round}"
    return column(
        *(
            guide.button("point", "point", f"{prefix}.{place}", number=place + 1, title=title)
            for place, title in enumerate(map(guide.title, listed))
        ),
        guide.button("points-anew", "point", f"{prefix}.{NO_POINTS}"),
    )


def _closing_rows(workshop: Workshop, guide: Guide) -> ButtonRows:
    if workshop.phase == "finished":
        pledges = (
            guide.button("pledge", "pledge", f"{workshop.id}..0.{priority}", number=number)
            for number, priority in enumerate(priorities_to_agree(workshop), start=1)
        )
        compare = PrivateChatButton(guide.label("compare"), LINK + workshop.id)
        return (*column(compare), *side_by_side(2, *pledges))
    return column(
        guide.button("note", "note", workshop.id),
        PrivateChatButton(guide.label("own-copy"), COPY_LINK + workshop.id),
    )
