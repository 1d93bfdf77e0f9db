"""One step of a workshop: what somebody asks of it, and what comes of that.

The edge reads an event as a request, loads the scene that the request needs, calls
`workshop_step`, and stores what comes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from conversations.asking.topic_pages import menu
from conversations.messages import Chose, Commanded, Event, Said, Say, Started, Toast
from conversations.workshop import ballot
from conversations.workshop.actions import LeaderAction, action_of_command, action_of_tap
from conversations.workshop.ballot import PARTICIPANT_QUESTIONS, Voter
from conversations.workshop.events import (
    DiscreetChosen,
    Joined,
    PanelMoved,
    PrivateBoardMoved,
    Voted,
    WorkshopChange,
    WorkshopEvent,
    WorkshopOutcome,
)
from conversations.workshop.guide import CONVERSATION, Guide, Guides
from conversations.workshop.leading import FOR_ADMINS, left, may_control
from conversations.workshop.notes import answered, change_note, wished_name
from conversations.workshop.opening import WorkshopKeys, open_workshop, region_in, subject_in
from conversations.workshop.private import COPY_LINK, LINK
from conversations.workshop.running import none_runs, running
from conversations.workshop.state import Leader, Participant, Room, Vote, Workshop
from conversations.workshop.steering import in_region, take_action
from knowledge.models.language import DEFAULT, Language


@dataclass(frozen=True, slots=True)
class BoardTapped:
    """A participant votes, joins or checks in. workshop: the id of the one that is meant."""

    workshop: str
    tap: Chose


@dataclass(frozen=True, slots=True)
class LinkOpened:
    """Somebody came by a deep link into the private chat.

    workshop: its id. copy: to get a copy of the own answers, not to take part.
    """

    workshop: str
    copy: bool = False


@dataclass(frozen=True, slots=True)
class PanelTapped:
    """Somebody used a control. workshop: its id. action: None for a forged button."""

    workshop: str
    action: LeaderAction | None


@dataclass(frozen=True, slots=True)
class CommandTyped:
    """The command in a group. words: what followed it. action: the control that they are."""

    words: str
    action: LeaderAction | None


@dataclass(frozen=True, slots=True)
class AgencyNamed:
    """The agency that somebody takes part from, typed after the command ("dari: Perumda Pasar").

    In a private chat it is meant for the workshop that they joined last.
    """

    agency: str


@dataclass(frozen=True, slots=True)
class PanelsWanted:
    """The command in a private chat."""


@dataclass(frozen=True, slots=True)
class BoardAnswered:
    """A board or a panel was answered in words. message: it; opaque."""

    text: str
    message: str


@dataclass(frozen=True, slots=True)
class NoteTapped:
    """Who wrote an argument decides on it. workshop: its id. control, note: what, and which."""

    workshop: str
    control: str
    note: str


WorkshopRequest = (
    BoardTapped
    | BoardAnswered
    | NoteTapped
    | LinkOpened
    | PanelTapped
    | CommandTyped
    | AgencyNamed
    | PanelsWanted
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a request is made: all that decides what comes of it.

    keys: for a workshop that is opened now. now: seconds since 1970.
    language, discreet: what the person chose, if anything.
    workshop: the one that the request names, or for a typed command the one that goes on in the
        group, else the last that did; None if there is none.
    at_home: whether the request comes from the workshop's own group.
    before, votes: what is stored of the person in it; votes where a copy of them is wanted only.
    laid: the points that the person has laid on priorities; for a tap on them only.
    room: its participants and the votes of the open round; for controls only.
    led: those in which the person leads; for wanted panels only.
    earlier: those that were finished in the group, newest first; for typed commands only.
    left: whether the board that was answered is that of an earlier question.
    """

    keys: WorkshopKeys
    now: int
    language: Language | None = None
    discreet: bool = False
    workshop: Workshop | None = None
    at_home: bool = False
    before: Participant | None = None
    votes: Sequence[Vote] = ()
    laid: str = ""
    room: Room = field(default_factory=Room)
    led: Sequence[Workshop] = ()
    earlier: Sequence[Workshop] = ()
    left: bool = False


def is_workshop_event(event: Event) -> bool:
    """Whether an event is a workshop's business."""
    match event.action:
        case Chose(conversation):
            return conversation == CONVERSATION
        case Commanded("workshop"):
            return True
        case Started(payload):
            return payload.startswith((LINK, COPY_LINK)) and not event.in_group
    return False


def request_of(event: Event, guides: Guides) -> WorkshopRequest:
    """What an event that is a workshop's business asks. Raises ValueError for another one."""
    actor = Leader(event.sender.id, event.sender.first_name)
    match event.action:
        case Chose(question=question, option=option) as tap if question in PARTICIPANT_QUESTIONS:
            return BoardTapped(ballot.workshop_of(option), tap)
        case Said(text, answers) if answers:
            return BoardAnswered(text, answers)
        case Chose(question="note-name" | "note-drop" as control, option=option):
            workshop, _, note = option.partition(".")
            return NoteTapped(workshop, control, note)
        case Chose(option=option) as tap:
            action = action_of_tap(tap, actor, private=not event.in_group)
            return PanelTapped(ballot.workshop_of(option), action)
        case Commanded(argument=words):
            # The words of all languages are controls.
            action = action_of_command(words, actor, guides(DEFAULT))
            if action is not None and action.control == "from":
                return AgencyNamed(action.argument)
            return CommandTyped(words, action) if event.in_group else PanelsWanted()
        case Started(payload) if payload.startswith(COPY_LINK):
            return LinkOpened(payload.removeprefix(COPY_LINK), copy=True)
        case Started(payload):
            return LinkOpened(payload.removeprefix(LINK))
    raise ValueError(event.action)


def needs_group_admin(request: WorkshopRequest) -> bool:
    """Whether `decides` of the event must be found out: who takes over must be a group admin."""
    match request:
        case (
            CommandTyped(action=LeaderAction(control))
            | PanelTapped(action=LeaderAction(control, private=False))
        ):
            return control in FOR_ADMINS
    return False


def workshop_step(
    request: WorkshopRequest, event: Event, scene: Scene, guides: Guides
) -> WorkshopOutcome:
    """Take one request; return what to reply and what happened."""
    languages = guides.knowledge.content.languages
    chosen = scene.language if scene.language in languages else None
    guide = guides(chosen or guides.knowledge.content.language_of(event.sender.language))
    match request:
        case BoardTapped(tap=tap):
            return _tapped(tap, event, scene, guide)
        case LinkOpened(copy=True):
            return ballot.copy_wanted(scene.workshop, scene.votes, guide)
        case LinkOpened():
            voter = Voter(event.sender.id, scene.before, in_group=False)
            return ballot.enter(scene.workshop, voter, guide)
        case BoardAnswered() | NoteTapped():
            return _noted(request, event, scene, guide, guides)
        case PanelTapped(action=None):
            return WorkshopOutcome((Toast(guide.toast("old")),))
        case PanelTapped() if scene.workshop is None:
            return WorkshopOutcome((Toast(guide.toast("gone")),))
        case PanelTapped(action=action) if action and scene.workshop:
            guide = guides(scene.workshop.language)
            action = replace(action, group_admin=event.decides)
            return take_action(scene.workshop, action, scene.room, scene.now, guide)
        case AgencyNamed(agency):
            return _agency_named(agency, event, scene, guide)
        case CommandTyped():
            return _typed(request, event, scene, guide, guides)
    return _panels(event, scene, guide, guides)


def _noted(
    request: BoardAnswered | NoteTapped, event: Event, scene: Scene, guide: Guide, guides: Guides
) -> WorkshopOutcome:
    """Something is said for the minutes, or who said it decides on it."""
    workshop = scene.workshop
    if workshop is None:
        return WorkshopOutcome((Toast(guide.toast("gone")),))
    match request:
        case BoardAnswered(text):
            in_room = guides(workshop.language)
            return answered(workshop, text, scene.keys.id, event, in_room, left=scene.left)
        case NoteTapped(_, control, note):
            return change_note(workshop, control, note, event, guide)


def left_group(workshop: Workshop, person: str, before: Participant | None) -> WorkshopChange:
    """Somebody left the group in which a workshop is held: they are no longer present.

    before: what is stored of them in it.
    """
    events = (Joined(ballot.leave(before)),) if before else ()
    return WorkshopChange(left(workshop, person), events)


def _tapped(tap: Chose, event: Event, scene: Scene, guide: Guide) -> WorkshopOutcome:
    match tap.question:
        case "compare":
            return ballot.compare_copy(scene.workshop, tap.option, guide)
        case "discreet":
            return _discreet(event.sender.id, scene, guide)
    voter = Voter(
        event.sender.id,
        scene.before,
        scene.at_home,
        scene.laid,
        scene.discreet,
        wished_name(event.sender),
    )
    slip = ballot.tap(scene.workshop, tap, voter, guide)
    events: list[WorkshopEvent] = []
    if slip.participant is not None and tap.question == "join" and not scene.at_home:
        # Asked for the agency first, so that this is the last thing on the screen until answered.
        events.append(PrivateBoardMoved(voter.id))
    if slip.participant is not None and slip.participant != voter.before:
        events.append(Joined(slip.participant))
    if slip.vote is not None:
        events.append(Voted(slip.vote))
    if scene.workshop is None or not events:
        return WorkshopOutcome((slip.toast,))
    return WorkshopOutcome((slip.toast,), (WorkshopChange(scene.workshop, tuple(events)),))


def _agency_named(agency: str, event: Event, scene: Scene, guide: Guide) -> WorkshopOutcome:
    """Take part from an agency that was typed."""
    if scene.workshop is None:
        return WorkshopOutcome((none_runs(guide, commands=False),))
    voter = Voter(event.sender.id, scene.before, scene.at_home)
    slip = ballot.join_typed(scene.workshop, agency, voter, guide)
    reply = Say(guide.say("note", text=slip.toast.text))
    if slip.participant is None:
        return WorkshopOutcome((reply,))
    moved = () if scene.at_home else (PrivateBoardMoved(voter.id),)
    change = WorkshopChange(scene.workshop, (Joined(slip.participant), *moved))
    return WorkshopOutcome((reply,), (change,))


def _discreet(person: str, scene: Scene, guide: Guide) -> WorkshopOutcome:
    """Change whether notes repeat what the person voted."""
    if scene.workshop is None:
        return WorkshopOutcome((Toast(guide.toast("gone")),))
    chosen = DiscreetChosen(person, not scene.discreet)
    toast = Toast(guide.toast("discreet-on" if chosen.discreet else "discreet-off"), dialog=True)
    return WorkshopOutcome((toast,), (WorkshopChange(scene.workshop, (chosen,)),))


def _typed(
    typed: CommandTyped, event: Event, scene: Scene, guide: Guide, guides: Guides
) -> WorkshopOutcome:
    """The command in a group: a control of the workshop there, or a new workshop.

    guide: in the language of the person.
    """
    workshop, action = scene.workshop, typed.action
    goes_on = workshop is not None and workshop.finished_at is None
    if workshop and action and (goes_on or action.control == "minutes"):
        action = replace(action, group_admin=event.decides)
        if action.control == "region":
            found = region_in(action.argument, guides.knowledge)
            action = replace(action, argument=found or action.argument)
        taken = take_action(workshop, action, scene.room, scene.now, guides(workshop.language))
        return in_region(taken, workshop.region, scene.earlier)
    if workshop and goes_on:
        return WorkshopOutcome((running(workshop, guides(workshop.language)),))
    if action and typed.words.strip():
        return WorkshopOutcome((none_runs(guide, commands=action.control == "help"),))
    leader = Leader(event.sender.id, event.sender.first_name)
    subject = subject_in(typed.words, event.group, guides.knowledge)
    # The group's language, not that of somebody's phone; the panel asks in the lobby.
    chosen = scene.language if scene.language in guides.knowledge.content.languages else None
    language = workshop.language if workshop else chosen or DEFAULT
    guide = guides(language)
    return open_workshop(scene.keys, leader, subject, guide, scene.now, scene.earlier)


def _panels(event: Event, scene: Scene, guide: Guide, guides: Guides) -> WorkshopOutcome:
    """The panels of what one leads and what goes on, else the last one, and how to begin."""
    led = [workshop for workshop in scene.led if may_control(workshop, event.sender.id)]
    going_on = [workshop for workshop in led if workshop.finished_at is None]
    shown = going_on or sorted(led, key=lambda workshop: workshop.led_at)[-1:]
    moved = (PanelMoved(event.sender.id),)
    changes = tuple(WorkshopChange(workshop, moved) for workshop in shown)
    if going_on:
        return WorkshopOutcome(changes=changes)
    edition = guides.knowledge.edition(guide.language)
    return WorkshopOutcome((Say(edition.say("workshop-how"), menu(edition)),), changes)
