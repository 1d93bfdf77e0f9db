"""What the bot says of its own accord: its messages, buttons, commands, papers and workshops."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field, StringConstraints

from knowledge.models.content import ContentModel, TopicId
from knowledge.models.language import Localised
from knowledge.models.texts import (
    Brief,
    Filled,
    HalfLabel,
    Label,
    Message,
    Paragraph,
    Passage,
    Reason,
    SingleWord,
    ToastText,
)

# Telegram's rule for what may be tapped as a command.
CommandWord = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,32}$")]
# What can be meant beside the answers of a screen; "onward" (to what is open), "anew", "cancel" and
# "show" (the question again) have no button there.
Pressed = Literal[
    "undo",
    "onward",
    "back",
    "unknown",
    "skip",
    "why",
    "review",
    "forward",
    "stop",
    "anew",
    "cancel",
    "show",
    "none",
]


class Request(ContentModel):
    """Words that ask for what a command does.

    cues: of several words in one all are needed. beside: what may stand beside a cue.
    """

    cues: Annotated[tuple[Filled, ...], Field(min_length=1)]
    beside: tuple[Filled, ...] = ()


class Typed(ContentModel):
    """Words that people type in place of a button or a command, in plain form, all languages
    together.

    small: words that say nothing beside others.
    numbers: what the first button is called by its place, then the second, and so on.
    last: what the last of them is called by its place.
    buttons: what stands for a button, by its option.
    commands: what asks for a command, by its English name.
    """

    small: tuple[Filled, ...] = ()
    numbers: tuple[tuple[Filled, ...], ...] = ()
    last: tuple[Filled, ...] = ()
    buttons: dict[Pressed, tuple[Filled, ...]] = Field(default_factory=dict)
    commands: dict[
        Literal["start", "diagnose", "results", "privacy", "language", "cancel"], Request
    ] = Field(default_factory=dict)


class CommandEntry(ContentModel):
    """How a command is typed, and what menus say of it.

    words: what is typed after the slash, the first of them in menus; every language's word works
        for everybody.
    """

    words: Localised[Annotated[tuple[CommandWord, ...], Field(min_length=1)]]
    about: Brief


class Wording(ContentModel):
    """What the bot says of its own accord, by place of use.

    popular: the topics offered to people who do not know what to ask, most useful first.
    offer_diagnostic: the topics below which the diagnostic can be started.
    typed: words that stand for buttons.
    months: their names, January first.
    commands: by their English names.
    `{name}` in a text is filled in; all languages use the same names.
    """

    months: Annotated[tuple[Label, ...], Field(min_length=12, max_length=12)]
    popular: Annotated[tuple[TopicId, ...], Field(min_length=1, max_length=8)]
    offer_diagnostic: tuple[TopicId, ...] = ()
    typed: Typed = Typed()
    messages: dict[str, Message]
    buttons: dict[str, Label]
    toasts: dict[str, ToastText]
    commands: dict[str, CommandEntry]


H = TypeVar("H")
P = TypeVar("P")


class PaperWords(ContentModel, Generic[H, P]):
    """The fixed words of the papers of a result and of a workshop, by place of use.

    H, P: what a heading and a passage are: in the file a text in both languages, on a paper a
    plain string of one.
    """

    region_unknown: H
    answered_by: H
    for_leader: H
    unverified: H
    critical: H
    weak: H
    adequate: H
    good: H
    unknown: H
    not_asked: H
    profile: H
    needs: H
    enablers: H
    duties: H
    generation: H
    domains: H
    first_priorities: H
    next_priorities: H
    all_priorities: H
    further: H
    why: H
    at_once: H
    first_30_days: H
    first_90_days: H
    first_year: H
    who: H
    money: H
    indicator: H
    caution: H
    method: H
    honest_note: H
    sources: H
    notes: H
    until: H
    room_result: H
    room_unverified: H
    votes_of: H
    most_named: H
    middle_by_agency: H
    decided: H
    official: H
    their_side: H
    joint_side: H
    if_right: H
    other_answer: H
    summary: H
    rounds: H
    agencies: H
    order: H
    stage: H
    question: H
    round: H
    round_name: H
    place: H
    title: H
    agency: H
    people: H
    share: H
    chosen: H
    yes: H
    nothing_to_do: P
    shortened: P
    method_text: P
    no_result: P
    no_dissent: P
    not_official: P


PaperTexts = PaperWords[Label, Paragraph]


class WorkshopWording(ContentModel):
    """The wording of workshops, by place of use; `{name}` in a text is filled in.

    agencies: which a participant may name; ids are kept with the participants.
    spreads: how far apart a room is, in words.
    headings: the minutes, plain. controls: the words typed after the command. help: a sentence on
        each control, plain.
    """

    agencies: Annotated[dict[TopicId, HalfLabel], Field(min_length=3, max_length=24)]
    spreads: dict[Literal["agreed", "close", "wide", "camps", "few", "none"], Label]
    messages: dict[str, Message]
    buttons: dict[str, Label]
    toasts: dict[str, ToastText]
    headings: dict[str, Passage]
    controls: dict[Filled, SingleWord]
    help: dict[str, Reason]
