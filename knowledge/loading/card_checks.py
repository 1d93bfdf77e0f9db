"""Rules for answer cards: what they name is there, none is missing, none has grown old."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from knowledge import markup
from knowledge.loading.checks import Homes
from knowledge.loading.documents import ContentPath, Fault, YamlFile
from knowledge.loading.names import KnownIds, suggestion
from knowledge.models.cards import Card, Cards, Facet, Facets
from knowledge.models.content import Family, TopicKind
from knowledge.models.language import Localised

# A card is looked at again when its newest source is older than so many months.
MONTHS_OF_USE = 12
_DATE = re.compile(r"(?:(?P<word>[^\W\d_]+)\s+)?(?<!\d)(?P<year>20\d\d)(?![\d/])")

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
    for i, name in enumerate(facets.telling):
        if name not in facets.groups:
            remedy = suggestion(name, facets.groups)
            yield home.fault(("telling", i), f"{name} is not a group", remedy)
    for facet, entry in facets.facets.items():
        place: ContentPath = ("facets", facet)
        for i, cue in enumerate(entry.cues):
            for name in re.findall(r"<(.*?)>", cue):
                if name not in facets.groups:
                    remedy = suggestion(name, facets.groups)
                    yield home.fault((*place, "cues", i), f"{name} is not a group", remedy)
        for field in ("subjects", "own"):
            for i, topic in enumerate(getattr(entry, field)):
                if topics.lack(topic):
                    remedy = suggestion(topic, topics.ids)
                    yield home.fault((*place, field, i), f"{topic} is not a topic", remedy)


# How it is said that a card is old only because its source is.
_DATED = "is as of "
# What changes most from year to year: prices, rules, targets, offices; then what was seen; the rest
# explains, and lasts.
_AGEING: tuple[tuple[Facet, ...], ...] = (
    ("cost", "law", "indicator", "time", "who", "village"),
    ("example", "risk"),
    ("how", "why", "what"),
)


def old_cards_in_order(
    found: Iterable[tuple[str, Facet, str]],
) -> tuple[list[str], list[tuple[tuple[Facet, ...], list[str]]]]:
    """What `old_cards` found, for who has to work through it.

    Returns a line for each card that speaks of a date that has passed; then, for each group of
    facets, those that age fastest first, a line for each topic, the oldest first.
    """
    found = list(found)
    passed = [
        f"{topic}: {facet}: {why}" for topic, facet, why in found if not why.startswith(_DATED)
    ]
    groups = []
    for facets in _AGEING:
        of_topic: dict[str, list[tuple[str, Facet]]] = {}
        for topic, facet, why in found:
            if facet in facets and why.startswith(_DATED):
                of_topic.setdefault(topic, []).append((why.removeprefix(_DATED), facet))
        lines = [
            f"{topic}: {', '.join(f'{facet} {month}' for month, facet in sorted(dated))}"
            for topic, dated in sorted(of_topic.items(), key=lambda item: min(item[1]))
        ]
        groups.append((facets, lines))
    return passed, groups


def old_cards(
    cards: Mapping[str, Cards], months: Sequence[Localised[str]], month: str
) -> Iterator[tuple[str, Facet, str]]:
    """Every topic and facet whose card may no longer be true in a month, and why.

    months: their names, January first. month: such as "2027-06".
    """
    for topic_id, of_topic in cards.items():
        for facet, card in of_topic.each():
            # Who has read a card has found it true then, however old its source is.
            known = max(card.as_of, card.reviewed.month if card.reviewed else "")
            if _months_between(known, month) > MONTHS_OF_USE:
                yield topic_id, facet, f"{_DATED}{card.as_of}"
            dates = {
                date: told
                for text in card.text.root.values()
                for date, told in _dates(text, months)
            }
            for date, told in sorted(dates.items()):
                # What had happened when it was written only tells of the past; "2027" has passed
                # when the year is over.
                written, now = (known[: len(date)] for known in (card.as_of, month))
                if written < date < now:
                    yield topic_id, facet, f"speaks of {told}, which has passed"


def _dates(text: str, months: Sequence[Localised[str]]) -> Iterator[tuple[str, str]]:
    """The dates in a text, each as a month ("2027-01") or a year ("2027"), and in its words."""
    numbers = {
        name.casefold(): number
        for number, names in enumerate(months, start=1)
        for name in names.root.values()
    }
    for found in _DATE.finditer(text):
        year, number = found["year"], numbers.get((found["word"] or "").casefold())
        yield (year, year) if number is None else (f"{year}-{number:02}", found.group())


def _months_between(earlier: str, later: str) -> int:
    (y1, m1), (y2, m2) = (map(int, month.split("-")) for month in (earlier, later))
    return 12 * (y2 - y1) + m2 - m1


def check_complete(
    cards: Mapping[str, Cards], families: Mapping[str, Family], homes: Homes
) -> Iterator[Fault]:
    """Every topic has the cards of its kind, or says why not.

    homes: the topics that need them.
    """
    for family in families.values():
        for topic_id in family.topics.keys() & homes.keys():
            there = cards.get(topic_id, Cards())
            wanted = WANTED[family.kinds.get(topic_id, family.kind)]
            lacking = [
                facet for facet in wanted if not there.card(facet) and facet not in there.without
            ]
            if lacking:
                what = f"has no card and no reason for {', '.join(lacking)}"
                remedy = "write them in cards/, or the reasons there under `without`"
                yield homes[topic_id].fault((topic_id,), what, remedy)
