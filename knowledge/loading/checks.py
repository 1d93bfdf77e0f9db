"""Rules across the content files: ids, links, sources, phrasings, markup, placeholders."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from knowledge.loading import markup
from knowledge.loading.documents import Document, Fault, Place
from knowledge.models.content import (
    LANGUAGES,
    Family,
    Papers,
    Regions,
    Source,
    Text,
    Title,
    Topic,
    Wording,
    WorkshopWording,
)

_WORD = re.compile(r"\w+")
_LAST_REGENCY = 70

# Where a topic stands: its document, so that a fault can point at the line.
Homes = Mapping[str, Document]


def check_topics(
    topics: Mapping[str, Topic],
    homes: Homes,
    families: Mapping[str, Family],
    sources: Mapping[str, Source],
) -> Iterator[Fault]:
    """Everything about topics that one file alone cannot show."""
    promised = {topic_id for family in families.values() for topic_id in family.topics}
    for topic_id, topic in topics.items():
        home = homes[topic_id]
        if topic_id not in promised:
            yield home.fault(
                (topic_id,),
                "is not in the list of topics",
                "add it to families.yaml or mend the id",
            )
        yield from _links(topic_id, topic, home, topics)
        yield from _sources(topic_id, topic, home, sources, families)
        yield from markup_faults(home, (topic_id,), _texts(topic))
    yield from _shared_phrasings(topics, homes)


def check_sources(sources: Mapping[str, Source], home: Document) -> Iterator[Fault]:
    """A source tells who published it, or why that is not known."""
    for code, source in sources.items():
        if not source.publisher and not source.note:
            yield home.fault(
                (code,),
                "names no publisher",
                "add `publisher`, or say in `note` why there is none",
            )


def check_promises(
    topics: Mapping[str, object], families: Mapping[str, Family], home: Document
) -> Iterator[Fault]:
    """Every promised topic has an entry, and is promised once."""
    seen: dict[str, str] = {}
    for family_id, family in families.items():
        for topic_id in family.topics:
            place = (family_id, "topics", topic_id)
            if topic_id in seen:
                yield home.fault(
                    place,
                    f"{topic_id} is listed under {seen[topic_id]} too",
                    "keep it in one family",
                )
            elif topic_id not in topics:
                yield home.fault(
                    place,
                    f"{topic_id} is promised but has no entry",
                    f"write it in topics/{family_id}.yaml",
                )
            seen[topic_id] = family_id


def check_wording(wording: Wording, home: Document) -> Iterator[Fault]:
    """Both languages of a text fill in the same names, and Telegram accepts the markup."""
    for section in ("messages", "buttons", "toasts", "commands"):
        for key, text in getattr(wording, section).items():
            place = (section, key)
            if section == "messages":
                yield from markup_faults(home, place, {(): text})
            yield from placeholder_faults(home, place, text)


def check_papers(papers: Papers, home: Document) -> Iterator[Fault]:
    """Both languages fill in the same names; the words are plain, so a tag would be printed."""
    for key in type(papers).model_fields:
        text: Text = getattr(papers, key)
        yield from placeholder_faults(home, (key,), text)
        for language in LANGUAGES:
            if markup.plain(text.in_(language)) != text.in_(language):
                what = "carries markup, which a paper prints as it stands"
                yield home.fault((key, language), what, "write plain text")


def check_workshop(workshop: WorkshopWording, home: Document) -> Iterator[Fault]:
    """As for wording; besides, a word typed after the command means one control only."""
    for section in ("messages", "buttons", "toasts", "headings"):
        for key, text in getattr(workshop, section).items():
            if section == "messages":
                yield from markup_faults(home, (section, key), {(): text})
            yield from placeholder_faults(home, (section, key), text)
    owners: dict[str, str] = {}
    for control, word in workshop.controls.items():
        for language in LANGUAGES:
            owner = owners.setdefault(word.in_(language).casefold(), control)
            if owner != control:
                what = f"the word {word.in_(language)!r} means {owner} too"
                yield home.fault(("controls", control, language), what, "choose another word")


def check_regions(regions: Regions, home: Document) -> Iterator[Fault]:
    """Every code stands under its province and fits the kind of region; every name stands once."""
    owners: dict[str, str] = {}
    for province_code, province in regions.provinces.items():
        for code, region in province.regions.items():
            place = ("provinces", province_code, "regions", code)
            if not code.startswith(province_code):
                what = f"{code} stands under province {province_code}"
                yield home.fault(place, what, "move it to its province or mend the code")
            # The last two digits count regencies from 01 and cities from 71.
            if (int(code[3:]) > _LAST_REGENCY) != region.name.startswith("Kota "):
                what = f"{code} is not the code of a {region.name.split()[0]}"
                yield home.fault(place, what, "mend the code or the name")
            if owners.setdefault(region.name, code) != code:
                what = f"{region.name} has the code {owners[region.name]} too"
                yield home.fault(place, what, "keep one of the two")


def placeholder_faults(home: Document, place: Place, text: Text | Title) -> Iterator[Fault]:
    names: dict[str, set[str]] = {}
    for language in LANGUAGES:
        try:
            parts = list(string.Formatter().parse(text.in_(language)))
        except ValueError as error:
            yield home.fault((*place, language), f"the braces are wrong: {error}", "write {name}")
            return
        names[language] = {name for _, name, _, _ in parts if name is not None}
    if names["id"] != names["en"]:
        odd = ", ".join(sorted(f"{{{name}}}" for name in names["id"] ^ names["en"]))
        yield home.fault(place, f"{odd} stands in one language only", "use the same names in both")


def _texts(topic: Topic) -> dict[tuple[str | int, ...], Text | Title]:
    texts: dict[tuple[str | int, ...], Text | Title] = {
        ("title",): topic.title,
        ("answer",): topic.answer,
        ("more",): topic.more,
    }
    for i, step in enumerate(topic.first_steps):
        texts["first_steps", i, "do"] = step.do
        texts["first_steps", i, "who"] = step.who
    return texts


def markup_faults(
    home: Document,
    place: tuple[str | int, ...],
    texts: Mapping[tuple[str | int, ...], Text | Title],
) -> Iterator[Fault]:
    for key, text in texts.items():
        for language in LANGUAGES:
            fault = markup.fault_in(text.in_(language))
            if fault:
                yield home.fault((*place, *key, language), *fault)


def _links(
    topic_id: str, topic: Topic, home: Document, topics: Mapping[str, Topic]
) -> Iterator[Fault]:
    for i, other in enumerate(topic.related):
        place = (topic_id, "related", i)
        if other == topic_id:
            yield home.fault(place, "is related to itself", "name another topic")
        elif other not in topics:
            what = f"related names the unknown topic {other}"
            yield home.fault(place, what, suggestion(other, topics))
        elif other in topic.related[:i]:
            yield home.fault(place, f"{other} is related twice", "keep one")


def _sources(
    topic_id: str,
    topic: Topic,
    home: Document,
    sources: Mapping[str, Source],
    families: Mapping[str, Family],
) -> Iterator[Fault]:
    about_the_bot = topic_id in families["the-bot"].topics if "the-bot" in families else False
    if not topic.sources and not about_the_bot:
        yield home.fault(
            (topic_id, "sources"), "has no source", "name at least one code of sources.yaml"
        )
    for i, code in enumerate(topic.sources):
        if code not in sources:
            place = (topic_id, "sources", i)
            yield home.fault(place, f"names the unknown source {code}", suggestion(code, sources))


def _shared_phrasings(topics: Mapping[str, Topic], homes: Homes) -> Iterator[Fault]:
    owners: dict[str, tuple[str, str]] = {}
    for topic_id, topic in topics.items():
        for language in LANGUAGES:
            for i, phrasing in enumerate(topic.ask.in_(language)):
                owner = owners.setdefault(_key(phrasing), (topic_id, f"{language}{i}"))
                fault = _claim(phrasing, owner, topic_id, language, i)
                if fault:
                    yield homes[topic_id].fault((topic_id, "ask", language, i), *fault)


def _key(phrasing: str) -> str:
    """A phrasing without case, punctuation and spacing."""
    return " ".join(_WORD.findall(phrasing.casefold()))


def _claim(
    phrasing: str, owner: tuple[str, str], topic_id: str, language: str, i: int
) -> tuple[str, str] | None:
    """What is wrong if somebody else owns a phrasing; the same in both languages is fine."""
    other, place = owner
    if other != topic_id:
        what = f"the phrasing {phrasing!r} is claimed by {other} too"
        return what, "keep it where it fits better"
    if place.startswith(language) and place != f"{language}{i}":
        return f"the phrasing {phrasing!r} stands twice", "drop one"
    return None


def suggestion(wrong: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(wrong, known, n=1)
    return f"did you mean {close[0]}?" if close else "add it or mend the name"
