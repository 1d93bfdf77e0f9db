"""What is kept of a step, beside what it sends and beside diagnostics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# The first steps of a priority, as actions.yaml names them.
StepName = Literal["at_once", "day_30", "day_90", "day_365"]
PlanState = Literal["open", "done", "stuck", "moved"]
# What is in the way of a step.
Obstacle = Literal["money", "people", "rules", "agency"]


@dataclass(frozen=True, slots=True)
class SetGroupQuiet:
    """From now on answer no free words in this group, or answer them again."""

    quiet: bool


@dataclass(frozen=True, slots=True)
class ShareResult:
    """A link shows one of the person's results. token: what the link carries; "" ends it."""

    run: int
    token: str


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A first step that a person has taken on.

    number: counts the items of the person. run: of the result that it comes from. region: as that
    result has it. agency: who owns it: an id of the workshops' agencies, free text, or "" for those
    who usually lead. person: free text, or "". due: as "2026-01-31"; a moved item has its new day.
    obstacle: what is in the way of a stuck one.
    """

    number: int
    run: int
    region: str
    priority: str
    step: StepName
    agency: str
    person: str
    due: str
    state: PlanState = "open"
    obstacle: Obstacle | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class KeepPlanItem:
    """Keep an item of the person's plan; one with the same number is replaced."""

    item: PlanItem


@dataclass(frozen=True, slots=True)
class DropPlanItem:
    """Delete an item of the person's plan."""

    number: int


@dataclass(frozen=True, slots=True)
class SetReminders:
    """From now on remind the person, or do not."""

    reminds: bool


@dataclass(frozen=True, slots=True)
class OfferHandover:
    """A link hands over the person's results and plan of a region, in the place of a former link.

    token: what the link carries; "" takes it back. told: what the person is told once it is done.
    """

    region: str
    token: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class TakeOver:
    """The person takes over what a link hands over.

    token: what the link carries. run, number: of the first result and the first item of the plan.
    """

    token: str
    run: int
    number: int


KeptOfPlan = KeepPlanItem | DropPlanItem | SetReminders | OfferHandover | TakeOver
