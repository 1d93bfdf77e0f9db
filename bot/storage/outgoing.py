"""What is to be sent, as the outbox keeps it: one Bot API call each, without its library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter

from conversations.messages import Taken
from knowledge.models.language import Language

# What a button carries is callback data, or an address that begins like this.
OPENS = "https://t.me/"
Kind = Literal[
    "send",
    "edit",
    "answer",
    "document",
    "card",
    "report",
    "minutes",
    "minutes-table",
    "minutes-card",
    "qr",
]
# Rows of (label, what the button carries).
Keyboard = tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One call.

    kind: "send" a message, "edit" one, "answer" a tap, send a "document", or what is made when
        its turn comes: of a result a "card" (picture) or a "report" (PDF); of a workshop its
        "minutes" (PDF), "minutes-table" (XLSX) or "minutes-card" (picture); of an address its
        "qr" code (picture).
    chat_id: where to; None for the answer of a tap.
    message_id: the message to edit. reply_to: the message to reply to.
    thread_id: the forum topic. query_id: the tap to answer. dialog: it must be read.
    opens: the address that the answer of a tap opens, which begins with `OPENS`.
    text: marked-up text, of a code its caption; for an answer plain text, for a document its
        plain caption.
    file_name, file_text: the document; for a code the address that it holds.
    taken, workshop: the result, or the workshop in its saved form.
    language: that of the paper.
    update: the update that this answers, so that logs tell its whole way; 0 if unknown.
    """

    kind: Kind
    chat_id: int | None = None
    text: str = ""
    keyboard: Keyboard = ()
    message_id: int | None = None
    reply_to: int | None = None
    thread_id: int | None = None
    query_id: str = ""
    dialog: bool = False
    opens: str = ""
    file_name: str = ""
    file_text: str = ""
    taken: Taken | None = None
    workshop: str = ""
    language: Language = "id"
    update: int = 0


_ADAPTER: TypeAdapter[Outgoing] = TypeAdapter(Outgoing)


def to_json(outgoing: Outgoing) -> str:
    """The call as the outbox stores it."""
    return _ADAPTER.dump_json(outgoing, exclude_defaults=True).decode()


def from_json(stored: str) -> Outgoing:
    """The call from its stored form."""
    return _ADAPTER.validate_json(stored)
