"""The result of a diagnostic: priorities to read, to carry away and to compare."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from conversations.messages import (
    Choice,
    Chose,
    DiagnosticRecord,
    Event,
    MakePaper,
    Reply,
    Revise,
    Say,
    Toast,
    column,
)
from conversations.results.changes import changes_page, what_changes_page
from conversations.results.pages import (
    SHOWN,
    advice_on,
    all_page,
    means_page,
    priority_page,
    priority_practices_page,
    result_button,
    similar_regions_page,
    top_page,
    top_rows,
)
from conversations.results.sharing import end_sharing, share
from conversations.state import State, StateAndReplies
from knowledge.edition import Edition
from knowledge.matching.buttons import ButtonReader

# What a button shows of a priority.
_PRIORITY_PAGES: Final = {
    "p": priority_page,
    "m": means_page,
    "x": priority_practices_page,
    "s": similar_regions_page,
}
# Most earlier results listed. Chosen.
_LISTED = 8


def on_tap(state: State, tap: Chose, event: Event, edition: Edition) -> StateAndReplies:
    """A button below a result. The result is loaded again, so buttons of old results still work."""
    run, _, priority = tap.option.partition(".")
    record = next((record for record in event.diagnostics if str(record.run) == run), None)
    if record is None:
        return state, (Toast(edition.toast("old-button")),)
    state = replace(state, about_result=record.run)
    return state, _replies(tap.question, record, priority, event, edition)


def list_results(
    state: State,
    event: Event,
    edition: Edition,
    resume: tuple[Choice, ...] = (),
    early: tuple[Choice, ...] = (),
) -> StateAndReplies:
    """The person's results, the newest first. resume, early: the buttons that go on with a
    diagnostic that was left, and that end it with a result now.
    """
    if not event.diagnostics and resume:
        text = edition.say("results-early" if early else "results-not-yet")
        return state, (Say(text, column(*early, *resume)),)
    if not event.diagnostics:
        start = Choice(edition.label("diagnose"), "diagnose", "start", "")
        return state, (Say(edition.say("results-none"), column(start)),)
    if len(event.diagnostics) == 1:
        (record,) = event.diagnostics
        text, rows = top_page(record, edition)
        state = replace(state, about_result=record.run)
        return state, (Say(text, (*rows, *column(*early, *resume))),)
    newest_first = sorted(event.diagnostics, key=lambda record: record.run, reverse=True)
    buttons = [
        result_button(_listed(record, event.diagnostics, edition), "top", record)
        for record in newest_first[:_LISTED]
    ]
    return state, (Say(edition.say("results"), column(*buttons, *early, *resume)),)


def result_button_in_words(
    record: DiagnosticRecord,
    text: str,
    buttons: ButtonReader,
    edition: Edition,
    *,
    counted: bool = True,
) -> Choice | None:
    """The button of a result's first page that a message stands for: "2", "ubah jawaban".

    counted: whether a number counts off its priorities.
    """
    found = advice_on(record)
    rows = top_rows(record, found, None, edition)
    choices = [button for row in rows for button in row if isinstance(button, Choice)]
    options = [(str(place), choice.label) for place, choice in enumerate(choices)]
    chosen = buttons.pressed(text, options, len(found.priorities[:SHOWN]) if counted else 0)
    return None if chosen is None else choices[int(chosen)]


def previous_of(
    record: DiagnosticRecord, all_records: tuple[DiagnosticRecord, ...]
) -> DiagnosticRecord | None:
    """The result of the same region before a result."""
    before = [
        other for other in all_records if other.region == record.region and other.run < record.run
    ]
    return max(before, key=lambda other: other.run, default=None)


def _replies(
    view: str, record: DiagnosticRecord, priority: str, event: Event, edition: Edition
) -> tuple[Reply, ...]:
    earlier = previous_of(record, event.diagnostics)
    found = {p.id: p for p in advice_on(record).priorities}
    match view:
        case "top":
            return (Revise(*top_page(record, edition, earlier)),)
        case "all":
            return (Revise(*all_page(record, edition)),)
        case "p" | "m" | "x" | "s" if priority in found:
            page = _PRIORITY_PAGES[view]
            return (Revise(*page(record, found[priority], edition)),)
        case "card" | "report" as kind:
            return (Toast(edition.toast("paper")), MakePaper(kind, record, edition.language))
        case "text":
            return share(record, event, edition)
        case "unshare":
            return end_sharing(record, edition)
        case "if":
            return (Revise(*what_changes_page(record, edition)),)
        case "moved" if earlier:
            return (Revise(*changes_page(earlier, record, edition)),)
    return (Toast(edition.toast("old-button")),)


def _listed(
    record: DiagnosticRecord, all_records: tuple[DiagnosticRecord, ...], edition: Edition
) -> str:
    """The label of a result in the list; several of one day are numbered."""
    region = edition.region_label(record.region) or edition.say("results-no-region")
    day = edition.date(record.day, short=True)
    same_day = sorted(other.run for other in all_records if other.day == record.day)
    if len(same_day) > 1:  # the year makes room for the number
        day = f"{day.rpartition(' ')[0]} ({same_day.index(record.run) + 1})"
    return f"{day} · {region}"[:38]
