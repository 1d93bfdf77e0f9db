"""The controls: what those who lead do, and how the workshop goes on from there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from conversations.messages import ANYBODY, Chose, Say, Toast
from conversations.workshop import pages
from conversations.workshop.agenda import not_voted, to_discuss
from conversations.workshop.guide import Guide
from conversations.workshop.panel import finish_panel, panel
from conversations.workshop.questions import stage_of
from conversations.workshop.replies import Invite, Publish, WorkshopReply
from conversations.workshop.running import running
from conversations.workshop.secrecy import SMALLEST_ROOM
from conversations.workshop.state import Leader, Phase, Room, Round, Workshop, WorkshopQuestion
from conversations.workshop.tally import count
from knowledge.models.questions import NEEDS, QUESTION_IDS

# A facilitator who has done nothing for so long counts as gone: a group admin may take over.
GONE_AFTER: Final = 15 * 60
# So many seconds after it was led last, a workshop that nobody finished goes on no more.
GOES_ON: Final = 12 * 3600
# After so long a pause people may have come and gone: the roll is called again.
_NEW_ROLL_AFTER: Final = 6 * 3600
_LONGEST_TIMER: Final = 60
_MOST_OFFERS: Final = 5
_TOPIC_LENGTH, _REGION_LENGTH, _NAME_LENGTH = 80, 60, 20


@dataclass(frozen=True, slots=True)
class LeaderAction:
    """Something that a person wants of a workshop.

    control: its name. argument: what it concerns (a question, a person's id, minutes).
    seen: the question and round that the tapped panel showed; None for a typed command.
    group_admin: the edge has made sure that the person is an admin of the group; needed for
        "takeover" only.
    """

    control: str
    actor: Leader
    argument: str = ""
    seen: tuple[str, int] | None = None
    group_admin: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A workshop in which somebody acts, with all that decides what comes of it.

    room: the participants, and the votes of the open round. now: seconds since 1970.
    """

    workshop: Workshop
    act: LeaderAction
    room: Room
    now: int


Control = Callable[[Moment], Workshop | str]
WorkshopAndReplies = tuple[Workshop, tuple[WorkshopReply, ...]]


def open_workshop(
    id_: str, secret: str, actor: Leader, topic: str, region: str, guide: Guide, now: int
) -> tuple[Workshop | None, tuple[WorkshopReply, ...]]:
    """Open a lobby. id_, secret: short and unguessable, made by the caller.

    Nobody can lead namelessly: nothing could tell later who may control.
    """
    if actor.id == ANYBODY:
        return None, (Say(guide.say("nameless-leader")),)
    workshop = Workshop(
        id_,
        secret,
        guide.language,
        topic.strip()[:_TOPIC_LENGTH] or guide.label("topic"),
        region.strip()[:_REGION_LENGTH],
        _named(actor),
        opened_at=now,
        led_at=now,
    )
    return workshop, _shown(workshop, Room(), guide, now, fresh=True)


def action_of_tap(chose: Chose, actor: Leader) -> LeaderAction | None:
    """The act that a panel's button asks for; None for a forged one."""
    parts = chose.option.split(".")
    if len(parts) != 4 or not (parts[2].isascii() and parts[2].isdecimal()):
        return None
    _, question, round_, argument = parts
    return LeaderAction(chose.question, actor, argument, (question, int(round_)))


def action_of_command(argument: str, actor: Leader, guide: Guide) -> LeaderAction | None:
    """The act that the words after the command ask for ("buka", "waktu 3"); None for others.

    Only a whole text is a control: who types "terima kasih" accepts nothing.
    """
    typed = guide.control_in(argument)
    if typed is None:
        return None
    control, what = typed
    return LeaderAction(control, actor, what)


def workshop_step(
    workshop: Workshop, act: LeaderAction, room: Room, now: int, guide: Guide
) -> WorkshopAndReplies:
    """Take one act; return the workshop as it is then, and what to send.

    room: the participants, and the votes of the open round.
    guide: in the workshop's language. A refused act changes nothing and says why.
    """
    refusal = _not_allowed(workshop, act, now)
    if refusal:
        return workshop, (_refused(workshop, refusal, act, guide),)
    match act.control:
        case "finish" if workshop.finished_at is None:
            return workshop, (finish_panel(workshop, guide),)
        case "minutes" if workshop.finished_at is not None:
            return workshop, (Publish(),)
        case "help":
            return workshop, (Say(guide.say("commands")),)
        case "qr":
            return workshop, (Invite(),)
    control = CONTROLS.get(act.control)
    after = control(Moment(workshop, act, room, now)) if control else "not-now"
    if isinstance(after, str):
        return workshop, (
            _note(after, act, guide),
            panel(workshop, room.turnout(workshop), guide, now),
        )
    if act.control == "offer":
        return after, (Toast(guide.toast("offered")), panel(after, room.turnout(after), guide, now))
    fresh = _is_fresh(workshop, after, act)
    after = _led(after, act, now)
    if fresh:
        after = replace(after, left=_left_question(workshop, after))
    if (after.question, after.round) != (workshop.question, workshop.round):
        room = replace(room, votes={})
    replies = _shown(after, room, guide, now, fresh)
    if act.control == "finish-yes":
        replies = (*replies, Publish())
    return after, replies


def left(workshop: Workshop, person: str) -> Workshop:
    """Somebody left the group or blocked the bot; without the facilitator an admin may lead."""
    return replace(workshop, facilitator_left=True) if _leads_first(workshop, person) else workshop


def may_control(workshop: Workshop, person: str) -> bool:
    """Whether somebody may use the controls."""
    return any(leader.id == person for leader in workshop.leaders)


# --- Who may ------------------------------------------------------------------------------------


def _not_allowed(workshop: Workshop, act: LeaderAction, now: int) -> str | None:
    """The toast that refuses an act; None if it may go on."""
    if act.actor.id == ANYBODY:
        return "nameless-control"
    if workshop.finished_at is not None and act.control not in {"minutes", "show"}:
        return "over"
    if act.control in {"offer", "help"}:
        return None
    if act.control == "takeover":
        return _no_takeover(workshop, act, now)
    if not may_control(workshop, act.actor.id):
        return "not-leader"
    seen = (workshop.question, workshop.round)
    if act.control in _BOUND and act.seen is not None and act.seen != seen:
        return "old-panel"
    if workshop.paused_at is not None and act.control in _BOUND:
        return "paused-leader"
    return None


def _no_takeover(workshop: Workshop, act: LeaderAction, now: int) -> str | None:
    if may_control(workshop, act.actor.id):
        return "leads-already"
    if not act.group_admin:
        return "not-admin"
    gone = workshop.facilitator_left or now - workshop.led_at >= GONE_AFTER
    return None if gone else "facilitator-here"


def _leads_first(workshop: Workshop, person: str) -> bool:
    return workshop.facilitator.id == person


def _led(workshop: Workshop, act: LeaderAction, now: int) -> Workshop:
    back = _leads_first(workshop, act.actor.id)
    return replace(workshop, led_at=now, facilitator_left=workshop.facilitator_left and not back)


# --- The controls -------------------------------------------------------------------------------
# Each returns the workshop as it is then, or the toast that says why not.


def _start(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    if workshop.phase != "lobby":
        return "not-now"
    return _enter(workshop, workshop.asked[0].question)


def _choose(*questions: str) -> Control:
    def choose(moment: Moment) -> Workshop | str:
        workshop = moment.workshop
        if workshop.phase != "lobby":
            return "not-now"
        return replace(workshop, asked=tuple(WorkshopQuestion(question) for question in questions))

    return choose


def _reveal(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    current = workshop.current
    if current is None or workshop.phase != "voting":
        return "not-now"
    if len(moment.room.votes) < SMALLEST_ROOM:
        return "too-few"
    agencies = {
        voter: person.agency for voter, person in moment.room.people.items() if person.agency
    }
    # By agency only once: beside an earlier round it could tell who came, left or changed.
    shown = Round(count(current.question, moment.room.votes, {} if current.rounds else agencies))
    after = workshop.noting(replace(current, rounds=(*current.rounds, shown)))
    return replace(after, phase="revealed", timer_ends=None)


def _vote_again(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    current = workshop.current
    if current is None or workshop.phase != "revealed":
        return "not-now"
    after = workshop.noting(replace(current, accepted=None))
    return replace(after, phase="voting", timer_ends=None)


def _take_back(moment: Moment) -> Workshop | str:
    """An accidental reveal: nothing of it is kept, and a new round is open."""
    workshop = moment.workshop
    current = workshop.current
    if current is None or workshop.phase != "revealed" or current.rounds[-1].early:
        return "not-now"
    after = replace(current, rounds=(*current.rounds[:-1], Round(early=True)), accepted=None)
    return replace(workshop.noting(after), phase="voting", timer_ends=None)


def _accept(moment: Moment) -> Workshop | str:
    """What the votes propose, or in a tie the step that the room has talked itself to."""
    workshop = moment.workshop
    current = workshop.current
    if current is None or current.tally is None or workshop.phase != "revealed":
        return "not-now"
    chosen = moment.act.argument
    answer = chosen if chosen in current.tally.to_choose else current.tally.proposal
    if answer is None:
        return "tied"
    return _onward(workshop.noting(replace(current, accepted=answer)))


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
        return _onward(workshop)
    if workshop.phase != "discussing":
        return "not-now"
    left_ = not_voted(workshop)
    return _enter(workshop, left_[0].question) if left_ else "all-done"


def _skip(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    current = workshop.current
    if current is None or workshop.phase not in {"voting", "revealed"}:
        return "not-now"
    return _onward(workshop.noting(replace(current, skipped=True, accepted=None)))


def _back(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    current = workshop.current
    if current is None:
        return "not-now"
    if workshop.phase == "discussing" or (workshop.phase == "voting" and current.tally):
        return _enter(workshop, current.question)
    place = workshop.asked.index(current)
    return _enter(workshop, workshop.asked[place - 1].question) if place else "first"


def _discuss(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    if workshop.phase != "discussing":
        return "not-now"
    known = any(asked.question == moment.act.argument for asked in workshop.asked)
    return _enter(workshop, moment.act.argument) if known else "old"


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
    typed = moment.act.argument
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


def _offer(moment: Moment) -> Workshop | str:
    workshop, actor = moment.workshop, moment.act.actor
    if workshop.phase != "lobby":
        return "not-now"
    if may_control(workshop, actor.id):
        return "leads-already"
    if any(offer.id == actor.id for offer in workshop.offers):
        return "offered"
    if len(workshop.offers) >= _MOST_OFFERS:
        return "enough-offers"
    return replace(workshop, offers=(*workshop.offers, _named(actor)))


def _take_offer(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    offer = next((offer for offer in workshop.offers if offer.id == moment.act.argument), None)
    if offer is None:
        return "old"
    waiting = tuple(other for other in workshop.offers if other != offer)
    return replace(workshop, helpers=(*workshop.helpers, offer), offers=waiting)


def _take_over(moment: Moment) -> Workshop | str:
    workshop = moment.workshop
    return replace(workshop, helpers=(*workshop.helpers, _named(moment.act.actor)))


def _show(moment: Moment) -> Workshop | str:
    return moment.workshop


CONTROLS: Final[dict[str, Control]] = {
    "show": _show,
    "start": _start,
    "needs": _choose(*NEEDS),
    "all": _choose(*QUESTION_IDS),
    "reveal": _reveal,
    "revote": _vote_again,
    "oops": _take_back,
    "accept": _accept,
    "accept-agreed": _accept_agreed,
    "next": _next,
    "skip": _skip,
    "back": _back,
    "discuss": _discuss,
    "pause": _pause,
    "resume": _resume,
    "roll": _call_roll,
    "timer": _set_timer,
    "finish-yes": _finish,
    "offer": _offer,
    "offer-yes": _take_offer,
    "takeover": _take_over,
}

# Controls that mean the question on the panel: a tap on an older panel must not do them to
# another question.
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
    }
)


# --- The way through the questions ----------------------------------------------------------------


def _enter(workshop: Workshop, question: str) -> Workshop:
    """Go to a question: to its votes if they were revealed, else to the vote."""
    asked = next(asked for asked in workshop.asked if asked.question == question)
    workshop = workshop.noting(replace(asked, skipped=False))
    phase: Phase = "revealed" if asked.tally else "voting"
    return replace(workshop, question=question, phase=phase, timer_ends=None)


def _onward(workshop: Workshop) -> Workshop:
    """After a question: the rest of its stage, then the stage's discussion, then what is left."""
    stage = stage_of(workshop.question)
    waiting = not_voted(workshop)
    here = [asked for asked in waiting if stage_of(asked.question) == stage]
    if here:
        return _enter(workshop, here[0].question)
    if to_discuss(workshop) or not waiting:
        return replace(workshop, phase="discussing", timer_ends=None)
    return _enter(workshop, waiting[0].question)


# --- What is sent -------------------------------------------------------------------------------


def _shown(
    workshop: Workshop, room: Room, guide: Guide, now: int, fresh: bool
) -> tuple[WorkshopReply, ...]:
    turnout = room.turnout(workshop)
    return (
        pages.board(workshop, turnout, guide, now, fresh),
        pages.private_board(workshop, guide, fresh),
        panel(workshop, turnout, guide, now),
    )


def _is_fresh(before: Workshop, after: Workshop, act: LeaderAction) -> bool:
    """Whether the board goes further down: something new to vote on or to read, for everybody."""
    if act.control in {"show", "resume", "roll"}:
        return True
    if act.control == "oops":
        return False  # the board that showed what nobody should have seen is overwritten
    if (before.phase, after.phase) == ("voting", "revealed"):
        return before.question != after.question
    return (before.phase, before.question, before.round) != (
        after.phase,
        after.question,
        after.round,
    )


def _left_question(before: Workshop, after: Workshop) -> str:
    """The question that the room has gone on from; another round of it is not going on."""
    asking = before.phase in {"voting", "revealed"}
    goes_on = before.question != after.question or after.phase in {"discussing", "finished"}
    return before.question if asking and goes_on else ""


def _refused(workshop: Workshop, refusal: str, act: LeaderAction, guide: Guide) -> WorkshopReply:
    if refusal == "not-leader" and act.seen is None and workshop.finished_at is None:
        return running(workshop, guide)
    return _note(refusal, act, guide)


def _note(key: str, act: LeaderAction, guide: Guide) -> WorkshopReply:
    """A toast, or where nothing was tapped a short message that says the same."""
    if act.seen is None:
        return Say(guide.say("note", text=guide.toast(key)))
    return Toast(guide.toast(key))


def _named(actor: Leader) -> Leader:
    return Leader(actor.id, actor.name.strip()[:_NAME_LENGTH] or "?")
