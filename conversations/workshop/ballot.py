"""The taps of participants: joining, checking in, voting.

Nothing here changes the workshop or looks at other people's votes. A tap gives a toast that only
this person sees, and at most one participant and one vote to store, each in a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from conversations.messages import ANYBODY, Chose, Say, Toast
from conversations.workshop.events import (
    Joined,
    PanelMoved,
    PrivateBoardMoved,
    WorkshopChange,
    WorkshopOutcome,
)
from conversations.workshop.guide import FREE_ENTRY, Guide
from conversations.workshop.leading import may_control
from conversations.workshop.lines import joined
from conversations.workshop.own_copies import unpacked
from conversations.workshop.private import comparison, copies_erased, own_copy, welcome
from conversations.workshop.questions import workshop_options
from conversations.workshop.state import POINTS, Participant, Vote, Workshop, points_laid
from conversations.workshop.weighing import with_one_more


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
    laid: the points that the person has laid on priorities so far; needed for a tap on them only.
    discreet: whether the notes that answer votes must not repeat them.
    name: what the person is called, for who wants to be named.
    """

    id: str
    before: Participant | None = None
    in_group: bool = True
    laid: str = ""
    discreet: bool = False
    name: str = ""


PARTICIPANT_QUESTIONS = ("vote", "point", "join", "here", "name", "note", "compare", "discreet")
# Characters of an agency that is typed: two stand side by side in the minutes' table.
_AGENCY_LENGTH: Final = 32
_LONGEST_NAME: Final = 60
# In the place of a priority: take all own points back.
NO_POINTS = "x"


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
        case "point":
            return _lay_point(workshop, chose.option, voter, guide)
        case "join":
            return join(workshop, chose.option.partition(".")[2], voter, guide)
        case "here":
            return _check_in(workshop, voter, guide)
        case "note":
            return Slip(Toast(guide.toast("how-note"), dialog=True))
        case "name":
            return _be_named(workshop, voter, guide)
    return Slip(Toast(guide.toast("old")))


def join(workshop: Workshop, agency: str, voter: Voter, guide: Guide) -> Slip:
    """Take part, with an agency or "" for none; also by the deep link of a private chat."""
    if agency and agency not in guide.wording.agencies:
        return Slip(Toast(guide.toast("old")))
    participant = replace(_present(workshop, voter), agency=agency)
    key = "joined-as" if agency else "joined"
    toast = Toast(guide.toast(key, agency=guide.agency(agency)))
    return Slip(toast, participant)


def join_typed(workshop: Workshop, agency: str, voter: Voter, guide: Guide) -> Slip:
    """Take part from an agency that was typed; one that the list has too is taken from there."""
    if voter.id == ANYBODY:
        return Slip(Toast(guide.toast("nameless")))
    if workshop.finished_at is not None:
        return Slip(Toast(guide.toast("over")))
    name = " ".join(agency.split())[:_AGENCY_LENGTH].strip()
    if not name:
        return Slip(Toast(guide.toast("how-agency")))
    listed = (
        id_
        for id_, names in guide.wording.agencies.items()
        if name.casefold() in {each.casefold() for each in names.root.values()}
    )
    agency = next(listed, FREE_ENTRY + name)
    toast = Toast(guide.toast("joined-as", agency=guide.agency(agency)))
    return Slip(toast, replace(_present(workshop, voter), agency=agency))


def enter(workshop: Workshop | None, voter: Voter, guide: Guide) -> WorkshopOutcome:
    """Come through the deep link into the private chat: join, or after the end hear where one's
    own answers are.

    Who leads gets the panel there.
    """
    if workshop is None:
        return WorkshopOutcome((Say(guide.say("note", text=guide.toast("gone"))),))
    panel = (PanelMoved(voter.id),) if may_control(workshop, voter.id) else ()
    if workshop.finished_at is not None:
        return WorkshopOutcome((copies_erased(guide),), (WorkshopChange(workshop, panel),))
    present = _present(workshop, voter)
    if present.agency:
        events = Joined(present), PrivateBoardMoved(voter.id), *panel
        return WorkshopOutcome(changes=(WorkshopChange(workshop, events),))
    # The board follows the answer, so that the question is the last thing on the screen.
    change = WorkshopChange(workshop, (Joined(present), *panel))
    return WorkshopOutcome((welcome(workshop, guide),), (change,))


def copy_wanted(workshop: Workshop | None, votes: Iterable[Vote], guide: Guide) -> WorkshopOutcome:
    """Somebody wants a copy of the own answers into the private chat, which only they read.

    votes: all that the person voted in this workshop.
    """
    if workshop is None:
        return WorkshopOutcome((Say(guide.say("note", text=guide.toast("gone"))),))
    if workshop.finished_at is not None:
        return WorkshopOutcome((copies_erased(guide),))
    return WorkshopOutcome((own_copy(workshop, votes, guide),))


def compare_copy(workshop: Workshop | None, option: str, guide: Guide) -> WorkshopOutcome:
    """The button under such a copy: what it carries is compared with the room's answers."""
    if workshop is None:
        return WorkshopOutcome((Toast(guide.toast("gone")),))
    if workshop.finished_at is None:
        return WorkshopOutcome((Toast(guide.toast("compare-later"), dialog=True),))
    votes = unpacked(option.partition(".")[2])
    return WorkshopOutcome((comparison(workshop, votes, guide),))


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
    key = "voted-discreet" if voter.discreet else "voted"
    toast = guide.toast(key, answer=guide.answer(question, chosen))
    if voter.before is None:
        toast = joined(toast, guide.toast("late"), gap=" ")
    vote = Vote(question, round_, voter.id, chosen)
    return Slip(Toast(toast), _present(workshop, voter), vote)


def _lay_point(workshop: Workshop, option: str, voter: Voter, guide: Guide) -> Slip:
    """Lay one more point on a priority, or take all back."""
    question, round_, place = _parts(option)
    refusal = _refusal(workshop, question, round_, voter)
    listed = len(workshop.weighing.listed) if workshop.weighing else 0
    known = place == NO_POINTS or (place.isascii() and place.isdecimal() and int(place) < listed)
    if refusal is None and not known:
        refusal = "old"
    if refusal is not None:
        return Slip(Toast(guide.toast(refusal)))
    laid = "0" * listed if place == NO_POINTS else with_one_more(voter.laid, int(place), listed)
    if laid is None:
        return Slip(Toast(guide.toast("points-full")))
    toast = _points_toast(laid, guide, discreet=voter.discreet)
    vote = Vote(question, round_, voter.id, laid)
    return Slip(Toast(toast), _present(workshop, voter), vote)


def _points_toast(laid: str, guide: Guide, *, discreet: bool) -> str:
    left = POINTS - points_laid(laid)
    if left == POINTS:
        return guide.toast("points-none")
    shown = "" if discreet else guide.toast("points-laid", laid=_laid_in_words(laid))
    counted = guide.toast("points-left", left=left) if left else guide.toast("points-all")
    return joined(shown, counted, gap=" ")


def _laid_in_words(laid: str) -> str:
    """The numbers of the priorities with their points: "1 = 3, 4 = 2"."""
    on = (f"{number} = {points}" for number, points in enumerate(laid, 1) if points != "0")
    return ", ".join(on)


def _refusal(workshop: Workshop, question: str, round_: int, voter: Voter) -> str | None:
    """The toast that says why a vote does not count; None if it does."""
    if voter.before is None and not voter.in_group:
        return "join-first"
    if workshop.paused_at is not None:
        return "paused"
    if (question, round_) != (workshop.question, workshop.round):
        return "closed"
    return None if workshop.phase in {"voting", "weighing"} else "revealed-already"


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


def _be_named(workshop: Workshop, voter: Voter, guide: Guide) -> Slip:
    """Stand in the attendance list by name, or no longer."""
    present = _present(workshop, voter)
    name = "" if present.name else voter.name.strip()[:_LONGEST_NAME]
    toast = guide.toast("named" if name else "nameless-again", name=name)
    return Slip(Toast(toast, dialog=True), replace(present, name=name))


def _present(workshop: Workshop, voter: Voter) -> Participant:
    """The person as a participant who is present; a first vote counts as joining."""
    before = voter.before or Participant(voter.id)
    return replace(before, roll=workshop.roll, private=before.private or not voter.in_group)
