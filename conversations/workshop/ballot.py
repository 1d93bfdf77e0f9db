"""The taps of participants: joining, checking in, voting.

Nothing here changes the workshop or looks at other people's votes. A tap gives a toast that only
this person sees, and at most one participant and one vote to store, each in a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from conversations.messages import ANYBODY, Chose, Say, Toast
from conversations.workshop.events import (
    Joined,
    PanelMoved,
    PrivateBoardMoved,
    WorkshopChange,
    WorkshopOutcome,
)
from conversations.workshop.guide import Guide
from conversations.workshop.leading import may_control
from conversations.workshop.private import comparison, welcome
from conversations.workshop.questions import workshop_options
from conversations.workshop.state import Participant, Vote, Workshop


@dataclass(frozen=True, slots=True)
class Slip:
    """What a tap led to.

    participant, vote: to be stored in the place of what was there, or None.
    """

    toast: Toast
    participant: Participant | None = None
    vote: Vote | None = None


@dataclass(frozen=True, slots=True)
class Voter:
    """Who taps, and where.

    id: the person, or ANYBODY where Telegram hides who it is.
    before: what is stored of the person in this workshop.
    in_group: whether the tap came from the workshop's own group (or topic), not a private chat.
    """

    id: str
    before: Participant | None = None
    in_group: bool = True


PARTICIPANT_QUESTIONS = ("vote", "join", "here")


def tap(workshop: Workshop | None, chose: Chose, voter: Voter, guide: Guide) -> Slip:
    """Take a tap of a participant on one of PARTICIPANT_QUESTIONS.

    workshop: the one that the button names, None if there is none any more.
    guide: in the language of the person who taps.
    """
    if voter.id == ANYBODY:
        return Slip(Toast(guide.toast("nameless"), dialog=True))
    if workshop is None:
        return Slip(Toast(guide.toast("gone")))
    if workshop.finished_at is not None:
        return Slip(Toast(guide.toast("over")))
    match chose.question:
        case "vote":
            return _vote(workshop, chose.option, voter, guide)
        case "join":
            return join(workshop, chose.option.partition(".")[2], voter, guide)
        case "here":
            return _check_in(workshop, voter, guide)
    return Slip(Toast(guide.toast("old")))


def join(workshop: Workshop, agency: str, voter: Voter, guide: Guide) -> Slip:
    """Take part, with an agency or "" for none; also by the deep link of a private chat."""
    if agency and agency not in guide.wording.agencies:
        return Slip(Toast(guide.toast("old")))
    participant = replace(_present(workshop, voter), agency=agency)
    key = "joined-as" if agency else "joined"
    toast = Toast(guide.toast(key, agency=guide.agency(agency)))
    return Slip(toast, participant)


def enter(
    workshop: Workshop | None, voter: Voter, guide: Guide, votes: Iterable[Vote] = ()
) -> WorkshopOutcome:
    """Come through the deep link into the private chat: join, or after the end see the own answers.

    Who leads gets the panel there.
    votes: all that the person voted in this workshop; needed once it is finished.
    """
    if workshop is None:
        return WorkshopOutcome((Say(guide.say("note", text=guide.toast("gone"))),))
    panel = (PanelMoved(voter.id),) if may_control(workshop, voter.id) else ()
    if workshop.finished_at is not None:
        shown = WorkshopChange(workshop, panel)
        return WorkshopOutcome((comparison(workshop, votes, guide),), (shown,))
    present = _present(workshop, voter)
    events = Joined(present), PrivateBoardMoved(voter.id), *panel
    change = WorkshopChange(workshop, events)
    return WorkshopOutcome((welcome(workshop, guide),), (change,))


def leave(before: Participant) -> Participant:
    """Somebody left the group: they no longer count as present, their votes stay."""
    return replace(before, roll=0)


def workshop_of(option: str) -> str:
    """The id of the workshop that a button's option begins with."""
    return option.partition(".")[0]


def _vote(workshop: Workshop, option: str, voter: Voter, guide: Guide) -> Slip:
    question, round_, chosen = _parts(option)
    refusal = _refusal(workshop, question, round_, voter)
    if refusal is None and chosen not in workshop_options(question):
        refusal = "old"
    if refusal is not None:
        return Slip(Toast(guide.toast(refusal)))
    toast = guide.toast("voted", answer=guide.answer(question, chosen))
    vote = Vote(question, round_, voter.id, chosen)
    return Slip(Toast(toast), _present(workshop, voter), vote)


def _refusal(workshop: Workshop, question: str, round_: int, voter: Voter) -> str | None:
    """The toast that says why a vote does not count; None if it does."""
    if voter.before is None and not voter.in_group:
        return "join-first"
    if workshop.paused_at is not None:
        return "paused"
    if (question, round_) != (workshop.question, workshop.round):
        return "closed"
    return None if workshop.phase == "voting" else "revealed-already"


def _parts(option: str) -> tuple[str, int, str]:
    """Question, round and option of "<workshop>.<question>.<round>.<option>"."""
    parts = option.split(".")
    if len(parts) != 4 or not (parts[2].isascii() and parts[2].isdecimal()):
        return "", 0, ""
    return parts[1], int(parts[2]), parts[3]


def _check_in(workshop: Workshop, voter: Voter, guide: Guide) -> Slip:
    if voter.before is None and not voter.in_group:
        return Slip(Toast(guide.toast("join-first")))
    return Slip(Toast(guide.toast("here")), _present(workshop, voter))


def _present(workshop: Workshop, voter: Voter) -> Participant:
    """The person as a participant who is present; a first vote counts as joining."""
    before = voter.before or Participant(voter.id)
    return replace(before, roll=workshop.roll, private=before.private or not voter.in_group)
