"""The controls of those who lead, in their private chats."""

from __future__ import annotations

import html

from conversations.messages import column, side_by_side
from conversations.workshop.agenda import not_accepted, not_voted, skipped, to_discuss
from conversations.workshop.agreeing import followup_line, followup_page, priorities_to_agree
from conversations.workshop.coaching import next_step
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
from conversations.workshop.panel_buttons import control_button, panel_rows
from conversations.workshop.questions import stage_of
from conversations.workshop.result import joint_result
from conversations.workshop.state import Turnout, Workshop


def panel(
    workshop: Workshop, turnout: Turnout, guide: Guide, now: int, *, refused: bool = False
) -> WorkshopPage:
    """The controls as they stand now. refused: the room's board could not be brought up to date."""
    if workshop.finished_at is not None:
        return _finished_panel(workshop, guide)
    step = next_step(workshop, turnout, now)
    text = joined(
        joined(
            guide.say("panel", topic=workshop.topic),
            guide.say("panel-group", group=workshop.group) if workshop.group else "",
            _panel_state(workshop, guide),
            _panel_numbers(workshop, turnout, guide),
            timer_text(workshop, guide, now),
            _panel_offers(workshop, guide),
            guide.say("panel-board-refused") if refused else "",
            gap="\n",
        ),
        guide.say("next-step", step=guide.plain(step.text, missing=turnout.missing)),
    )
    return WorkshopPage(text, tuple(panel_rows(workshop, step, guide)))


def _finished_panel(workshop: Workshop, guide: Guide) -> WorkshopPage:
    if joint_result(workshop) is None:
        return WorkshopPage(guide.say("panel-finished-empty", topic=workshop.topic))
    if page := followup_page(workshop, guide):
        return WorkshopPage(*page)
    text = joined(guide.say("panel-finished", topic=workshop.topic), _agreed(workshop, guide))
    followups = (
        guide.button("followup", "followup", f"{workshop.id}..0.{priority}", number=number)
        for number, priority in enumerate(priorities_to_agree(workshop), start=1)
    )
    controls = (
        control_button(name, workshop, guide) for name in ("record", "minutes", "minutes-room")
    )
    return WorkshopPage(text, (*side_by_side(2, *followups), *column(*controls)))


def _agreed(workshop: Workshop, guide: Guide) -> str:
    lines = (
        f"{number}. {followup_line(workshop.followup(priority), guide)}"
        for number, priority in enumerate(priorities_to_agree(workshop), start=1)
    )
    told = joined(*lines, gap="\n")
    return guide.fill("panel-agreed", lines=html.escape(told, quote=False)) if told else ""


def moved_panel(guide: Guide) -> WorkshopPage:
    """What remains of a panel that was posted anew further down."""
    return WorkshopPage(guide.say("panel-moved"))


def finish_panel(workshop: Workshop, guide: Guide) -> WorkshopPage:
    """Asks whether to finish: it cannot be undone."""
    open_, waiting = len(not_voted(workshop)), len(not_accepted(workshop))
    passed = len(skipped(workshop))
    rows = column(
        control_button("show", workshop, guide, label="finish-no"),
        control_button("finish-yes", workshop, guide),
    )
    if joint_result(workshop) is None:
        return WorkshopPage(guide.say("finish-empty"), rows)
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
    if workshop.phase in {"weighing", "weighed"}:
        return guide.say("panel-weighing" if workshop.phase == "weighing" else "panel-weighed")
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
    asking = workshop.phase in {"voting", "weighing"}
    said = turnout_text(turnout, guide) if asking else joined_text(turnout, guide)
    here = ", ".join(
        f"{guide.agency(agency) if agency else guide.label('region-open')} {count}"
        for agency, count in turnout.agencies
    )
    return joined(said, guide.say("panel-here", agencies=here) if here else "", gap="\n")


def _panel_offers(workshop: Workshop, guide: Guide) -> str:
    return guide.say("panel-offers") if workshop.offers else ""
