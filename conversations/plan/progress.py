"""How a plan goes, for the head of an office: what its picture shows, and its caption.

Persons are not named: who asked for the picture may show it to anybody.
"""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal, get_args

from conversations.keeping import PlanItem
from conversations.plan.pages import agency_name, how_it_stands, in_order, item_title
from knowledge import markup
from knowledge.edition import Edition
from knowledge.models.language import Language

# How a step stands, in the order of the bar.
StepStanding = Literal["done", "open", "due", "stuck"]
STANDINGS: Final[tuple[StepStanding, ...]] = get_args(StepStanding)
# Steps that the picture lists. Chosen: what can be read on a phone.
_LISTED: Final = 8
# Characters of a picture's caption that Telegram takes.
_CAPTION: Final = 1024


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """A step. text: who leads, and until when. label: how it stands, in words."""

    name: str
    text: str
    standing: StepStanding
    label: str


@dataclass(frozen=True, slots=True)
class ProgressShare:
    """How many steps stand in one way, of all."""

    standing: StepStanding
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ProgressPicture:
    """What the picture of a plan shows.

    region: of its steps, with the day of the picture. label: what is not listed, or "". note: whose
    plan it is, and that it is no official report.
    """

    language: Language
    title: str
    region: str
    shares: tuple[ProgressShare, ...]
    steps: tuple[ProgressStep, ...]
    label: str
    note: str


def progress_picture(plan: tuple[PlanItem, ...], day: str, edition: Edition) -> ProgressPicture:
    """How a plan goes on a day, as "2026-01-31"."""
    ordered = in_order(plan)
    more = len(ordered) - _LISTED
    return ProgressPicture(
        edition.language,
        _plain(edition.say("progress-title")),
        _plain(_where_and_when(ordered, day, edition)),
        _shares(ordered, day, edition),
        tuple(_step(item, day, edition) for item in ordered[:_LISTED]),
        _plain(edition.say("plan-more", count=str(more))) if more > 0 else "",
        _plain(edition.say("progress-note")),
    )


def progress_caption(plan: tuple[PlanItem, ...], day: str, edition: Edition) -> str:
    """The content of the picture in words, as many steps as a caption takes."""
    picture = progress_picture(plan, day, edition)
    counts = ", ".join(f"{share.count} {share.label}" for share in picture.shares)
    steps = [_line(step, edition) for step in picture.steps]
    while True:
        left = len(plan) - len(steps)
        more = [edition.say("plan-more", count=str(left))] if left else []
        said = edition.fill(
            "progress-caption",
            region=html.escape(picture.region, quote=False),
            counts=counts,
            steps="\n".join([*steps, *more]),
            note=picture.note,
        )
        if len(said) <= _CAPTION or not steps:
            return said
        steps.pop()


def step_standing(item: PlanItem, day: str) -> StepStanding:
    """How a step stands on a day."""
    if item.state in {"done", "stuck"}:
        return "done" if item.state == "done" else "stuck"
    return "due" if item.due <= day else "open"


def _where_and_when(plan: tuple[PlanItem, ...], day: str, edition: Edition) -> str:
    """The region of the plan, if all of it is of one, and the day."""
    regions = {item.region for item in plan}
    region = edition.region(regions.pop()) if len(regions) == 1 else ""
    date = edition.date(day)
    return edition.say("progress-where", region=region, date=date) if region else date


def _shares(plan: tuple[PlanItem, ...], day: str, edition: Edition) -> tuple[ProgressShare, ...]:
    counts = Counter(step_standing(item, day) for item in plan)
    return tuple(
        ProgressShare(each, _plain(edition.say(f"progress-{each}")), counts[each])
        for each in STANDINGS
        if counts[each]
    )


def _step(item: PlanItem, day: str, edition: Edition) -> ProgressStep:
    who = _plain(agency_name(item.agency, edition))
    text = _plain(edition.say("progress-step", who=who, due=edition.date(item.due)))
    state = _plain(how_it_stands(item, day, edition))
    return ProgressStep(item_title(item, edition), text, step_standing(item, day), state)


def _line(step: ProgressStep, edition: Edition) -> str:
    return edition.say("progress-line", step=step.name, text=step.text, state=step.label)


def _plain(said: str) -> str:
    return markup.without_markup(said).strip()
