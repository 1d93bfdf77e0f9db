"""What was agreed on the joint priorities: who does it, until when; and what was agreed before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from conversations.messages import ButtonRows, side_by_side
from conversations.workshop.controls import Control, Moment
from conversations.workshop.guide import Guide
from conversations.workshop.leading import named
from conversations.workshop.lines import joined
from conversations.workshop.recording import NOTHING_RECORDED, FollowUp, day_in
from conversations.workshop.result import joint_result
from conversations.workshop.state import Leader, Workshop

# Of how many of the first priorities it is told who does what by when.
PRIORITIES_AGREED: Final = 5
# Days from now that are offered.
_SPANS: Final = (30, 90, 365)
# Between a priority and what is agreed on it.
_APART: Final = "~"
# What the panels show while a priority is agreed on begins like this.
_DRAWER: Final = "followup."


def priorities_to_agree(workshop: Workshop) -> tuple[str, ...]:
    """The ids of the first joint priorities, once there is a result."""
    joint = joint_result(workshop) if workshop.finished_at is not None else None
    return tuple(each.id for each in joint.advice.priorities[:PRIORITIES_AGREED]) if joint else ()


def is_taken_by(workshop: Workshop, priority: str, person: str) -> bool:
    """Whether somebody has agreed to be named for a priority."""
    return workshop.followup(priority).person_id == person


def _show_followup(moment: Moment) -> Workshop | str:
    """The panels show what was agreed on a priority, and what else may be."""
    priority = moment.action.argument
    if priority not in priorities_to_agree(moment.workshop):
        return "old"
    return replace(moment.workshop, drawer=f"{_DRAWER}{priority}")


def _agree(moment: Moment) -> Workshop | str:
    """Who does it, or until when; another tap on the same agency takes it back."""
    workshop, now = moment.workshop, moment.now
    priority, _, said = moment.action.argument.partition(_APART)
    before = workshop.followup(priority)
    if priority not in priorities_to_agree(workshop):
        return "old"
    if moment.action.control == "owner":
        return workshop.agreeing(replace(before, owner="" if before.owner == said else said))
    if said not in map(str, _SPANS):
        return "old"
    return workshop.agreeing(replace(before, due=day_in(now, int(said))))


def _pledge(moment: Moment) -> Workshop | str:
    """Somebody takes a priority on, or no longer; only one, and only by a tap of their own."""
    workshop, priority = moment.workshop, moment.action.argument
    person = named(moment.action.actor)
    before = workshop.followup(priority)
    if priority not in priorities_to_agree(workshop):
        return "old"
    if before.person_id not in {"", person.id}:
        return "taken"
    taken = Leader("", "") if before.person_id else person
    return workshop.agreeing(replace(before, person_id=taken.id, person=taken.name))


AGREEING: Final[dict[str, Control]] = {
    "followup": _show_followup,
    "owner": _agree,
    "due": _agree,
    "pledge": _pledge,
}


def followup_page(workshop: Workshop, guide: Guide) -> tuple[str, ButtonRows] | None:
    """What was agreed on the priority that the panels show, with the buttons that change it."""
    if not workshop.drawer.startswith(_DRAWER):
        return None
    priority = workshop.drawer.removeprefix(_DRAWER)
    prefix = f"{workshop.id}..0.{priority}"
    owners = (
        guide.button("agency", "owner", f"{prefix}{_APART}{agency}", name=guide.agency(agency))
        for agency in guide.wording.agencies
    )
    spans = (guide.button("span", "due", f"{prefix}{_APART}{days}", days=days) for days in _SPANS)
    back = guide.button("close", "drawer", f"{workshop.id}..0.")
    text = guide.say("followup", line=followup_line(workshop.followup(priority), guide))
    return text, (*side_by_side(2, *owners), tuple(spans), (back,))


def followup_line(each: FollowUp, guide: Guide) -> str:
    """A priority and what was agreed on it: "Air minum (PUPR, Budi, 1 Maret 2027)"."""
    owner = guide.agency(each.owner) if each.owner else ""
    told = ", ".join(filter(None, (owner, each.person, guide.date(each.due) if each.due else "")))
    title = guide.title(each.priority)
    return f"{title} ({told})" if told else title


def agreed_before(workshop: Workshop, guide: Guide) -> str:
    """What the last workshop of the region agreed; "" if there was none."""
    if workshop.agreed_at is None or not workshop.agreed_before:
        return ""
    lines = (
        f"{number}. {followup_line(each, guide)}"
        for number, each in enumerate(workshop.agreed_before, start=1)
    )
    date = guide.date(day_in(workshop.agreed_at))
    return guide.say("agreed-before", date=date, lines=joined(*lines, gap="\n"))


def following(workshop: Workshop, earlier: Sequence[Workshop]) -> Workshop:
    """A new workshop with what is kept of the last one of its region.

    earlier: those that were finished in its group, newest first.
    """
    last = _last_of(workshop.region, earlier)
    if last is None:
        return workshop
    return replace(
        workshop,
        record=replace(last.record, number=""),
        agreed_before=tuple(map(last.followup, priorities_to_agree(last))),
        agreed_at=last.finished_at,
    )


def following_again(workshop: Workshop, earlier: Sequence[Workshop]) -> Workshop:
    """A workshop whose region has changed, with what the last one of that region agreed.

    What was said of the minutes in this one stays. earlier: as above.
    """
    found = following(replace(workshop, agreed_before=(), agreed_at=None), earlier)
    recorded = workshop.record != NOTHING_RECORDED
    return replace(found, record=workshop.record) if recorded else found


def _last_of(region: str, earlier: Iterable[Workshop]) -> Workshop | None:
    return next((each for each in earlier if region and each.region == region), None)
