"""Rules for what teaches the matcher to read: chat spellings, and messages out of scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from knowledge.loading.checks import markup_faults
from knowledge.loading.documents import ContentPath, Fault, YamlFile
from knowledge.loading.names import KnownIds, suggestion
from knowledge.models.content import Topic
from knowledge.models.understanding import Dialect, Followups, Glossary, Refusal
from knowledge.text import key, solid, words

MOST_WORDS_OF_A_FORM = 3
MEANINGS_OF_A_SHARED_ONE = 2

Lists = Mapping[str, tuple[str, ...]]


def check_colloquial(colloquial: Lists, home: YamlFile) -> Iterator[Fault]:
    """A chat spelling is one word with one plain form, which is no chat spelling itself."""
    readings: dict[str, str] = {}
    for reading, spellings in colloquial.items():
        for i, spelling in enumerate(spellings):
            place = (reading, i)
            if words(spelling) != [spelling]:
                what = f"{spelling!r} is not one word in lower case"
                yield home.fault(
                    place, what, "write it as the matcher sees it, without punctuation"
                )
            elif spelling in colloquial:
                what = f"{spelling!r} is a plain form too"
                yield home.fault(place, what, "keep one of the two")
            elif spelling in readings:
                what = f"{spelling!r} is read as {readings[spelling]!r} too"
                yield home.fault(place, what, "keep one of the two")
            readings.setdefault(spelling, reading)


def check_out_of_scope(
    out_of_scope: Lists, home: YamlFile, topics: Mapping[str, Topic]
) -> Iterator[Fault]:
    """Each message occurs once, and is not a phrasing of a topic."""
    owners = {
        key(phrasing): topic_id
        for topic_id, topic in topics.items()
        for phrasings in topic.ask.root.values()
        for phrasing in phrasings
    }
    seen: set[str] = set()
    for kind, messages in out_of_scope.items():
        for i, message in enumerate(messages):
            # Noise may hold no word at all.
            said = key(message) or message
            if said in owners:
                what = f"{message!r} is a phrasing of {owners[said]} too"
                yield home.fault((kind, i), what, "keep it where it belongs")
            elif said in seen:
                yield home.fault((kind, i), f"{message!r} stands twice", "drop one")
            seen.add(said)


def check_dialects(dialects: Mapping[str, Dialect], home: YamlFile) -> Iterator[Fault]:
    """A form has one plain form within a language, and is written as the matcher sees it."""
    for name, dialect in dialects.items():
        readings: dict[str, str] = {}
        for plain, forms in dialect.words.items():
            for i, form in enumerate(forms):
                place = (name, "words", plain, i)
                if readings.setdefault(form, plain) != plain:
                    what = f"{form!r} is read as {readings[form]!r} too"
                    yield home.fault(place, what, "keep one of the two")
                if not 0 < len(words(form)) <= MOST_WORDS_OF_A_FORM:
                    what = f"{form!r} is not one to three words"
                    yield home.fault(place, what, "shorten it")


def check_glossary(glossary: Glossary, home: YamlFile, topics: KnownIds) -> Iterator[Fault]:
    """Every term has its topic, and a spelling means one term unless it is said to be shared."""
    owners: dict[str, list[str]] = defaultdict(list)
    for id_, entry in glossary.terms.items():
        place: ContentPath = ("terms", id_)
        if topics.lack(entry.topic):
            what = f"{entry.topic} is not a topic"
            yield home.fault((*place, "topic"), what, suggestion(entry.topic, topics.ids))
        spellings = dict.fromkeys(solid(said) for said in (entry.term, entry.full))
        for i, alias in enumerate(entry.aliases):
            if solid(alias) in spellings:
                what = f"{alias!r} stands twice"
                yield home.fault((*place, "aliases", i), what, "drop one")
            spellings[solid(alias)] = None
        for spelling in spellings:
            others = owners[spelling]
            if others and spelling not in glossary.shared:
                what = f"{spelling!r} means {others[0]} too"
                yield home.fault(place, what, "keep one of the two, or list it as shared")
            others.append(id_)
    for i, spelling in enumerate(glossary.shared):
        if len(owners[spelling]) < MEANINGS_OF_A_SHARED_ONE:
            what = f"{spelling!r} does not stand for several terms"
            yield home.fault(("shared", i), what, "drop it, or add what else it means")


def check_followups(followups: Followups, home: YamlFile, topics: KnownIds) -> Iterator[Fault]:
    """Every topic that a follow-up comes after or leads to exists."""
    for field in ("general", "broad", "problems"):
        for i, topic in enumerate(getattr(followups, field)):
            if topics.lack(topic):
                remedy = suggestion(topic, topics.ids)
                yield home.fault((field, i), f"{topic} is not a topic", remedy)
    for listing, items in followups.lists.items():
        for topic in (listing, *items.topics):
            if topics.lack(topic):
                remedy = suggestion(topic, topics.ids)
                yield home.fault(("lists", listing), f"{topic} is not a topic", remedy)
    for name, aspect in followups.aspects.items():
        place = ("aspects", name)
        named: list[tuple[str, ContentPath]] = []
        if aspect.leads_to:
            named.append((aspect.leads_to, (*place, "leads_to")))
        for previous, other in aspect.instead.items():
            named += [(topic, (*place, "instead", previous)) for topic in (previous, other)]
        for topic, where in named:
            if topics.lack(topic):
                remedy = suggestion(topic, topics.ids)
                yield home.fault(where, f"{topic} is not a topic", remedy)


def check_refusals(
    refusals: Mapping[str, Refusal], home: YamlFile, topics: KnownIds
) -> Iterator[Fault]:
    """What is said can be shown, and every topic that is offered instead exists."""
    for name, refusal in refusals.items():
        yield from markup_faults(home, (name, "says"), {(): refusal.says})
        for i, topic in enumerate(refusal.topics):
            if topics.lack(topic):
                remedy = suggestion(topic, topics.ids)
                yield home.fault((name, "topics", i), f"{topic} is not a topic", remedy)
