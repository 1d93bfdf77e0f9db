"""What comes into a conversation and what goes out of it, as plain data.

Nothing here knows Telegram: the same events and replies serve the chat, the terminal and the
tests. Texts carry the content's small markup (<b>, <i> ...); what a person typed is escaped
before it gets into one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from conversations.curated import ForCurators, PassedQuestion
from conversations.keeping import KeptOfPlan, PlanItem, SetGroupQuiet, ShareResult
from conversations.making import MakePicture
from conversations.operator import UNTOLD, Operator
from knowledge.models.language import Language
from knowledge.models.office_papers import OfficePaperId

ANYBODY = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who acts.

    id: opaque and stable; equal ids are one person, in every chat.
    first_name: for a greeting; never stored. last_name: for who wants to be named in minutes.
    language: the language of the person's app ("id", "en-GB" ...), if told.
    admin: one of the operator's people.
    """

    id: str
    first_name: str = ""
    language: str | None = None
    admin: bool = False
    last_name: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """The conversation was opened, with the payload of a deep link or ""."""

    payload: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A message in free words. answers: the bot's message that it replies to; opaque, or ""."""

    text: str
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command of the menu by its English name ("ask"), in either language.

    quoted: the text of the message that the command replies to.
    """

    name: str
    argument: str = ""
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class Chose:
    """A button was tapped.

    conversation, question, option: what the button answers, as in its `Choice`. owner: whose it is,
    or ANYBODY. message: the one it hangs on; opaque, or "" if its words were typed.
    """

    conversation: str
    question: str
    option: str
    owner: str = ANYBODY
    message: str = ""


@dataclass(frozen=True, slots=True)
class UnknownTap:
    """A tap with data that cannot be read: forged, cut, or of another version."""


MediaKind = Literal["photo", "voice", "sticker", "file", "location", "contact", "poll", "other"]


@dataclass(frozen=True, slots=True)
class SentMedia:
    """Something without words that the bot cannot read."""

    kind: MediaKind


@dataclass(frozen=True, slots=True)
class Welcomed:
    """The bot was added to a group."""


Action = Started | Said | Commanded | Chose | UnknownTap | SentMedia | Welcomed


@dataclass(frozen=True, slots=True)
class DiagnosticRecord:
    """A diagnostic that was taken to its result, as it is kept.

    run: numbers a person's diagnostics. region: its official code, the name of a place abroad, or
    "". role: an id of the content's roles, or "".
    answers: (question id, option id) pairs. day: when, as "2026-01-31".
    kind: of what kind the region is, where the person was asked; else "".
    doubts: (question id, reason id) pairs: why an answer is far from the official figure.
    """

    run: int
    region: str
    role: str
    answers: tuple[tuple[str, str], ...]
    day: str
    kind: str = ""
    doubts: tuple[tuple[str, str], ...] = ()


# What the edge loads before a step, by the field of `Event` that it fills.
Need = (
    Literal["diagnostics", "shared", "given", "decides", "quiet", "votes", "week"]
    | Literal["stored", "faults", "waits", "passed", "plan"]
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a person did, where, and the facts that the step needs for it.

    day: today, as "2026-01-31". diagnostics: the person's earlier diagnostics, oldest first.
    decides: whether the person is an admin of the group. quiet: whether it wants no answers to free
    words. group: its name, or "". votes: whether the person votes in private in a workshop that
    goes on. week: what was counted on each of the last seven days, the first one first. stored: all
    that is stored about the person, as JSON. faults: why content to be reloaded is not in use.
    album: what media sent together share, or "". links: what those to the person's results carry,
    by runs. token: for a new one. shared: the result a link shows. opens: the bot's address.
    curators: whether questions can be passed on to a group of curators; curates: whether this is
    it. answers: the bot's own words that are replied to there, and passed: the question in them.
    waits: how many questions of the person wait for an answer. operator: who runs the bot.
    plan: what the person has agreed, by number. reminds: whether the person wants reminders.
    given, given_plan: the results and the plan that a colleague's link hands over.
    """

    action: Action
    sender: Sender
    in_group: bool = False
    day: str = ""
    diagnostics: tuple[DiagnosticRecord, ...] = ()
    decides: bool = False
    quiet: bool = False
    votes: bool = False
    week: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    stored: str = ""
    faults: tuple[str, ...] = ()
    album: str = ""
    links: Mapping[int, str] = field(default_factory=dict)
    token: str = ""
    shared: DiagnosticRecord | None = None
    opens: str = ""
    operator: Operator = UNTOLD
    plan: tuple[PlanItem, ...] = ()
    reminds: bool = True
    group: str = ""
    curators: bool = False
    curates: bool = False
    answers: str = ""
    waits: int = 0
    passed: PassedQuestion | None = None
    given: tuple[DiagnosticRecord, ...] = ()
    given_plan: tuple[PlanItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: its label and what it answers."""

    label: str
    conversation: str
    question: str
    option: str
    for_anybody: bool = False


@dataclass(frozen=True, slots=True)
class PrivateChatButton:
    """A button that opens the private chat with the bot; `payload` arrives with `Started`."""

    label: str
    payload: str


@dataclass(frozen=True, slots=True)
class CopyButton:
    """A button that puts a text of at most 256 characters where it can be pasted from."""

    label: str
    copied: str


Button = Choice | PrivateChatButton | CopyButton
ButtonRows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Say:
    """A new message."""

    text: str
    rows: ButtonRows = ()


@dataclass(frozen=True, slots=True)
class Revise:
    """The message whose button was tapped changes in place; a new one where words were typed."""

    text: str
    rows: ButtonRows = ()


@dataclass(frozen=True, slots=True)
class Toast:
    """A short note that only the person who tapped sees; as a dialog if it must be read."""

    text: str
    dialog: bool = False


@dataclass(frozen=True, slots=True)
class OpenPrivateChat:
    """The private chat opens for the person who tapped; `payload` arrives with `Started`."""

    payload: str


Decision = Literal["answer", "suggest", "unknown"]


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a question, for those who count; nobody sees it.

    topics: answered, those of its other questions behind the first; or offered, in their order.
    facet: what was asked about the topic answered, or "".
    """

    decision: Decision
    topics: tuple[str, ...] = field(default=(), compare=False)
    facet: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class SendPersonalData:
    """Send the person a file with all that is stored about them. stored: JSON."""

    caption: str
    stored: str


@dataclass(frozen=True, slots=True)
class SendCalendar:
    """Send the person their plan as a calendar file. content: its text."""

    caption: str
    content: str


@dataclass(frozen=True, slots=True)
class ForgetPerson:
    """Delete all that is stored about the person, then say so."""


@dataclass(frozen=True, slots=True)
class KeepDiagnostic:
    """Keep a diagnostic; one with the same run is replaced."""

    record: DiagnosticRecord


@dataclass(frozen=True, slots=True)
class MakePaper:
    """Send a result as a picture or as a PDF."""

    kind: Literal["card", "report"]
    record: DiagnosticRecord
    language: Language


@dataclass(frozen=True, slots=True)
class MakeOfficePaper:
    """Send a paper for the office as a Word document.

    result: what it is made from; without one, `topic`. priority: which one of the result it is
    about, "" for the first. day: of the draft, as "2026-01-31".
    """

    paper: OfficePaperId
    day: str
    language: Language
    result: DiagnosticRecord | None = None
    priority: str = ""
    topic: str = ""


Reply = (
    Say
    | Revise
    | Toast
    | OpenPrivateChat
    | Decided
    | SendPersonalData
    | SendCalendar
    | ForgetPerson
    | SetGroupQuiet
    | KeepDiagnostic
    | ShareResult
    | KeptOfPlan
    | MakePaper
    | MakePicture
    | MakeOfficePaper
    | ForCurators
)


def column(*buttons: Button) -> ButtonRows:
    """One button under the other: whole labels on a narrow phone."""
    return tuple((button,) for button in buttons)


def side_by_side(width: int, *buttons: Button) -> ButtonRows:
    """Short buttons side by side, so many to a row."""
    return tuple(buttons[i : i + width] for i in range(0, len(buttons), width))
