"""What is to be sent, as the outbox keeps it: one Bot API call each, without its library."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainSerializer, TypeAdapter

from bot.storage import flat_outgoing
from conversations.keeping import PlanItem
from conversations.messages import DiagnosticRecord
from conversations.workshop.recording import NOTHING_KEPT, Kept
from conversations.workshop.state import WORKSHOP_VERSION, Workshop, restore_workshop, save_workshop
from knowledge.models.language import Language

# What a button carries is callback data, or an address that begins like this, or behind COPIES a
# text that it copies.
OPENS: Final = "https://t.me/"
COPIES: Final = "copy:"
# Rows of (label, what the button carries).
Keyboard = tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: a chat, the forum topic in it, the message there that it answers."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """update: what it answers, so that logs tell the whole way of an update; 0 if unknown."""

    update: int = 0


@dataclass(frozen=True, slots=True)
class SendText(_Call):
    """A new message. text: with the content's markup."""

    to: Place
    text: str
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class EditText(_Call):
    """Another text and keyboard for a message. text: with the content's markup."""

    to: Place
    message_id: int
    text: str
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class AnswerTap(_Call):
    """The answer of a tap: nothing, a short text, or an address that it opens.

    text: plain. dialog: it must be read. opens: begins with `OPENS`, or "".
    """

    query_id: str
    text: str = ""
    dialog: bool = False
    opens: str = ""


@dataclass(frozen=True, slots=True)
class SendDocument(_Call):
    """A text as a file. caption: plain."""

    to: Place
    name: str
    content: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class SendCode(_Call):
    """A picture of the QR code of an address, made when its turn comes. text: its caption."""

    to: Place
    address: str
    text: str = ""
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class SendRegionPicture(_Call):
    """A picture of a region's figures, made when its turn comes. text: its caption."""

    to: Place
    region: str
    text: str = ""
    keyboard: Keyboard = ()
    language: Language = "id"


@dataclass(frozen=True, slots=True)
class SendProgressPicture(_Call):
    """A picture of how a plan goes, made when its turn comes. text: its caption.

    day: on which it is looked at, as "2026-01-31".
    """

    to: Place
    plan: tuple[PlanItem, ...]
    day: str
    text: str = ""
    keyboard: Keyboard = ()
    language: Language = "id"


@dataclass(frozen=True, slots=True)
class SendResult(_Call):
    """A paper of a result, made when its turn comes. paper: its name in `bot.papers.making`."""

    to: Place
    paper: str
    result: DiagnosticRecord
    language: Language = "id"


def _nested(workshop: Workshop) -> dict[str, Any]:
    return {
        "version": WORKSHOP_VERSION,
        "saved": json.loads(save_workshop(workshop).removeprefix(WORKSHOP_VERSION)),
    }


def _from_nested(stored: object) -> object:
    if isinstance(stored, dict):
        return restore_workshop(str(stored.get("version")) + json.dumps(stored.get("saved")))
    return stored


_Saved = Annotated[Workshop, PlainSerializer(_nested), BeforeValidator(_from_nested)]


@dataclass(frozen=True, slots=True)
class SendMinutes(_Call):
    """A paper of a workshop, made when its turn comes. paper: its name in `bot.papers.making`."""

    to: Place
    paper: str
    workshop: _Saved
    language: Language = "id"
    kept: Kept = NOTHING_KEPT


@dataclass(frozen=True, slots=True)
class SendOfficePaper(_Call):
    """A paper for the office, made when its turn comes. paper: its name in the content.

    result: what it is made from; without one, `topic`. priority: which one of the result it is
    about, "" for the first. day: of the draft, as "2026-01-31".
    """

    to: Place
    paper: str
    day: str
    language: Language = "id"
    result: DiagnosticRecord | None = None
    priority: str = ""
    topic: str = ""


SendPaper = SendResult | SendMinutes | SendOfficePaper
# Pictures that say in their own words what they show.
SendCaptioned = SendCode | SendRegionPicture | SendProgressPicture
SendFile = SendPaper | SendCaptioned
ToChat = SendText | EditText | SendDocument | SendFile
Outgoing = AnswerTap | ToChat

# The names of the calls in the outbox; they stand for good. None is a `kind` of the flat form.
_NAMES: Mapping[type[Outgoing], str] = MappingProxyType(
    {
        SendText: "send-text",
        EditText: "edit-text",
        AnswerTap: "answer-tap",
        SendDocument: "send-document",
        SendCode: "send-code",
        SendRegionPicture: "send-region-picture",
        SendProgressPicture: "send-progress-picture",
        SendResult: "send-result",
        SendMinutes: "send-minutes",
        SendOfficePaper: "send-office-paper",
    }
)
_ADAPTERS: Mapping[str, TypeAdapter[Any]] = {
    name: TypeAdapter(call) for call, name in _NAMES.items()
}


def to_json(call: Outgoing) -> str:
    """The call as the outbox stores it."""
    name = _NAMES[type(call)]
    stored = _ADAPTERS[name].dump_python(call, mode="json", exclude_defaults=True)
    return json.dumps({"call": name, **stored}, ensure_ascii=False, separators=(",", ":"))


def from_json(stored: str, papers: Collection[str]) -> Outgoing:
    """The call from its stored form.

    papers: the names of those that can be made here.
    Raises ValueError for what only a newer version understands.
    """
    told = json.loads(stored)
    if not isinstance(told, dict):
        raise ValueError("a call is a mapping")
    if "kind" in told:
        told = flat_outgoing.as_stored_now(told)
    adapter = _ADAPTERS.get(str(told.pop("call", "")))
    if adapter is None:
        raise ValueError("a call that is not known here")
    call: Outgoing = adapter.validate_python(told)
    if isinstance(call, SendPaper) and call.paper not in papers:
        raise ValueError("a paper that is not known here")
    return call


def chat_of(call: Outgoing) -> int | None:
    """The chat that a call goes to; None for the answer of a tap."""
    return None if isinstance(call, AnswerTap) else call.to.chat_id


def moved_call(call: ToChat, chat_id: int) -> ToChat:
    """The call for a chat under its new id, where no earlier message can be named."""
    to = Place(chat_id, call.to.thread_id)
    if isinstance(call, EditText):
        return SendText(to, call.text, call.keyboard, update=call.update)
    return replace(call, to=to)
