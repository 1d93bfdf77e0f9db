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

    do: Line = Field(description="What to do, in one line that begins with a verb.")
    who: Brief = Field(description="Who does it: an office or a role, never a name.")


class Topic(ContentModel):
    """One topic that the bot answers."""

    title: Label = Field(description="Its name on buttons and above the answer.")
    answer: AnswerText = Field(
        description="What the phone shows first: the answer, its point in the first sentence."
    )
    more: More = Field(description='What the button "more" adds; it does not repeat the answer.')
    first_steps: Annotated[tuple[FirstStep, ...], Field(max_length=3)] = Field(
        default=(), description="At most three things to do first, each with who does it."
    )
    related: Annotated[tuple[TopicId, ...], Field(min_length=2, max_length=4)] = Field(
        description="Two to four ids of topics that people ask next."
    )
    sources: tuple[SourceId, ...] = Field(
        description="Ids of sources.yaml on which the answer rests."
    )
    keywords: Listed[Filled] = Field(
        default=Listed[Filled]({}),
        description="Bare words that mean this topic all by themselves, such as csco.",
    )
    ask: Listed[Filled] = Field(
        description="How people really ask; the first of each language is the canonical form."
    )


# What a topic is about, by which cards it needs: something to do, something to understand, or the
# bot itself and courtesies, which need none.
TopicKind = Literal["doing", "concept", "bot"]


class Family(ContentModel):
    """A family of topics; `topics` is the list of promised ids, each with what it is about."""

    title: Label = Field(description="The name of the family on buttons.")
    kind: TopicKind = Field(
        default="concept",
        description="What its topics are: things to do, things to understand, or the bot itself.",
    )
    kinds: dict[TopicId, TopicKind] = Field(
        default={}, description="Topics of the family that are of another kind."
    )
    topics: dict[TopicId, Filled] = Field(
        description="The promised ids, each with what it is about in a few words."
    )


class Source(ContentModel):
    """Where a claim comes from."""

    title: Filled = Field(description="The title as it stands on the document.")
    english: Filled | None = Field(
        default=None, description="What the title says, for readers of English."
    )
    one_title: bool = Field(
        default=False,
        description="true where the title stands as it is for all: it is English, or a name.",
    )
    publisher: Filled | None = Field(
        default=None,
        description="Who issued it; left out where nobody is stated, and the note then says so.",
    )
    year: Annotated[int, Field(ge=1900, le=2100)] | None = Field(
        default=None, description="The year on the document."
    )
    url: HttpUrl | None = Field(
        default=None, description="Where it can be read, best at the publisher itself."
    )
    is_copy: bool = Field(
        default=False,
        description="true where what was read, and has this address, is a copy or a mirror.",
    )
    note: Text | None = Field(
        default=None, description="What a reader should know about it, in both languages."
    )
