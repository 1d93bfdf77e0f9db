"""Who leads a workshop: who may use its controls, who may take it over."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from conversations.messages import ANYBODY
from conversations.workshop.actions import LeaderAction
from conversations.workshop.state import Leader, Workshop

# Seconds after which a facilitator who did nothing counts as gone, and a group admin may take over
# or end the workshop. Chosen: who takes over only joins those who lead.
GONE_AFTER: Final = 5 * 60
# Seconds without a facilitator's action after which an unfinished workshop counts as over. Chosen:
# a working day.
GOES_ON: Final = 12 * 3600
_NAME_LENGTH: Final = 20

# What an admin of the group may do where nobody leads any more.
FOR_ADMINS: Final = frozenset({"takeover", "end", "end-yes"})
# What anybody may do.
_FOR_ANYBODY: Final = frozenset({"offer", "help", "pledge"})

# Controls that concern the question on the panel: a tap on an older panel must not affect another
# question.
_BOUND: Final = frozenset(
    {
        "start",
        "reveal",
        "revote",
        "oops",
        "accept",
        "accept-agreed",
        "next",
        "skip",
        "back",
        "discuss",
        "weigh",
        "no-agreement",
    }
)
# Controls that concern the minutes and what follows, after the end too.
_AFTER: Final = frozenset(
    {
        "minutes",
        "minutes-room",
        "show",
        "record",
        "drawer",
        "followup",
        "owner",
        "due",
        "pledge",
    }
)


def may_control(workshop: Workshop, person: str) -> bool:
    """Whether somebody may use the controls."""
    return any(leader.id == person for leader in workshop.leaders)


def why_not(workshop: Workshop, action: LeaderAction, now: int) -> str | None:
    """The toast that refuses an action to a person; None if it may go on."""
    if action.actor.id == ANYBODY:
        return "nameless-control"
    if workshop.finished_at is not None and action.control not in _AFTER:
        return "over"
    if action.control in _FOR_ANYBODY:
        return None
    if action.control in FOR_ADMINS:
        return _no_takeover(workshop, action, now)
    if not may_control(workshop, action.actor.id):
        return "not-leader"
    seen = (workshop.question, workshop.round)
    if action.control in _BOUND and action.seen is not None and action.seen != seen:
        return "old-panel"
    if workshop.paused_at is not None and action.control in _BOUND:
        return "paused-leader"
    return None


def led(workshop: Workshop, person: str, now: int) -> Workshop:
    """Somebody who leads has done something just now."""
    gone = workshop.facilitator_left and not _leads_first(workshop, person)
    return replace(workshop, led_at=now, facilitator_left=gone)


def left(workshop: Workshop, person: str) -> Workshop:
    """Somebody left the group or blocked the bot; without the facilitator an admin may lead."""
    return replace(workshop, facilitator_left=True) if _leads_first(workshop, person) else workshop


def named(actor: Leader) -> Leader:
    """Somebody with a name that fits the board."""
    return Leader(actor.id, actor.name.strip()[:_NAME_LENGTH] or "?")


def _no_takeover(workshop: Workshop, action: LeaderAction, now: int) -> str | None:
    if may_control(workshop, action.actor.id):
        return "leads-already"
    if not action.group_admin or action.private:
        return "not-admin"
    gone = workshop.facilitator_left or now - workshop.led_at >= GONE_AFTER
    return None if gone else "facilitator-here"


def _leads_first(workshop: Workshop, person: str) -> bool:
    return workshop.facilitator.id == person
