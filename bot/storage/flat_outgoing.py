"""Calls in the flat form in which version 0.1 stored them: one record for all, told by `kind`.

Rows of that form may wait in an outbox when the bot is upgraded, so it is still read; nothing is
written in it. Once no version 0.1 can have left any, this module goes.
"""

from __future__ import annotations

import json
from typing import Any

# What a field of the flat form is called now, call by call, beside the address.
_TEXT = {"text": "text", "keyboard": "keyboard"}
_PAPER = {"kind": "paper", "language": "language"}
_RESULT = ("send-result", _PAPER | {"taken": "result"})
_MINUTES = ("send-minutes", _PAPER | {"workshop": "workshop"})
_CALLS: dict[str, tuple[str, dict[str, str]]] = {
    "send": ("send-text", _TEXT),
    "edit": ("edit-text", _TEXT | {"message_id": "message_id"}),
    "answer": (
        "answer-tap",
        {"query_id": "query_id", "text": "text", "dialog": "dialog", "opens": "opens"},
    ),
    "document": (
        "send-document",
        {"text": "caption", "file_name": "name", "file_text": "content"},
    ),
    "qr": ("send-code", _TEXT | {"file_text": "address"}),
    "card": _RESULT,
    "report": _RESULT,
    "minutes": _MINUTES,
    "minutes-table": _MINUTES,
    "minutes-card": _MINUTES,
}
_ADDRESS = ("chat_id", "thread_id", "reply_to")


def as_stored_now(flat: dict[str, Any]) -> dict[str, Any]:
    """The record as it would be stored now. Raises ValueError for a kind not known here."""
    known = _CALLS.get(str(flat["kind"]))
    if known is None:
        raise ValueError("a kind of call that is not known here")
    call, names = known
    stored = {"call": call, "update": flat.get("update", 0)}
    if call != "answer-tap":
        stored["to"] = {name: flat[name] for name in _ADDRESS if name in flat}
    stored |= {now: flat[name] for name, now in names.items() if name in flat}
    if "workshop" in stored:
        stored["workshop"] = _nested(stored["workshop"])
    return stored


def _nested(saved: str) -> dict[str, Any]:
    """A saved workshop: then a version of one character with JSON behind it, in a string."""
    return {"version": saved[:1], "saved": json.loads(saved[1:])}
