"""One action of somebody who leads: whether it may be done, what it changes, what happens then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from conversations.messages import Say, Toast
from conversations.workshop.actions import LeaderAction
from conversations.workshop.agreeing import AGREEING, following_again, is_taken_by
from conversations.workshop.controls import CONTROLS, Moment
from conversations.workshop.editing import EDITING
from conversations.workshop.events import (
    BoardChanged,
    BoardMoved,
    FinishAsked,
    Finished,
    Invited,
    LeadersChanged,
    MinutesReady,
    PanelMoved,
    ScreenWanted,
    WorkshopChange,
    WorkshopEvent,
    WorkshopOutcome,
)
from conversations.workshop.guide import Guide
from conversations.workshop.leading import led, may_control, why_not
from conversations.workshop.notes import record_text
from conversations.workshop.result import joint_result
from conversations.workshop.running import end_question, running
from conversations.workshop.state import Room, Workshop

_ALL: Final = CONTROLS | EDITING | AGREEING
# Controls that are used one after the other where the panel shows them.
_KEEP_OPEN: Final = frozenset({"stage", "ask", "release", "offer", "owner", "due", "pledge"})


def take_action(
    workshop: Workshop, action: LeaderAction, room: Room, now: int, guide: Guide
) -> WorkshopOutcome:
    """Take one action; a refused one changes nothing and says why.

    room: the participants, and the votes of the open round. now: seconds since 1970.
    guide: in the workshop's language.
    """
    refusal = why_not(workshop, action, now)
    if refusal:
        return _refused(workshop, refusal, action, guide)
    return _told(workshop, action, guide) or _taken(workshop, action, room, now, guide)


def in_region(taken: WorkshopOutcome, before: str, earlier: Sequence[Workshop]) -> WorkshopOutcome:
    """What was done, with what was agreed last time looked up again where the region is another.

    before: the region until now. earlier: finished in the group, newest first.
    """
    changes = tuple(
        replace(each, workshop=following_again(each.workshop, earlier))
        if each.workshop.region != before
        else each
        for each in taken.changes
    )
    return replace(taken, changes=changes)


def _told(workshop: Workshop, action: LeaderAction, guide: Guide) -> WorkshopOutcome | None:
    """What a control that changes nothing of the workshop leads to; None for any other."""
    person = action.actor.id
    match action.control:
        case "finish" if workshop.finished_at is None:
            return WorkshopOutcome(changes=(WorkshopChange(workshop, (FinishAsked(person),)),))
        case "minutes" if workshop.finished_at is not None:
            if joint_result(workshop) is None:
                return _done(workshop, action, reply=_note("no-minutes", action, guide))
            return _done(workshop, action, MinutesReady((person,)))
        case "help":
            return _done(workshop, action, reply=Say(guide.commands()))
        case "end":
            return WorkshopOutcome((end_question(workshop, guide),))
        case "qr" if action.private:
            return _done(workshop, action, PanelMoved(person), Invited(person))
        case "qr":
            return _done(workshop, action, Invited())
        case "screen" if workshop.finished_at is None:
            return _done(workshop, action, PanelMoved(person), ScreenWanted(person))
        case "minutes-room" if workshop.finished_at is not None:
            return _done(workshop, action, MinutesReady((), in_room=True))
        case "record":
            return _done(workshop, action, reply=Say(record_text(workshop, guide)))
    return None


def _taken(
    workshop: Workshop, action: LeaderAction, room: Room, now: int, guide: Guide
) -> WorkshopOutcome:
    """What a control leads to that changes the workshop, or cannot now."""
    person = action.actor.id
    after = _changed(workshop, action, room, now, guide)
    if isinstance(after, str):
        return _done(workshop, action, reply=_note(after, action, guide))
    if action.control == "offer":
        return _done(after, action, reply=_note("offered", action, guide))
    if action.control == "pledge":
        key = "pledged" if is_taken_by(after, action.argument, person) else "unpledged"
        return _done(after, action, reply=Toast(guide.toast(key), dialog=True))
    after = led(after, person, now)
    fresh = _is_fresh(workshop, after, action)
    if fresh:
        after = replace(after, left=_left_question(workshop, after))
    asks = after.drawer == "reveal" and action.seen is None
    reply = _note("ask-reveal", action, guide) if asks else None
    return _done(after, action, *_events(workshop, after, fresh=fresh), reply=reply)


def _changed(
    workshop: Workshop, action: LeaderAction, room: Room, now: int, guide: Guide
) -> Workshop | str:
    """What a control makes of a workshop; what the panels showed beside the next step is closed."""
    control = _ALL.get(action.control)
    if control is None:
        return "not-now"
    closed = workshop if action.control in _KEEP_OPEN else replace(workshop, drawer="")
    return control(
        Moment(closed, action, room, now, languages=guide.languages, drawer=workshop.drawer)
    )


def _done(
    workshop: Workshop,
    action: LeaderAction,
    *events: WorkshopEvent,
    reply: Say | Toast | None = None,
) -> WorkshopOutcome:
    change = WorkshopChange(workshop, (BoardChanged(action.actor.id), *events))
    return WorkshopOutcome((reply,) if reply else (), (change,))


def _events(before: Workshop, after: Workshop, *, fresh: bool) -> tuple[WorkshopEvent, ...]:
    """What an action that was done leads to."""
    new = (leader.id for leader in after.leaders if leader not in before.leaders)
    events: list[WorkshopEvent] = [PanelMoved(leader) for leader in new]
    if after.leaders != before.leaders:
        events.append(LeadersChanged())
    if fresh:
        events.append(BoardMoved())
    if after.finished_at is not None and before.finished_at is None:
        leaders = tuple(leader.id for leader in after.leaders)
        events.append(Finished())
        if joint_result(after) is not None:
            events.append(MinutesReady(leaders, in_room=True))
    return tuple(events)


def _is_fresh(before: Workshop, after: Workshop, action: LeaderAction) -> bool:
    """Whether the board is posted anew: something new for everybody to vote on or to read."""
    if action.control in {"show", "resume", "roll"}:
        return True
    if action.control == "oops":
        return False  # the board that showed what nobody should have seen is overwritten
    if (before.phase, after.phase) in {("voting", "revealed"), ("weighing", "weighed")}:
        return before.question != after.question
    return (before.phase, before.question, before.round) != (
        after.phase,
        after.question,
        after.round,
    )


def _left_question(before: Workshop, after: Workshop) -> str:
    """The question that the room has left; None for another round of the same question."""
    asking = before.phase in {"voting", "revealed"}
    goes_on = before.question != after.question or after.phase in {"discussing", "finished"}
    return before.question if asking and goes_on else ""


def _refused(
    workshop: Workshop, refusal: str, action: LeaderAction, guide: Guide
) -> WorkshopOutcome:
    if may_control(workshop, action.actor.id):
        return _done(workshop, action, reply=_note(refusal, action, guide))
    if refusal == "not-leader" and action.seen is None and workshop.finished_at is None:
        return WorkshopOutcome((running(workshop, guide),))
    return WorkshopOutcome((_note(refusal, action, guide),))


def _note(key: str, action: LeaderAction, guide: Guide) -> Say | Toast:
    """A toast, or where nothing was tapped a short message that says the same."""
    if action.seen is None:
        return Say(guide.say("note", text=guide.toast(key)))
    return Toast(guide.toast(key))
