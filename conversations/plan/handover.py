"""A region's results and plan go to a colleague, by a link that both confirm."""

from __future__ import annotations

from typing import Final

from conversations.keeping import OfferHandover, PlanItem, TakeOver
from conversations.messages import (
    ButtonRows,
    Choice,
    Chose,
    CopyButton,
    DiagnosticRecord,
    Event,
    Reply,
    Revise,
    Say,
    Toast,
    column,
)
from conversations.plan.pages import how_it_stands, in_order, item_title, to_plan
from conversations.state import State
from knowledge.edition import Edition

# What a link that hands over carries begins like this.
HANDOVER_LINK: Final = "h_"
# Regions to choose from, results and steps that are listed. Chosen: what fits a phone.
_MOST: Final = 8

Results = tuple[DiagnosticRecord, ...]
Plan = tuple[PlanItem, ...]


def on_tap(state: State, tap: Chose, event: Event, edition: Edition) -> tuple[Reply, ...]:
    """A button of the handover; its option is what stands for a region, or a link's secret."""
    match tap.question:
        case "give":
            return (_choosing(event, edition),)
        case "accept":
            return _accepted(state, tap.option, event, edition)
        case "decline":
            return (Revise(edition.say("handover-declined"), column(to_plan(edition))),)
    region = next((code for code, id_ in _regions(event).items() if id_ == tap.option), None)
    if region is None:
        return (Toast(edition.toast("old-button")),)
    match tap.question:
        case "give-region":
            return (_confirming(region, tap.option, event, edition),)
        case "give-yes" if event.token:
            return _offered(region, tap.option, event, edition)
        case "give-end":
            page = edition.say("handover-ended"), column(to_plan(edition))
            return OfferHandover(region, ""), Revise(*page)
    return (Toast(edition.toast("old-button")),)


def open_handover(payload: str, event: Event, edition: Edition) -> tuple[Reply, ...]:
    """What a colleague sees who opens the link: all that is taken over, and the question."""
    if not event.given and not event.given_plan:
        return (Say(edition.say("handover-gone")),)
    secret = payload.removeprefix(HANDOVER_LINK)
    text = edition.fill("handover-offered", **_told(event.given, event.given_plan, event, edition))
    yes = Choice(edition.label("handover-accept"), "plan", "accept", secret)
    no = Choice(edition.label("handover-decline"), "plan", "decline", "")
    return (Say(text, column(yes, no)),)


def _choosing(event: Event, edition: Edition) -> Reply:
    """Which region; there may be only one."""
    regions = _regions(event)
    if not regions:
        return Toast(edition.toast("handover-nothing"))
    if len(regions) == 1:
        ((region, id_),) = regions.items()
        return _confirming(region, id_, event, edition)
    choices = [
        Choice(_name(region, edition), "plan", "give-region", id_)
        for region, id_ in list(regions.items())[:_MOST]
    ]
    return Revise(edition.say("handover-which"), column(*choices, to_plan(edition)))


def _confirming(region: str, id_: str, event: Event, edition: Edition) -> Revise:
    """What would go, before there is a link."""
    told = _told(*_of(region, event), event, edition)
    yes = Choice(edition.label("handover-yes"), "plan", "give-yes", id_)
    return Revise(edition.fill("handover-give", **told), column(yes, to_plan(edition)))


def _offered(region: str, id_: str, event: Event, edition: Edition) -> tuple[Reply, ...]:
    """The link, to be passed on; a newer one for the region ends a former one."""
    name = _name(region, edition)
    address = f"{event.opens}{HANDOVER_LINK}{event.token}"
    ways: ButtonRows = column(
        CopyButton(edition.label("share-copy"), address),
        Choice(edition.label("share-end"), "plan", "give-end", id_),
        to_plan(edition),
    )
    return (
        OfferHandover(region, event.token, edition.say("handover-done", region=name)),
        Revise(edition.say("handover-how", region=name), ways),
        Say(edition.fill("handover-link", region=name, link=address)),
    )


def _accepted(state: State, secret: str, event: Event, edition: Edition) -> tuple[Reply, ...]:
    """The colleague confirms: all of it is theirs now, numbered behind what they have."""
    if not event.given and not event.given_plan:
        return (Revise(edition.say("handover-gone"), column(to_plan(edition))),)
    runs = [record.run for record in event.diagnostics]
    if state.diagnosing:
        runs.append(state.diagnosing.run)
    numbers = (item.number for item in event.plan)
    taken = TakeOver(secret, max(runs, default=0) + 1, max(numbers, default=0) + 1)
    results = Choice(edition.label("plan-results"), "plan", "results", "")
    page = edition.say("handover-taken"), column(to_plan(edition), results)
    return taken, Revise(*page)


def _told(results: Results, plan: Plan, event: Event, edition: Edition) -> dict[str, str]:
    """What goes: the region, its results by their days, its steps without the names in them."""
    region = results[0].region if results else plan[0].region
    days = [edition.date(record.day) for record in reversed(results[-_MOST:])]
    steps = [
        edition.fill(
            "handover-step",
            title=item_title(item, edition),
            due=edition.date(item.due),
            state=how_it_stands(item, event.day, edition),
        )
        for item in in_order(plan)[:_MOST]
    ]
    if len(plan) > _MOST:
        steps.append(edition.say("plan-more", count=str(len(plan) - _MOST)))
    return {
        "region": _name(region, edition),
        "results": ", ".join(days) or edition.say("handover-none"),
        "steps": "\n".join(steps) or edition.say("handover-none"),
    }


def _of(region: str, event: Event) -> tuple[Results, Plan]:
    return (
        tuple(record for record in event.diagnostics if record.region == region),
        tuple(item for item in event.plan if item.region == region),
    )


def _regions(event: Event) -> dict[str, str]:
    """The person's regions, the last one first, each with what stands for it in buttons: a code
    may be too long for them.
    """
    found: dict[str, str] = {}
    for record in reversed(event.diagnostics):
        found.setdefault(record.region, str(record.run))
    for item in event.plan:
        found.setdefault(item.region, f"step-{item.number}")
    return found


def _name(region: str, edition: Edition) -> str:
    return edition.region_label(region) or edition.say("handover-nameless")
