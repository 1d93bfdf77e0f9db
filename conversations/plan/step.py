"""Steps taken on and followed: chosen, agreed, and told how they go."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, get_args

from conversations.keeping import (
    DropPlanItem,
    KeepPlanItem,
    Obstacle,
    PlanItem,
    SetReminders,
    StepName,
)
from conversations.making import MakeProgressPicture
from conversations.messages import (
    ButtonRows,
    Chose,
    DiagnosticRecord,
    Event,
    Reply,
    Revise,
    Say,
    SendCalendar,
    Toast,
)
from conversations.plan import handover, pages
from conversations.plan.dates import days_ahead, month_end, read_day
from conversations.plan.ics import calendar_file
from conversations.plan.progress import progress_caption
from conversations.planning import Planning
from conversations.results.step import list_results
from conversations.state import State, StateAndReplies
from knowledge.edition import Edition

# Most characters of an agency or a person; more is no name but a message.
_LONGEST_NAME: Final = 60
_OBSTACLES: Final[tuple[Obstacle, ...]] = get_args(Obstacle)
_STEP_NAMES: Final[tuple[StepName, ...]] = get_args(StepName)


def open_plan(state: State, event: Event, edition: Edition) -> StateAndReplies:
    """The command: what is agreed."""
    page = pages.plan_list_page(event.plan, event.day, edition, reminds=event.reminds)
    return replace(state, planning=None), (Say(*page),)


def set_reminders(state: State, argument: str, event: Event, edition: Edition) -> StateAndReplies:
    """The command that stops reminders or has them sent again; without a word it tells."""
    said = set(argument.casefold().split())
    words = edition.content.plan
    for wanted, way in ((False, words.off), (True, words.on)):
        if said & set(way):
            page = pages.reminders_page(edition, reminds=wanted)
            return state, (SetReminders(wanted), Say(*page))
    return state, (Say(*pages.reminders_page(edition, reminds=event.reminds)),)


def on_tap(state: State, tap: Chose, event: Event, edition: Edition) -> StateAndReplies:
    """A button of a plan; one of what is no longer being agreed is an old one."""
    match tap.question:
        case "pick":
            return _pick(state, tap.option, event, edition)
        case "take" | "leave" | "agree" | "agency" | "person" | "date":
            return _agreeing(state, tap, event, edition)
        case "list" | "cancel":
            page = pages.plan_list_page(event.plan, event.day, edition, reminds=event.reminds)
            return replace(state, planning=None), (Revise(*page),)
        case "calendar" if event.plan:
            return state, (_calendar(event, edition),)
        case "picture" if event.plan:
            return state, (Toast(edition.toast("paper")), _picture(event, edition))
        case "results":
            state, (reply, *_) = list_results(state, event, edition)
            return state, (reply,)
        case "give" | "give-region" | "give-yes" | "give-end" | "accept" | "decline":
            return state, handover.on_tap(state, tap, event, edition)
        case "on" | "off" as way:
            page = pages.reminders_page(edition, reminds=way == "on")
            return state, (SetReminders(way == "on"), Revise(*page))
    item = next((item for item in event.plan if str(item.number) == tap.option), None)
    if item is None:
        return state, (Toast(edition.toast("old-button")),)
    return _of_item(state, tap.question, item, event, edition)


def take_answer(state: State, text: str, event: Event, edition: Edition) -> StateAndReplies | None:
    """Words while something of a plan is asked; None if they are no answer but a question."""
    planning = state.planning
    if planning is None or not planning.asks or "?" in text or len(text) > _LONGEST_NAME:
        return None
    said = " ".join(text.split())
    match planning.asks:
        case "agency":
            return _told(state, replace(planning, agency=_agency(said, edition)), event, edition)
        case "person":
            return _told(state, replace(planning, person=said), event, edition)
    months = tuple(
        tuple(name for _, name in month.each()) for month in edition.content.wording.months
    )
    day = read_day(said, event.day, edition.content.plan.dates, months)
    if day is None:
        return state, (Say(edition.say("plan-no-date"), pages.date_page("", edition)[1]),)
    return _dated(state, planning, day, event, edition, in_place=False)


def _pick(state: State, option: str, event: Event, edition: Edition) -> StateAndReplies:
    run, _, priority = option.partition(".")
    record = _record(int(run) if run.isdecimal() else 0, event)
    if record is None or not pages.offered_steps(record, priority, edition):
        return state, (Toast(edition.toast("old-button")),)
    planning = Planning(record.run, priority)
    page = pages.choosing_page(planning, record, edition)
    return replace(state, planning=planning, about_result=record.run), (Revise(*page),)


def _agreeing(state: State, tap: Chose, event: Event, edition: Edition) -> StateAndReplies:
    """A button while steps are chosen and agreed."""
    old = state, (Toast(edition.toast("old-button")),)
    planning = state.planning
    if planning is None or tap.question not in {"take", "leave", "agree", planning.asks}:
        return old
    if tap.question == "date":
        day = days_ahead(event.day, 30) if tap.option == "30" else month_end(event.day)
        return _dated(state, planning, day, event, edition, in_place=True)
    record = _record(planning.run, event)
    if record is None or (tap.question in {"take", "leave", "agree"} and planning.asks):
        return old
    match tap.question:
        case "take" if tap.option in pages.offered_steps(record, planning.priority, edition):
            return _marked(state, planning, (*planning.chosen, tap.option), record, edition)
        case "leave":
            chosen = tuple(step for step in planning.chosen if step != tap.option)
            return _marked(state, planning, chosen, record, edition)
        case "agree" if planning.chosen:
            planning = replace(planning, asks="agency")
        case "agency":
            planning = replace(planning, agency=tap.option, asks="person")
        case "person":
            planning = replace(planning, person="", asks="date")
        case _:
            return old
    return replace(state, planning=planning), (Revise(*_asking(planning, record, edition)),)


def _marked(
    state: State,
    planning: Planning,
    chosen: tuple[str, ...],
    record: DiagnosticRecord,
    edition: Edition,
) -> StateAndReplies:
    """Other steps are chosen now."""
    if len(chosen) > pages.MOST_STEPS:
        return state, (Toast(edition.toast("plan-three")),)
    planning = replace(planning, chosen=tuple(dict.fromkeys(chosen)))
    page = pages.choosing_page(planning, record, edition)
    return replace(state, planning=planning), (Revise(*page),)


def _told(state: State, planning: Planning, event: Event, edition: Edition) -> StateAndReplies:
    """An agency or a person was typed: what is asked next."""
    planning = replace(planning, asks="person" if planning.asks == "agency" else "date")
    record = _record(planning.run, event)
    if record is None:
        return replace(state, planning=None), (Say(edition.say("results-none")),)
    return replace(state, planning=planning), (Say(*_asking(planning, record, edition)),)


def _asking(
    planning: Planning, record: DiagnosticRecord, edition: Edition
) -> tuple[str, ButtonRows]:
    match planning.asks:
        case "agency":
            return pages.agency_page(planning, record, edition)
        case "person":
            return pages.person_page(planning, edition)
    priority, _, step = planning.chosen[0].partition(".")
    return pages.date_page(pages.step_title(priority, step, edition), edition)


def _dated(
    state: State, planning: Planning, day: str, event: Event, edition: Edition, *, in_place: bool
) -> StateAndReplies:
    """The day is known: the step is agreed, or has its new day."""
    record = _record(planning.run, event)
    item = _agreed(planning, record, day, event)
    if item is None:
        return replace(state, planning=None), (Say(edition.say("plan-gone")),)
    plan = (*(other for other in event.plan if other.number != item.number), item)
    rest = planning.chosen[1:]
    if rest and record:
        planning = Planning(planning.run, planning.priority, rest, "agency")
        page = pages.agency_page(planning, record, edition)
        state = replace(state, planning=planning)
    else:
        state = replace(state, planning=None)
        page = pages.plan_list_page(plan, event.day, edition, reminds=event.reminds)
    return state, (KeepPlanItem(item), Revise(*page) if in_place else Say(*page))


def _agreed(
    planning: Planning, record: DiagnosticRecord | None, day: str, event: Event
) -> PlanItem | None:
    if planning.moving:
        moved = next((it for it in event.plan if it.number == planning.moving), None)
        return replace(moved, due=day, state="moved", obstacle="") if moved else None
    priority, _, name = planning.chosen[0].partition(".") if planning.chosen else ("", "", "")
    step = next((known for known in _STEP_NAMES if known == name), None)
    if step is None or record is None:
        return None
    number = max((item.number for item in event.plan), default=0) + 1
    return PlanItem(
        number,
        record.run,
        record.region,
        priority,
        step,
        planning.agency,
        planning.person,
        day,
    )


def _of_item(
    state: State, way: str, item: PlanItem, event: Event, edition: Edition
) -> StateAndReplies:
    """What a button says of an item of the plan."""
    match way:
        case "done":
            return _changed(state, replace(item, state="done", obstacle=""), event, edition)
        case "drop":
            plan = tuple(other for other in event.plan if other.number != item.number)
            page = pages.plan_list_page(plan, event.day, edition, reminds=event.reminds)
            return state, (DropPlanItem(item.number), Revise(*page))
        case "stuck":
            return state, (Revise(*pages.stuck_page(item, edition)),)
        case "move":
            planning = Planning(moving=item.number, asks="date")
            page = pages.date_page(pages.item_title(item, edition), edition)
            return replace(state, planning=planning), (Revise(*page),)
    obstacle = next((known for known in _OBSTACLES if way == f"why-{known}"), None)
    if obstacle is None:
        return state, (Toast(edition.toast("old-button")),)
    stuck = replace(item, state="stuck", obstacle=obstacle)
    return state, (KeepPlanItem(stuck), Revise(*pages.obstacle_page(stuck, obstacle, edition)))


def _changed(state: State, item: PlanItem, event: Event, edition: Edition) -> StateAndReplies:
    plan = (*(other for other in event.plan if other.number != item.number), item)
    page = pages.plan_list_page(plan, event.day, edition, reminds=event.reminds)
    replies: tuple[Reply, ...] = (Toast(edition.toast("plan-done")), KeepPlanItem(item))
    return state, (*replies, Revise(*page))


def _calendar(event: Event, edition: Edition) -> SendCalendar:
    content = calendar_file(event.plan, event.sender.id, event.day, edition)
    return SendCalendar(edition.say("plan-calendar-sent"), content)


def _picture(event: Event, edition: Edition) -> MakeProgressPicture:
    caption = progress_caption(event.plan, event.day, edition)
    return MakeProgressPicture(event.plan, event.day, caption, edition.language)


def _agency(said: str, edition: Edition) -> str:
    """The id of an agency that is typed by its name, else what was typed."""
    for id_, name in edition.content.workshop.agencies.items():
        if said.casefold() in {each.casefold() for _, each in name.each()}:
            return id_
    return said


def _record(run: int, event: Event) -> DiagnosticRecord | None:
    return next((record for record in event.diagnostics if record.run == run), None)
