"""What people answer to boards and panels: arguments for the minutes, and what those leave open."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from conversations.messages import ANYBODY, Choice, Event, Say, Sender, Toast
from conversations.workshop.events import (
    BoardChanged,
    NoteChanged,
    Noted,
    WorkshopChange,
    WorkshopOutcome,
)
from conversations.workshop.guide import CONVERSATION, Guide
from conversations.workshop.leading import may_control
from conversations.workshop.recording import Note, Record
from conversations.workshop.state import Workshop

_LONGEST_NOTE: Final = 400
_LONGEST_FIELD: Final = 80
# What a line may begin with, by the field of the record that it fills.
FIELDS: Final = {
    "number": "field-number",
    "place": "field-place",
    "chair": "field-chair",
    "noter": "field-noter",
}


def answered(
    workshop: Workshop, text: str, note: str, event: Event, guide: Guide, *, left: bool = False
) -> WorkshopOutcome:
    """Take an answer to a board or a panel.

    note: the id of a new argument. left: whether the answered board is that of an earlier question.
    """
    record = fields_in(text, workshop.record, guide)
    if record is not None and may_control(workshop, event.sender.id):
        after = replace(workshop, record=record)
        change = WorkshopChange(after, (BoardChanged(event.sender.id),))
        return WorkshopOutcome((Say(record_text(after, guide)),), (change,))
    if workshop.finished_at is not None:
        return WorkshopOutcome((Say(guide.say("note", text=guide.toast("over"))),))
    about = workshop.left if left else _question(workshop)
    made = Note(note, about, " ".join(text.split())[:_LONGEST_NOTE])
    by = event.sender.id
    name = guide.ballots[about].name if about in guide.ballots else guide.plain("notes-apart")
    rows = (
        (
            _button("note-name", f"{workshop.id}.{note}", guide),
            _button("note-drop", f"{workshop.id}.{note}", guide),
        ),
    )
    said = Say(guide.say("noted", name=name), rows if by != ANYBODY else ())
    return WorkshopOutcome((said,), (WorkshopChange(workshop, (Noted(made, by),)),))


def change_note(
    workshop: Workshop, control: str, note: str, event: Event, guide: Guide
) -> WorkshopOutcome:
    """Who wrote an argument is named with it, or takes it back."""
    drops = control == "note-drop"
    changed = NoteChanged(note, event.sender.id, "" if drops else wished_name(event.sender))
    toast = Toast(guide.toast("note-dropped" if drops else "note-named"))
    return WorkshopOutcome((toast,), (WorkshopChange(workshop, (changed,)),))


def wished_name(sender: Sender) -> str:
    """Both names of somebody who wants to be named, as far as there are both."""
    return f"{sender.first_name} {sender.last_name}".strip()


def fields_in(text: str, record: Record, guide: Guide) -> Record | None:
    """The record with what a text fills in, a field a line ("Tempat: Aula"); else None."""
    changes: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, said = line.partition(":")
        field = next((it for it, key in FIELDS.items() if _is_called(name, key, guide)), "")
        if not (colon and field):
            return None
        changes[field] = " ".join(said.split())[:_LONGEST_FIELD]
    return replace(record, **changes) if changes else None


def record_text(workshop: Workshop, guide: Guide) -> str:
    """What the minutes know beside the votes, and how the rest is told."""
    record = workshop.record
    lines = (
        f"{guide.plain(key)}: {getattr(record, field) or guide.plain('field-open')}"
        for field, key in FIELDS.items()
    )
    return guide.say("record", lines="\n".join(lines))


def _is_called(name: str, key: str, guide: Guide) -> bool:
    said = " ".join(name.casefold().split())
    return said in {each.casefold() for each in guide.wording.headings[key].root.values()}


def _question(workshop: Workshop) -> str:
    return workshop.question if workshop.phase in {"voting", "revealed"} else ""


def _button(control: str, option: str, guide: Guide) -> Choice:
    """A button of who wrote the argument."""
    return Choice(guide.label(control), CONVERSATION, control, option)
