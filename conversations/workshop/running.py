"""What is said if the words after the command are no control: what is running, or how to begin."""

from __future__ import annotations

from conversations.messages import PrivateChatButton, Say, column
from conversations.workshop.guide import Guide
from conversations.workshop.lines import heading, joined
from conversations.workshop.private import LINK
from conversations.workshop.questions import stage_of
from conversations.workshop.state import Workshop


def running(workshop: Workshop, guide: Guide) -> Say:
    """What runs, who leads, and how it is controlled; for anybody who types the command."""
    leaders = ", ".join(leader.name for leader in workshop.leaders)
    text = joined(
        joined(
            guide.say("running", topic=workshop.topic),
            _where(workshop, guide),
            guide.say("running-led", leaders=leaders) if leaders else guide.say("running-unled"),
            gap="\n",
        ),
        guide.say("running-how"),
    )
    option = f"{workshop.id}.{workshop.question}.{workshop.round}."
    return Say(
        text,
        (
            *column(
                PrivateChatButton(guide.label("vote-in-private"), LINK + workshop.id),
                guide.button("offer", "offer", option),
            ),
            (guide.button("takeover", "takeover", option), guide.button("end", "end", option)),
        ),
    )


def leaders_now(workshop: Workshop, guide: Guide) -> Say:
    """Who leads from now on, for the room."""
    leaders = ", ".join(leader.name for leader in workshop.leaders)
    return Say(guide.say("leaders-now", leaders=leaders) if leaders else guide.say("running-unled"))


def end_question(workshop: Workshop, guide: Guide) -> Say:
    """Asks an admin of the group whether to end a workshop that nobody leads any more."""
    option = f"{workshop.id}.{workshop.question}.{workshop.round}."
    rows = column(guide.button("finish-yes", "end-yes", option))
    return Say(guide.say("end-sure", topic=workshop.topic), rows)


def none_runs(guide: Guide, *, commands: bool) -> Say:
    """How to begin. commands: with the list of all that can be typed once it runs."""
    return Say(joined(guide.say("none-runs"), guide.commands() if commands else ""))


def _where(workshop: Workshop, guide: Guide) -> str:
    if workshop.paused_at is not None:
        return guide.say("panel-paused")
    match workshop.phase:
        case "lobby":
            return guide.say("running-lobby")
        case "weighing" | "weighed":
            return guide.say("running-weighing")
        case "discussing":
            return guide.say("running-discussing", stage=guide.stage(stage_of(workshop.question)))
    return heading(workshop, guide)
