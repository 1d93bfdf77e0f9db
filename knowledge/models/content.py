"""What the content files hold, as frozen models: one class per kind of thing a curator writes.

The limits in the annotations are Telegram's or a phone screen's; the JSON Schemas that editors
use (`mulai schema`) and the faults of `mulai check` both come from here.
"""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints, TypeAdapter

from knowledge.models.language import LanguageCode, LanguageEntry, Listed, Localised
from knowledge.models.texts import (
    AnswerText,
    Brief,
    Definition,
    Filled,
    HalfLabel,
    Label,
    Line,
    Message,
    More,
    Paragraph,
    Passage,
    SingleWord,
    Text,
    ToastText,
)

# A page of a topic that a message can ask for; None: the message says that the topic was wrong.
Part = Literal["answer", "more", "steps", "nothing"]

TopicId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]
SourceId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$")]
# The codes of the Ministry of Home Affairs.
ProvinceCode = Annotated[str, StringConstraints(pattern=r"^\d\d$")]
RegionCode = Annotated[str, StringConstraints(pattern=r"^\d\d\.\d\d$")]
RegionType = Literal["province", "kabupaten", "kota"]
# Telegram's rule for what may be tapped as a command.
CommandWord = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,32}$")]
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
    instead: dict[TopicId, TopicId] = {}


class Followups(ContentModel):
    """How messages lean on the answer before them; `small` are words that name no subject."""

    small: tuple[Filled, ...] = ()
    aspects: dict[Filled, Aspect] = {}


class Dialect(ContentModel):
    """A language of the regions, or Malay, as far as messages in it are to be understood.

    cues: words that Indonesian does not have, by which it is known. words: plain Indonesian forms,
    each with the words that stand for it; both of one to three words.
    language: the code under which content may speak it; what is read through the gloss is answered
    in it where there is such content, else in Indonesian.
    """

    language: LanguageCode | None = None

    cues: Annotated[tuple[Filled, ...], Field(min_length=1)]
    words: dict[Filled, Annotated[tuple[Filled, ...], Field(min_length=1)]]


# What a message may be that asks nothing, told by its words: "siap", a sigh, an insult.
WordedRemark = Literal["acknowledged", "feeling", "abuse"]


class RemarkWords(ContentModel):
    """Words by which a message is known that asks nothing.

    cues: it has one, and nothing else but these, `beside` and `addressed`. addressed: if there are
    any, it has one of these too. anywhere: one is enough in any short message that asks nothing.
    All of one to four words.
    """

    cues: tuple[Filled, ...] = ()
    addressed: tuple[Filled, ...] = ()
    beside: tuple[Filled, ...] = ()
    anywhere: tuple[Filled, ...] = ()


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

    publisher: None where none is stated; the note then says so.
    """

    title: Filled
    publisher: Filled | None = None
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    url: HttpUrl | None = None
    note: Text | None = None


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
    buttons: dict[Pressed, tuple[Filled, ...]] = {}
    commands: dict[
        Literal["start", "diagnose", "results", "privacy", "language", "cancel"], Request
    ] = {}


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
    headings: the minutes, plain. controls: the words typed after the command.
    """

    agencies: Annotated[dict[TopicId, HalfLabel], Field(min_length=3, max_length=12)]
    spreads: dict[Literal["agreed", "close", "wide", "camps", "few", "none"], Label]
    messages: dict[str, Message]
    buttons: dict[str, Label]
    toasts: dict[str, ToastText]
    headings: dict[str, Passage]
    controls: dict[Filled, SingleWord]


class TermEntry(ContentModel):
    """A term or abbreviation, and what it means.

    full: what it stands for; the term itself where it is no abbreviation.
    topic: what tells more. subject: whether that topic is about this very thing.
    aliases: other ways to write it. rule: the number of the rule that defines it.
    """

    term: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    full: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    means: Definition
    topic: TopicId
    subject: bool = False
    aliases: tuple[Spelling, ...] = ()
    rule: Filled | None = None


class Glossary(ContentModel):
    """Terms, and the words with which people ask what one is.

    asking: words that ask for a meaning, plain. small: words that say nothing beside them.
    kinds: what a term may be called where it is asked for. uses: words that ask what it is for.
    plainly: words that ask for its name or meaning, whatever else stands there.
    fields: words before a field in which it is meant. more: words of a remark that asks for more.
    shared: spellings that stand for several terms.
    everyday: spellings that alone are a term only in capitals.
    """

    asking: Listed[Filled]
    small: tuple[Filled, ...] = ()
    kinds: tuple[Filled, ...] = ()
    uses: tuple[Filled, ...] = ()
    plainly: tuple[Filled, ...] = ()
    fields: tuple[Filled, ...] = ()
    more: tuple[Filled, ...] = ()
    shared: tuple[Spelling, ...] = ()
    everyday: tuple[Spelling, ...] = ()
    terms: dict[TopicId, TermEntry]


# A kind of paper that people ask to have written.
DocumentKind = Literal[
    "nota_dinas",
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


class RegionEntry(ContentModel):
    """A regency or a city; `also` lists its other names and short forms."""

    name: Annotated[str, StringConstraints(pattern=r"^(Kabupaten|Kota) \S")]
    also: tuple[Spelling, ...] = ()


class ProvinceEntry(ContentModel):
    """A province, with its regencies and cities by code.

    once: the codes of provinces that it was part of; people still name them.
    """

    name: Filled
    also: tuple[Spelling, ...] = ()
    once: tuple[ProvinceCode, ...] = ()
    regions: dict[RegionCode, RegionEntry]


class Regions(ContentModel):
    """The regions of Indonesia, and how people write them.

    types: the words that say a region's kind.
    words: what a word written short or in another language stands for.
    ignored: words to pass over.
    agencies: agencies in one word, to pass over too; a region's name may follow one.
    offices: words of the long names of agencies, and posts in them, to pass over too.
    below: words for a place within a region; the name behind one is another's.
    ordinary: everyday words, which are no typo of a name.
    everyday: names that are everyday words too; among others they name no region by themselves.
    after_di: of these, those that with "di" before them are a verb or another place.
    abroad: cities and states of other countries, which are no typo of a name either.
    """

    types: dict[RegionType, tuple[Spelling, ...]]
    words: dict[Spelling, Spelling]
    ignored: tuple[Spelling, ...]
    agencies: tuple[Spelling, ...]
    offices: tuple[Spelling, ...]
    below: tuple[Spelling, ...]
    ordinary: tuple[Spelling, ...]
    everyday: tuple[Spelling, ...]
    after_di: tuple[Spelling, ...]
    abroad: tuple[Spelling, ...]
    provinces: dict[ProvinceCode, ProvinceEntry]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all provinces, regencies and cities."""
        below = (code for province in self.provinces.values() for code in province.regions)
        return frozenset((*self.provinces, *below))


# What a file holds as a whole, by its name in the content folder.
TOPICS_FILE: TypeAdapter[dict[str, Topic]] = TypeAdapter(dict[TopicId, Topic])
FAMILIES_FILE: TypeAdapter[dict[str, Family]] = TypeAdapter(dict[TopicId, Family])
SOURCES_FILE: TypeAdapter[dict[str, Source]] = TypeAdapter(dict[SourceId, Source])
WORDING_FILE: TypeAdapter[Wording] = TypeAdapter(Wording)
PAPERS_FILE: TypeAdapter[PaperTexts] = TypeAdapter(PaperTexts)
REGIONS_FILE: TypeAdapter[Regions] = TypeAdapter(Regions)
WORKSHOP_FILE: TypeAdapter[WorkshopWording] = TypeAdapter(WorkshopWording)
LANGUAGE_FILE: TypeAdapter[LanguageEntry] = TypeAdapter(LanguageEntry)
# Plain forms, each with the ways in which people type it.
COLLOQUIAL_FILE: TypeAdapter[dict[str, tuple[str, ...]]] = TypeAdapter(
    dict[Filled, Annotated[tuple[Filled, ...], Field(min_length=1)]]
)
# By name.
DIALECTS_FILE: TypeAdapter[dict[str, Dialect]] = TypeAdapter(dict[Filled, Dialect])
REMARKS_FILE: TypeAdapter[dict[WordedRemark, RemarkWords]] = TypeAdapter(
    dict[WordedRemark, RemarkWords]
)
GLOSSARY_FILE: TypeAdapter[Glossary] = TypeAdapter(Glossary)
REQUESTS_FILE: TypeAdapter[Requests] = TypeAdapter(Requests)
REFUSALS_FILE: TypeAdapter[dict[str, Refusal]] = TypeAdapter(dict[TopicId, Refusal])
FOLLOWUPS_FILE: TypeAdapter[Followups] = TypeAdapter(Followups)
# Messages that no topic answers, by kind.
OUT_OF_SCOPE_FILE: TypeAdapter[dict[str, tuple[str, ...]]] = TypeAdapter(
    dict[Filled, Annotated[tuple[Filled, ...], Field(min_length=1)]]
)
