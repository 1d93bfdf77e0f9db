"""How messages are understood: follow-ups, dialects, remarks, refusals, terms, papers asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from knowledge.models.content import ContentModel, Part, Spelling, TopicId
from knowledge.models.language import LanguageCode, Listed
from knowledge.models.texts import (
    Definition,
    Filled,
    Label,
    Passage,
)


class Aspect(ContentModel):
    """What may be asked of nearly any topic: its cost, an example, who does it.

    cues: words that ask for it, each plain; of several words all are needed.
    beside: words that may stand beside a cue. leads_to: the topic that answers; None for the
    topic that was shown. instead: topics after which another one answers.
    shows: the part that answers where it is the topic that was shown: its summary was read.
    """

    cues: Annotated[tuple[Filled, ...], Field(min_length=1)]
    beside: tuple[Filled, ...] = ()
    leads_to: TopicId | None = None
    shows: Part = "more"
    instead: dict[TopicId, TopicId] = Field(default_factory=dict)


class References(ContentModel):
    """How messages point at what was shown before, in plain form, all languages together.

    ordinals: what the first of a list is called, then the second, and so on. last, middle: of any
    list. top, bottom: of what stands one above the other.
    before, after: one of these words stands right before or right behind a word of place, so that
    it counts something. numbered: what stands before a bare number.
    beside: words that say nothing beside a reference.
    back: ways to say that one wants the topic before; to_first: the first of all. meant: what
    begins a correction, before what is really meant. denied: an answer that is none, alone.
    onward: ways to ask for the next of several topics. changing: what begins another subject.
    """

    ordinals: tuple[tuple[Filled, ...], ...] = ()
    last: tuple[Filled, ...] = ()
    middle: tuple[Filled, ...] = ()
    top: tuple[Filled, ...] = ()
    bottom: tuple[Filled, ...] = ()
    before: tuple[Filled, ...] = ()
    after: tuple[Filled, ...] = ()
    numbered: tuple[Filled, ...] = ()
    beside: tuple[Filled, ...] = ()
    back: tuple[Filled, ...] = ()
    to_first: tuple[Filled, ...] = ()
    meant: tuple[Filled, ...] = ()
    denied: tuple[Filled, ...] = ()
    onward: tuple[Filled, ...] = ()
    changing: tuple[Filled, ...] = ()


class TopicList(ContentModel):
    """The topics of the list that an answer gives, in its order.

    upward: whether they stand one above the other, the first at the bottom.
    """

    topics: Annotated[tuple[TopicId, ...], Field(min_length=2)]
    upward: bool = False


class Followups(ContentModel):
    """How messages lean on the answer before them.

    small: words that name no subject. asking: words of a question.
    general: topics that answer what can be asked of nearly any topic, such as its cost.
    broad: topics after which that is what such a question asks for; after any other topic it is
    the cost of that topic. whole: names of the whole, of which the cost as such is asked for.
    references: how messages point at what was shown. lists: of answers that are lists of topics.
    problems: what a story of several problems is searched for, basic needs first.
    """

    small: tuple[Filled, ...] = ()
    asking: tuple[Filled, ...] = ()
    general: tuple[TopicId, ...] = ()
    broad: tuple[TopicId, ...] = ()
    whole: tuple[Filled, ...] = ()
    references: References = Field(default_factory=References)
    lists: dict[TopicId, TopicList] = Field(default_factory=dict)
    problems: tuple[TopicId, ...] = ()
    aspects: dict[Filled, Aspect] = Field(default_factory=dict)


class Dialect(ContentModel):
    """A language of the regions, or Malay, as far as messages in it are to be understood.

    cues: words that Indonesian does not have, by which it is known. words: plain Indonesian forms,
    each with the words that stand for it; both of one to three words. endings: plain endings, each
    with those that stand for it ("nya": [nyo], "": [ne] for "indikatorne").
    language: the code under which content may speak it; what is read through the gloss is answered
    in it where there is such content, else in Indonesian.
    """

    language: LanguageCode | None = None

    cues: Annotated[tuple[Filled, ...], Field(min_length=1)]
    words: dict[Filled, Annotated[tuple[Filled, ...], Field(min_length=1)]]
    endings: dict[str, Annotated[tuple[Filled, ...], Field(min_length=1)]] = Field(default={})


# What a message may be that asks nothing, told by its words: "siap", a sigh, an insult.
# "disappointed" blames the answers, not the bot; "unclear" asks what was meant, or to say it again.
WordedRemark = Literal[
    "dissent", "acknowledged", "feeling", "abuse", "disappointed", "unclear", "farewell"
]


class RemarkWords(ContentModel):
    """Words by which a message is known that asks nothing.

    cues: it has one, and nothing else but these, `beside` and `addressed`. addressed: if there are
    any, it has one of these too. anywhere: one is enough in any short message that asks nothing.
    unless: with one of these it is no remark of the kind. All of one to four words.
    """

    cues: tuple[Filled, ...] = ()
    addressed: tuple[Filled, ...] = ()
    beside: tuple[Filled, ...] = ()
    anywhere: tuple[Filled, ...] = ()
    unless: tuple[Filled, ...] = ()


class Refusal(ContentModel):
    """A kind of message that no topic answers.

    cues: one is enough; its words stand in their order, at most two others between them.
    unless: with one of these words a message is not of the kind.
    names_region: the message must name a region too. says: what helps instead.
    topics: what can be answered nearby.
    """

    cues: Annotated[tuple[Filled, ...], Field(min_length=1)]
    unless: tuple[Filled, ...] = ()
    names_region: bool = False
    says: Passage
    topics: Annotated[tuple[TopicId, ...], Field(max_length=2)] = ()


class TermEntry(ContentModel):
    """A term or abbreviation, and what it means."""

    term: Annotated[str, StringConstraints(min_length=1, max_length=20)] = Field(
        description="The term or abbreviation as it is written."
    )
    full: Annotated[str, StringConstraints(min_length=1, max_length=80)] = Field(
        description="What it stands for; the term itself where it is no abbreviation."
    )
    means: Definition = Field(description="What it means, in one or two plain sentences.")
    topic: TopicId = Field(description="The id of the topic that tells more.")
    subject: bool = Field(
        default=False, description="true where that topic is about this very thing."
    )
    aliases: tuple[Spelling, ...] = Field(
        default=(), description="Other ways to write it, in small letters."
    )
    rule: Filled | None = Field(default=None, description="The number of the rule that defines it.")


class Glossary(ContentModel):
    """Terms, and the words with which people ask what one is."""

    asking: Listed[Filled] = Field(description="Words that ask for a meaning, plain.")
    small: tuple[Filled, ...] = Field(default=(), description="Words that say nothing beside them.")
    kinds: tuple[Filled, ...] = Field(
        default=(), description="What a term may be called where it is asked for."
    )
    uses: tuple[Filled, ...] = Field(default=(), description="Words that ask what it is for.")
    plainly: tuple[Filled, ...] = Field(
        default=(),
        description="Words that ask for its name or meaning, whatever else stands there.",
    )
    fields: tuple[Filled, ...] = Field(
        default=(), description="Words before a field in which it is meant."
    )
    more: tuple[Filled, ...] = Field(
        default=(), description="Words of a remark that asks for more."
    )
    shared: tuple[Spelling, ...] = Field(
        default=(), description="Spellings that stand for several terms."
    )
    everyday: tuple[Spelling, ...] = Field(
        default=(), description="Spellings that alone are a term only in capitals."
    )
    terms: dict[TopicId, TermEntry] = Field(description="The terms themselves.")


# A kind of paper that people ask to have written.
DocumentKind = Literal[
    "nota_dinas",
    "telaahan",
    "kak",
    "sk_tim",
    "perkada",
    "one_page",
    "speech",
    "minutes",
    "report",
    "slides",
]


class DocumentEntry(ContentModel):
    """A kind of paper and how people name it.

    title: what the bot calls it. holds: what such a paper must contain, in one line.
    names: its names, plain.
    drafts: names that ask for it by themselves, where they begin a message ("naskah pidato").
    capitals: names that count only so written ("KAK").
    about: what tells it where only "the letter" is asked for.
    """

    title: Label
    holds: Definition
    names: Annotated[tuple[Filled, ...], Field(min_length=1)]
    drafts: tuple[Filled, ...] = ()
    capitals: tuple[Filled, ...] = ()
    about: tuple[Filled, ...] = ()


class Requests(ContentModel):
    """How people ask to have a paper written, in plain words, all languages together.

    asking: words that ask for it ("buatkan"). telling: words before which they only tell of it.
    commanding: words that ask where they begin a message ("buat").
    wanting: words that ask right before a paper's name ("contoh"). needing: so do these ("perlu"),
        unless a word of `doubting` makes it a question.
    closing: words that ask where they end a message that a name begins ("dong").
    talking: words that only talk about one, where nothing asks.
    always_talking: words that talk about one whatever else stands there ("bedanya").
    purposes: words right before a name that make it what something else is for.
    owners: words right behind a name that tell that it exists.
    papers: what a paper may be called without its kind.
    """

    asking: Annotated[tuple[Filled, ...], Field(min_length=1)]
    telling: tuple[Filled, ...] = ()
    commanding: tuple[Filled, ...] = ()
    wanting: tuple[Filled, ...] = ()
    needing: tuple[Filled, ...] = ()
    doubting: tuple[Filled, ...] = ()
    closing: tuple[Filled, ...] = ()
    talking: tuple[Filled, ...] = ()
    always_talking: tuple[Filled, ...] = ()
    purposes: tuple[Filled, ...] = ()
    owners: tuple[Filled, ...] = ()
    papers: tuple[Filled, ...] = ()
    documents: dict[DocumentKind, DocumentEntry]
