"""The pages of a plan: steps to choose, who does them and when, what is agreed."""

from __future__ import annotations

import html
from typing import Final

from conversations.keeping import Obstacle, PlanItem, StepName
from conversations.messages import ButtonRows, Choice, DiagnosticRecord, column, side_by_side
from conversations.planning import Planning
from conversations.results.pages import (
    advice_on,
    fitted_action,
    of_region,
    result_button,
)
from knowledge.edition import Edition

# Steps that are taken on at once, and priorities of which the first step is offered. Chosen: what a
# team follows, and what fits a phone.
MOST_STEPS: Final = 3
_PRIORITIES: Final = 5
_STEPS: Final[tuple[StepName, ...]] = ("at_once", "day_30", "day_90", "day_365")
# Items of the list that have buttons. Chosen.
_LISTED: Final = 8


def offered_steps(
    record: DiagnosticRecord, priority: str, edition: Edition
) -> dict[str, tuple[str, str]]:
    """The steps that can be taken on, "priority.step" -> title and text, plain.

    priority: all steps of this one; "" for the first step of each of the first priorities.
    """
    found: dict[str, tuple[str, str]] = {}
    priorities = advice_on(record).priorities
    for each in priorities if priority else priorities[:_PRIORITIES]:
        if priority and each.id != priority:
            continue
        steps = fitted_action(each, record, edition).first_steps
        for name in _STEPS:
            text = getattr(steps, name)
            if text is not None:
                title = step_title(each.id, name, edition)
                found[f"{each.id}.{name}"] = title, text.in_(edition.language).strip()
                if not priority:
                    break
    return found


def choosing_page(
    planning: Planning, record: DiagnosticRecord, edition: Edition
) -> tuple[str, ButtonRows]:
    """Which steps to take on, up to three; a tap chooses one or leaves it."""
    steps = offered_steps(record, planning.priority, edition)
    lines = [
        edition.say("plan-choice", number=str(number), title=title, text=text)
        for number, (title, text) in enumerate(steps.values(), start=1)
    ]
    text = edition.fill(
        "plan-choose",
        region=of_region(record, edition),
        steps="\n\n".join(lines),
        count=str(len(planning.chosen)),
    )
    marks = (
        Choice(f"☑ {number}", "plan", "leave", step)
        if step in planning.chosen
        else Choice(f"☐ {number}", "plan", "take", step)
        for number, step in enumerate(steps, start=1)
    )
    go_on = [Choice(edition.label("plan-agree"), "plan", "agree", "")] if planning.chosen else []
    back = result_button(edition.label("result-top"), "top", record)
    return text, (*side_by_side(_PRIORITIES, *marks), *column(*go_on, back))


def agency_page(
    planning: Planning, record: DiagnosticRecord, edition: Edition
) -> tuple[str, ButtonRows]:
    """Whose step it is: those who usually lead, one of the agencies, or as typed."""
    usual = Choice(edition.label("plan-usual"), "plan", "agency", "")
    text = edition.say(
        "plan-agency",
        step=_first_chosen(planning, edition),
        usual=_usual(planning.chosen[0].partition(".")[0], record, edition),
    )
    agencies = edition.content.workshop.agencies
    others = [
        Choice(agency.in_(edition.language), "plan", "agency", id_)
        for id_, agency in agencies.items()
    ]
    return text, (*column(usual), *side_by_side(2, *others), *_cancel(edition))


def person_page(planning: Planning, edition: Edition) -> tuple[str, ButtonRows]:
    """Who does it; that can be left out."""
    text = edition.say(
        "plan-person",
        step=_first_chosen(planning, edition),
        agency=agency_name(planning.agency, edition),
    )
    skip = Choice(edition.label("plan-nobody"), "plan", "person", "")
    return text, (*column(skip), *_cancel(edition))


def date_page(step: str, edition: Edition) -> tuple[str, ButtonRows]:
    """Until when; step: what it is about, in words."""
    days = Choice(edition.label("plan-30"), "plan", "date", "30")
    month = Choice(edition.label("plan-month"), "plan", "date", "month")
    return edition.say("plan-date", step=step), ((days, month), *_cancel(edition))


def plan_list_page(
    plan: tuple[PlanItem, ...], today: str, edition: Edition, *, reminds: bool
) -> tuple[str, ButtonRows]:
    """What is agreed: what is due first, what is done last. today: as "2026-01-31"."""
    if not plan:
        results = Choice(edition.label("plan-results"), "plan", "results", "")
        return edition.say("plan-none"), column(results, _give(edition))
    ordered = in_order(plan)
    lines = [item_line(item, today, edition) for item in ordered[:_LISTED]]
    more = len(ordered) - len(lines)
    if more:
        lines.append(edition.say("plan-more", count=str(more)))
    text = edition.fill(
        "plan-list",
        items="\n\n".join(lines),
        reminders=edition.say("plan-reminds" if reminds else "plan-silent"),
    )
    calendar = Choice(edition.label("plan-calendar"), "plan", "calendar", "")
    picture = Choice(edition.label("plan-picture"), "plan", "picture", "")
    return text, (
        *item_rows(ordered[:_LISTED], edition),
        *column(picture),
        *(column(calendar) if any(item.state != "done" for item in plan) else ()),
        *_switch(edition, reminds=reminds),
        *column(_give(edition)),
    )


def in_order(plan: tuple[PlanItem, ...]) -> tuple[PlanItem, ...]:
    """What is not done first, by its day."""
    return tuple(sorted(plan, key=lambda item: (item.state == "done", item.due, item.number)))


def item_line(item: PlanItem, today: str, edition: Edition) -> str:
    """An item in a few lines: what, who, until when, how it stands."""
    who = ", ".join(
        filter(None, (agency_name(item.agency, edition), html.escape(item.person, quote=False)))
    )
    return edition.fill(
        "plan-item",
        number=str(item.number),
        title=item_title(item, edition),
        who=who,
        due=edition.date(item.due),
        state=how_it_stands(item, today, edition),
    )


def item_title(item: PlanItem, edition: Edition) -> str:
    """What an item is about, plain."""
    return step_title(item.priority, item.step, edition)


def step_title(priority: str, step: str, edition: Edition) -> str:
    """What a step is called: its priority, and in which time. A step that is gone has its id."""
    action = edition.content.actions.priorities.get(priority)
    title = action.title.in_(edition.language) if action else priority
    return f"{title}, {edition.say(f'plan-in-{step}')}"


def item_rows(items: tuple[PlanItem, ...], edition: Edition) -> ButtonRows:
    """A row for each item that is still to be done: done, stuck, another day; and to delete it."""
    return tuple(
        tuple(
            Choice(
                edition.label(f"plan-{way}", number=str(item.number)),
                "plan",
                way,
                str(item.number),
            )
            for way in (("drop",) if item.state == "done" else ("done", "stuck", "move"))
        )
        for item in items
    )


def stuck_page(item: PlanItem, edition: Edition) -> tuple[str, ButtonRows]:
    """What is in the way of an item."""
    ways = [
        Choice(entry.label.in_(edition.language), "plan", f"why-{obstacle}", str(item.number))
        for obstacle, entry in edition.content.plan.obstacles.items()
    ]
    number = str(item.number)
    drop = Choice(edition.label("plan-drop", number=number), "plan", "drop", number)
    text = edition.say("plan-obstacle", step=item_title(item, edition))
    return text, (*side_by_side(2, *ways), *column(drop, to_plan(edition)))


def obstacle_page(item: PlanItem, obstacle: Obstacle, edition: Edition) -> tuple[str, ButtonRows]:
    """What helps against an obstacle, and for what has to be done about the priority itself."""
    topics = list(edition.content.plan.obstacles[obstacle].topics)
    action = edition.content.actions.priorities.get(item.priority)
    if action:
        topics += [topic for topic in action.topics[:1] if topic not in topics]
    answers = [Choice(edition.title(topic), "ask", "answer", topic) for topic in topics]
    move = Choice(edition.label("plan-new-day"), "plan", "move", str(item.number))
    text = edition.say(
        "plan-stuck-noted",
        step=item_title(item, edition),
        obstacle=edition.content.plan.obstacles[obstacle].label.in_(edition.language),
    )
    return text, column(*answers, move, to_plan(edition))


def agency_name(agency: str, edition: Edition) -> str:
    """What an agency is called, escaped; "" stands for those who usually lead."""
    known = edition.content.workshop.agencies.get(agency)
    name = known.in_(edition.language) if known else agency
    return html.escape(name, quote=False) or edition.say("plan-usually")


def reminders_page(edition: Edition, *, reminds: bool) -> tuple[str, ButtonRows]:
    """Whether reminders are sent, and the button that changes it."""
    text = edition.say("plan-reminds" if reminds else "plan-silent")
    return text, (*_switch(edition, reminds=reminds), *column(to_plan(edition)))


def _give(edition: Edition) -> Choice:
    return Choice(edition.label("handover"), "plan", "give", "")


def _switch(edition: Edition, *, reminds: bool) -> ButtonRows:
    way = "off" if reminds else "on"
    return column(Choice(edition.label(f"plan-{way}"), "plan", way, ""))


def how_it_stands(item: PlanItem, today: str, edition: Edition) -> str:
    """How an item stands, in a word or two. today: as "2026-01-31"."""
    if item.state == "stuck" and item.obstacle:
        label = edition.content.plan.obstacles[item.obstacle].label
        return edition.say("plan-is-stuck", obstacle=label.in_(edition.language))
    if item.state in {"open", "moved"} and item.due <= today:
        return edition.say("plan-is-due")
    return edition.say(f"plan-is-{item.state}")


def _first_chosen(planning: Planning, edition: Edition) -> str:
    priority, _, step = planning.chosen[0].partition(".")
    return step_title(priority, step, edition)


def _usual(priority: str, record: DiagnosticRecord, edition: Edition) -> str:
    found = {each.id: each for each in advice_on(record).priorities}.get(priority)
    if found is None:
        return ""
    return fitted_action(found, record, edition).who.in_(edition.language).strip()


def to_plan(edition: Edition) -> Choice:
    """The button that leads back to the plan."""
    return Choice(edition.label("plan-list"), "plan", "list", "")


def _cancel(edition: Edition) -> ButtonRows:
    return column(Choice(edition.label("plan-cancel"), "plan", "cancel", ""))
