"""What a reminder says."""

from __future__ import annotations

from conversations.keeping import PlanItem
from conversations.messages import ButtonRows, Choice, Say, column, side_by_side
from conversations.plan.pages import in_order, item_line, item_rows
from conversations.plan.when import DUE, ReminderDue
from knowledge.edition import Edition


def reminder(
    due: tuple[ReminderDue, ...], plan: tuple[PlanItem, ...], today: str, edition: Edition
) -> Say:
    """One message for all that has come due; each part is answered with one tap.

    plan: all items of the person. today: as "2026-01-31".
    """
    numbers = {told.number for told in due if told.about == DUE}
    items = in_order(tuple(item for item in plan if item.number in numbers))
    # Of several questions how things went, the last result's is enough.
    went = max((told for told in due if told.about != DUE), key=_later, default=None)
    parts, rows = [], item_rows(items, edition)
    if items:
        lines = "\n\n".join(item_line(item, today, edition) for item in items)
        parts.append(edition.fill("plan-reminder", items=lines))
    if went:
        region = edition.region_label(went.region)
        place = edition.say("plan-in-region", region=region) if region else ""
        parts.append(edition.fill("plan-went", days=went.about, region=place))
        rows = (*rows, *_answers(went, edition))
    off = Choice(edition.label("plan-off"), "plan", "off", "")
    return Say("\n\n".join(parts), (*rows, *column(off)))


def _later(told: ReminderDue) -> tuple[int, str]:
    return told.number, told.about


def _answers(went: ReminderDue, edition: Edition) -> ButtonRows:
    """How it went: better, then it is diagnosed again; not yet, then there are the steps."""
    run = str(went.number)
    return (
        *side_by_side(
            2,
            Choice(edition.label("plan-better"), "diagnose", "change", run),
            Choice(edition.label("plan-not-begun"), "plan", "pick", run),
        ),
        *column(Choice(edition.label("plan-see-result"), "result", "top", run)),
    )
