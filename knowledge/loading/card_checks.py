"""Rules for answer cards: what they name is there, none is missing, none has grown old."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from knowledge import markup
from knowledge.loading.checks import Homes
from knowledge.loading.documents import ContentPath, Fault, YamlFile
from knowledge.loading.names import KnownIds, suggestion
from knowledge.models.cards import Card, Cards, Facet, Facets
from knowledge.models.content import Family, TopicKind

# The facets for which each kind of topic has a card, or says why not.
WANTED: Mapping[TopicKind, tuple[Facet, ...]] = {
    "doing": ("how", "who", "cost", "law", "indicator", "example", "risk"),
    "concept": ("what", "why", "example"),
    "bot": (),
}


def check_cards(
    cards: Mapping[str, Cards], homes: Homes, topics: KnownIds, sources: KnownIds, month: str | None
) -> Iterator[Fault]:
    """Everything about sound cards that one file alone cannot show.

    month: the present one, or None where nothing is said about the future.
    """
    for topic_id, of_topic in cards.items():
        home = homes[topic_id]
        if topics.lack(topic_id):
            yield home.unknown_name((topic_id,), "topic", topic_id, topics.ids)
        for facet, card in of_topic.each():
            yield from _card(card, home, (topic_id, facet), sources, month)
            if facet in of_topic.without:
                what = f"{facet} has a card too"
                yield home.fault((topic_id, "without", facet), what, "keep one of the two")


def _card(
    card: Card, home: YamlFile, place: ContentPath, sources: KnownIds, month: str | None
) -> Iterator[Fault]:
    for i, code in enumerate(card.sources):
        if sources.lack(code):
            yield home.unknown_name((*place, "sources", i), "source", code, sources.ids)
    if month is not None and card.as_of > month:
        what = f"is as of {card.as_of}, which is yet to come"
        yield home.fault((*place, "as_of"), what, "write the month of the newest source")
    for language, said in card.text.each():
        if markup.without_markup(said) != said:
            what = "carries markup, which a card shows as it stands"
            yield home.fault((*place, "text", language), what, "write plain text")


def check_facets(facets: Facets, home: YamlFile, topics: KnownIds) -> Iterator[Fault]:
    """Every group and topic that a facet names is there."""
    for facet, entry in facets.facets.items():
        place: ContentPath = ("facets", facet)
        for i, cue in enumerate(entry.cues):
            for name in re.findall(r"<(.*?)>", cue):
                if name not in facets.groups:
                    remedy = suggestion(name, facets.groups)
                    yield home.fault((*place, "cues", i), f"{name} is not a group", remedy)
        for i, topic in enumerate(entry.subjects):
            if topics.lack(topic):
                remedy = suggestion(topic, topics.ids)
                yield home.fault((*place, "subjects", i), f"{topic} is not a topic", remedy)


def missing_cards(
    cards: Mapping[str, Cards], families: Mapping[str, Family]
) -> Iterator[tuple[str, Facet]]:
    """Every topic and facet that has neither a card nor a reason why not."""
    for family in families.values():
        for topic_id in family.topics:
            there = cards.get(topic_id, Cards())
            for facet in WANTED[family.kinds.get(topic_id, family.kind)]:
                if there.card(facet) is None and facet not in there.without:
                    yield topic_id, facet
