"""What the content files hold, as frozen models: one class per kind of thing a curator writes.

The limits in the annotations are Telegram's or a phone screen's; the JSON Schemas that editors
use (`mulai schema`) and the faults of `mulai check` both come from here.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints

from knowledge.models.language import Listed
from knowledge.models.texts import (
    AnswerText,
    Brief,
    Filled,
    Label,
    Line,
    More,
    Text,
)

# A page of a topic that a message can ask for; None: the message says that the topic was wrong.
Part = Literal["answer", "more", "steps", "nothing"]
TopicId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]
SourceId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$")]
# A word or words as messages are read: small letters and digits.
Spelling = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+( [a-z0-9]+)*$")]


class ContentModel(BaseModel):
    """Anything read from a content file: frozen, and unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FirstStep(ContentModel):
    """A first step: what to do and who does it."""

    do: Line
    who: Brief


class Topic(ContentModel):
    """One topic that the bot answers.

    keywords: bare words that mean the topic all by themselves, such as `csco`.
    ask: how people really ask; the first of each language is the canonical form.
    """

    title: Label
    answer: AnswerText
    more: More
    first_steps: Annotated[tuple[FirstStep, ...], Field(max_length=3)] = ()
    related: Annotated[tuple[TopicId, ...], Field(min_length=2, max_length=4)]
    sources: tuple[SourceId, ...]
    keywords: Listed[Filled] = Listed[Filled]({})
    ask: Listed[Filled]


# What a topic is about, by which cards it needs: something to do, something to understand, or the
# bot itself and courtesies, which need none.
TopicKind = Literal["doing", "concept", "bot"]


class Family(ContentModel):
    """A family of topics; `topics` is the list of promised ids, each with what it is about.

    kind: of what kind its topics are. kinds: those of another one.
    """

    title: Label
    kind: TopicKind = "concept"
    kinds: dict[TopicId, TopicKind] = {}
    topics: dict[TopicId, Filled]


class Source(ContentModel):
    """Where a claim comes from.

    english: what the title says, for readers of English.
    one_title: whether the title stands as it is for all: it is English, or a name.
    publisher: None where none is stated; the note then says so.
    is_copy: whether what was read, and what the address leads to, is a copy or a mirror.
    """

    title: Filled
    english: Filled | None = None
    one_title: bool = False
    publisher: Filled | None = None
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    url: HttpUrl | None = None
    is_copy: bool = False
    note: Text | None = None
