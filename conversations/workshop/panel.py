"""The controls of those who lead, in their private chats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from conversations.messages import Button, Choice, column
from conversations.workshop.agenda import not_accepted, not_voted, skipped, to_discuss
from conversations.workshop.guide import Guide
from conversations.workshop.lines import (
    heading,
    joined,
    joined_text,
    proposal_text,
    timer_text,
    turnout_text,
)
from conversations.workshop.pages import WorkshopPage
from conversations.workshop.questions import stage_of
from conversations.workshop.state import Turnout, Workshop

# Minutes that the panel offers.
_TIMERS: Final = (2, 5, 10)


def panel(
    workshop: Workshop, turnout: Turnout, guide: Guide, now: int, *, refused: bool = False
) -> WorkshopPage:
    """The controls as they stand now. refused: the room's board could not be brought up to date."""
    if workshop.finished_at is not None:
        minutes = _control("minutes", workshop, guide)
        return WorkshopPage(guide.say("panel-finished", topic=workshop.topic), ((minutes,),))
    text = joined(
        guide.say("panel", topic=workshop.topic),
        _panel_state(workshop, guide),
        _panel_numbers(workshop, turnout, guide),
        timer_text(workshop, guide, now),
        _panel_offers(workshop, guide),
        guide.say("panel-board-refused") if refused else "",
        gap="\n",
    )
    return WorkshopPage(text, tuple(_panel_rows(workshop, guide)))


def moved_panel(guide: Guide) -> WorkshopPage:
    """What remains of a panel that was posted anew further down."""
    return WorkshopPage(guide.say("panel-moved"))


def finish_panel(workshop: Workshop, guide: Guide) -> WorkshopPage:
    """Asks whether to finish: it cannot be undone."""
    open_, waiting = len(not_voted(workshop)), len(not_accepted(workshop))
    passed = len(skipped(workshop))
    rows = column(
        _control("show", workshop, guide, label="finish-no"),
        _control("finish-yes", workshop, guide),
    )
    return WorkshopPage(guide.say("finish-sure", open=open_, waiting=waiting, skipped=passed), rows)


def _panel_state(workshop: Workshop, guide: Guide) -> str:
    if workshop.paused_at is not None:
        return guide.say("panel-paused")
    if workshop.phase == "lobby":
        return guide.say("panel-lobby", stages=guide.lists_of(workshop), count=len(workshop.asked))
    if workshop.phase == "discussing":
        if not (to_discuss(workshop) or not_voted(workshop)):
            return _done(workshop, guide)
        return guide.say("panel-discussing", stage=guide.stage(stage_of(workshop.question)))
    if workshop.phase == "voting":
        said = guide.say("panel-voting", round=workshop.round_told)
        return joined(heading(workshop, guide), said, gap="\n")
    return joined(
        heading(workshop, guide),
        guide.say("panel-revealed", round=workshop.round_told),
        _panel_proposal(workshop, guide),
        gap="\n",
    )


def _done(workshop: Workshop, guide: Guide) -> str:
    passed = len(skipped(workshop))
    if not passed:
        return guide.say("panel-done")
    return guide.say("panel-done-but", done=len(workshop.asked) - passed, skipped=passed)


def _panel_proposal(workshop: Workshop, guide: Guide) -> str:
    """The answer that "accept" would accept, and the spread; both are known since the reveal."""
    tally = workshop.current.tally if workshop.current else None
    if tally is None or not tally.voters:
        return ""
    spread = guide.say("spread", spread=guide.spread(tally.spread))
    return joined(spread, proposal_text(tally, guide), gap="\n")


def _panel_numbers(workshop: Workshop, turnout: Turnout, guide: Guide) -> str:
    if workshop.phase == "voting":
        return turnout_text(turnout, guide)
    return joined_text(turnout, guide)


def _panel_offers(workshop: Workshop, guide: Guide) -> str:
    return guide.say("panel-offers") if workshop.offers else ""


def _panel_rows(workshop: Workshop, guide: Guide) -> Iterator[tuple[Button, ...]]:
    if workshop.paused_at is not None:
        yield from column(_control("resume", workshop, guide), _control("finish", workshop, guide))
        return
    match workshop.phase:
        case "lobby":
            yield from _lobby_controls(workshop, guide)
        case "voting":
            yield (_control("reveal", workshop, guide),)
            yield _timers(workshop, guide)
            if workshop.timer_ends is not None:
                yield (_control("timer", workshop, guide, "0", label="timer-off"),)
            yield _pair("skip", "back", workshop, guide)
        case "revealed":
            yield from _revealed_controls(workshop, guide)
        case "weighing":
            yield (_control("reveal", workshop, guide),)
            yield _timers(workshop, guide)
            yield (_control("back", workshop, guide),)
        case "weighed":
            yield (_control("back", workshop, guide),)
        case _:
            yield from _discussion_controls(workshop, guide)
    if workshop.phase != "lobby":
        yield _pair("roll", "pause", workshop, guide)
    yield (_control("finish", workshop, guide),)


def _lobby_controls(workshop: Workshop, guide: Guide) -> Iterator[tuple[Button, ...]]:
    yield (_control("start", workshop, guide),)
    yield _pair("needs", "all", workshop, guide)
    yield (_control("qr", workshop, guide),)
    for offer in workshop.offers:
        argument = offer.id
        yield (_control("offer-yes", workshop, guide, argument, name=offer.name),)


def _revealed_controls(workshop: Workshop, guide: Guide) -> Iterator[tuple[Button, ...]]:
    yield from column(*_accepting(workshop, guide))
    yield (_control("revote", workshop, guide),)
    yield (_control("next", workshop, guide, label="discuss-later"),)
    yield (_control("oops", workshop, guide),)
    yield _pair("skip", "back", workshop, guide)


def _accepting(workshop: Workshop, guide: Guide) -> Iterator[Choice]:
    """Accept what the votes propose, or in a tie one of the two steps."""
    tally = workshop.current.tally if workshop.current else None
    if tally is None or not tally.to_choose:
        yield _control("accept", workshop, guide)
        return
    for option in tally.to_choose:
        yield _control("accept", workshop, guide, option, label="accept-step", step=option)


def _discussion_controls(workshop: Workshop, guide: Guide) -> Iterator[tuple[Button, ...]]:
    waiting = to_discuss(workshop)
    for asked in waiting:
        name = guide.ballots[asked.question].name
        yield (_control("discuss", workshop, guide, asked.question, name=name),)
    if any(asked.tally and asked.tally.spread == "agreed" for asked in waiting):
        yield (_control("accept-agreed", workshop, guide),)
    if not_voted(workshop):
        yield (_control("next", workshop, guide),)
    yield (_control("weigh", workshop, guide),)
    yield (_control("back", workshop, guide),)


def _timers(workshop: Workshop, guide: Guide) -> tuple[Button, ...]:
    return tuple(
        _control("timer", workshop, guide, str(minutes), minutes=minutes) for minutes in _TIMERS
    )


def _pair(one: str, other: str, workshop: Workshop, guide: Guide) -> tuple[Button, ...]:
    return _control(one, workshop, guide), _control(other, workshop, guide)


def _control(
    control: str,
    workshop: Workshop,
    guide: Guide,
    argument: str = "",
    *,
    label: str = "",
    **values: object,
) -> Choice:
    """A button of the panel; it carries the question and round that the panel shows."""
    option = f"{workshop.id}.{workshop.question}.{workshop.round}.{argument}"
    return guide.button(label or control, control, option, **values)
