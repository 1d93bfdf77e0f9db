"""Rules across the content files: ids, links, sources, phrasings, markup, placeholders."""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from knowledge import markup
from knowledge.loading.documents import ContentPath, Fault, YamlFile
from knowledge.loading.names import KnownIds, nearest
from knowledge.models.content import Family, Source, Topic
from knowledge.models.language import LANGUAGES, Language, LanguageEntry, Localised
from knowledge.models.plan import PlanContent
from knowledge.models.regions import Regions
from knowledge.models.texts import Text
from knowledge.models.wording import PaperTexts, Wording, WorkshopWording

_WORD = re.compile(r"\w+")
_LAST_REGENCY = 70

# Where a topic stands: its document, so that a fault can point at the line.
Homes = Mapping[str, YamlFile]
ContentPaths = Collection[ContentPath]
# Family -> the ids of its topics.
Promises = Mapping[str, Collection[str]]


def check_topics(
    topics: Mapping[str, Topic],
    homes: Homes,
    known: KnownIds,
    sources: KnownIds,
    unsourced: Collection[str],
) -> Iterator[Fault]:
    """The rules for valid topics that concern several files. known: the topics that may be named.
    sources: the sources that may be named. unsourced: the topics that need no source.
    """
    for topic_id, topic in topics.items():
        home = homes[topic_id]
        yield from _links(topic_id, topic, home, known)
        yield from _sources(topic_id, topic, home, sources, unsourced)
        yield from markup_faults(home, (topic_id,), _texts(topic))
    yield from _shared_phrasings(topics, homes)


def check_phrasings(
    topics: Mapping[str, Topic], homes: Homes, languages: Mapping[Language, LanguageEntry]
) -> Iterator[Fault]:
    """Every topic has as many phrasings as its languages want."""
    for topic_id, topic in topics.items():
        for code, language in languages.items():
            found = len(topic.ask.in_(code))
            if found < language.least_phrasings:
                what = f"ask.{code} has {found} entries"
                remedy = f"write at least {language.least_phrasings}"
                yield homes[topic_id].fault((topic_id, "ask", code), what, remedy)


def check_languages(
    languages: Mapping[Language, LanguageEntry], homes: Mapping[Language, YamlFile]
) -> Iterator[Fault]:
    """A language that is not complete falls back to one that is."""
    for code, language in languages.items():
        if (language.fallback is None) != (code in LANGUAGES):
            complete = " or ".join(LANGUAGES)
            what = "must name the language that says what it does not"
            remedy = f"write `fallback: {complete}`"
            if code in LANGUAGES:
                what, remedy = "is complete and falls back to nothing", "remove `fallback`"
            yield homes[code].fault(("fallback",), what, remedy)
        elif language.fallback and language.fallback not in LANGUAGES:
            what = f"falls back to {language.fallback}, in which not all content is complete"
            yield homes[code].fault(("fallback",), what, "name one of " + ", ".join(LANGUAGES))


def check_sources(sources: Mapping[str, Source], home: YamlFile) -> Iterator[Fault]:
    """A source tells who published it, or why that is not known."""
    for code, source in sources.items():
        if not source.publisher and not source.note:
            yield home.fault(
                (code,),
                "names no publisher",
                "add `publisher`, or say in `note` why there is none",
            )


def check_promises(
    promised: Promises, home: YamlFile, homes: Homes, swallowed: Collection[str]
) -> Iterator[Fault]:
    """Every topic of families.yaml is listed once and has an entry. home: the document of the
    families. homes: the topics with an entry. swallowed: the keys inside faulty entries; a topic
    that is indented too far lands there and is reported there.
    """
    seen: dict[str, str] = {}
    for family_id, ids in promised.items():
        for topic_id in ids:
            if topic_id in seen:
                what = f"{topic_id} is listed under {seen[topic_id]} too"
                yield home.fault((family_id, "topics", topic_id), what, "keep it in one family")
            seen[topic_id] = family_id
    missing = {*seen} - {*homes} - {*swallowed}
    kept_by = _misspelt({*homes} - seen.keys(), missing)
    for topic_id in sorted({*homes} - seen.keys()):
        meant = kept_by.get(topic_id)
        remedy = f"did you mean {meant}?" if meant else "add it to families.yaml or mend the id"
        yield homes[topic_id].fault((topic_id,), "is not in the list of topics", remedy)
    missing -= {*kept_by.values()}
    for family_id, ids in promised.items():
        if len(ids) > 1 and missing.issuperset(ids):  # a whole file is gone
            missing -= {*ids}
            what = f"none of its {len(ids)} topics has an entry"
            remedy = f"restore topics/{family_id}.yaml, or write them there"
            yield home.fault((family_id,), what, remedy)
    for topic_id in sorted(missing):
        family_id = seen[topic_id]
        what = f"{topic_id} is promised but has no entry"
        remedy = f"write it in topics/{family_id}.yaml"
        yield home.fault((family_id, "topics", topic_id), what, remedy)


def check_kinds(families: Mapping[str, Family], home: YamlFile) -> Iterator[Fault]:
    """Only a family's own topics may be of another kind than it is."""
    for family_id, family in families.items():
        for topic_id in family.kinds.keys() - family.topics.keys():
            place = (family_id, "kinds", topic_id)
            yield home.fault(place, f"{topic_id} is not of this family", "move or remove it")


def _misspelt(strange: Collection[str], wanted: Collection[str]) -> dict[str, str]:
    """Entries that families.yaml does not list, each with the listed topic that may be meant."""
    if len(strange) == len(wanted) == 1:
        return dict(zip(strange, wanted, strict=True))
    near = {topic_id: nearest(topic_id, wanted) for topic_id in sorted(strange)}
    return {topic_id: meant for topic_id, meant in near.items() if meant}


def check_wording(
    wording: Wording, home: YamlFile, topics: KnownIds, told: ContentPaths = frozenset()
) -> Iterator[Fault]:
    """Both languages of a text fill in the same names, and Telegram accepts the markup.

    topics: those that may be offered. told: texts with a wrong name that is reported already.
    """
    for offered in ("popular", "offer_diagnostic"):
        for i, topic_id in enumerate(getattr(wording, offered)):
            if topics.lack(topic_id):
                yield home.unknown_name((offered, i), "topic", topic_id, topics.ids)
    yield from _shared_words(wording, home)
    for key, entry in wording.commands.items():
        if ("commands", key) not in told:
            yield from placeholder_faults(home, ("commands", key, "about"), entry.about)
    for section in ("messages", "buttons", "toasts"):
        for key, text in getattr(wording, section).items():
            place = (section, key)
            if section == "messages":
                yield from markup_faults(home, place, {(): text})
            if place not in told:
                yield from placeholder_faults(home, place, text)


def check_plan(plan: PlanContent, home: YamlFile, topics: KnownIds) -> Iterator[Fault]:
    """The topics that help where a step is stuck are there, and every holiday is a day."""
    for name, obstacle in plan.obstacles.items():
        for i, topic_id in enumerate(obstacle.topics):
            if topics.lack(topic_id):
                where = ("obstacles", name, "topics", i)
                yield home.unknown_name(where, "topic", topic_id, topics.ids)
    yearly = [(("every_year", i), f"2024-{day}") for i, day in enumerate(plan.holidays.every_year)]
    others = [
        (("by_year", year, i), day)
        for year, days in plan.holidays.by_year.items()
        for i, day in enumerate(days)
    ]
    for place, day in (*yearly, *others):
        try:
            date.fromisoformat(day)
        except ValueError:
            yield home.fault(("holidays", *place), f"there is no day {day}", "write a day")


def _shared_words(wording: Wording, home: YamlFile) -> Iterator[Fault]:
    """A word typed as a command means only one command; the English names count too."""
    owners = {name: name for name in wording.commands}
    for name, entry in wording.commands.items():
        for language, words in entry.words.each():
            for i, word in enumerate(words):
                if owners.setdefault(word, name) != name:
                    what = f"the command {word!r} means {owners[word]} too"
                    place = ("commands", name, "words", language, i)
                    yield home.fault(place, what, "choose another word")


def check_papers(
    papers: PaperTexts, home: YamlFile, told: ContentPaths = frozenset()
) -> Iterator[Fault]:
    """All languages use the same placeholders, and no markup: a tag would be printed."""
    for key in type(papers).model_fields:
        text: Text = getattr(papers, key)
        if (key,) not in told:
            yield from placeholder_faults(home, (key,), text)
        for language, said in text.each():
            if markup.without_markup(said) != said:
                what = "carries markup, which a paper prints as it stands"
                yield home.fault((key, language), what, "write plain text")


def check_workshop(
    workshop: WorkshopWording, home: YamlFile, told: ContentPaths = frozenset()
) -> Iterator[Fault]:
    """The rules for wording; also, a word typed after the command means only one control."""
    for section in ("messages", "buttons", "toasts", "headings", "help"):
        for key, text in getattr(workshop, section).items():
            if section == "messages":
                yield from markup_faults(home, (section, key), {(): text})
            if (section, key) not in told:
                yield from placeholder_faults(home, (section, key), text)
    owners: dict[str, str] = {}
    for control, word in workshop.controls.items():
        for language, typed in word.each():
            owner = owners.setdefault(typed.casefold(), control)
            if owner != control:
                what = f"the word {typed!r} means {owner} too"
                yield home.fault(("controls", control, language), what, "choose another word")


def check_regions(regions: Regions, home: YamlFile) -> Iterator[Fault]:
    """Every code stands under its province and fits the kind of region; every name stands once."""
    owners: dict[str, str] = {}
    for province_code, province in regions.provinces.items():
        for code, region in province.regions.items():
            place = ("provinces", province_code, "regions", code)
            if not code.startswith(province_code):
                what = f"{code} stands under province {province_code}"
                yield home.fault(place, what, "move it to its province or mend the code")
            # The last two digits count regencies from 01 and cities from 71.
            elif (int(code[3:]) > _LAST_REGENCY) != region.name.startswith("Kota "):
                what = f"{code} is not the code of a {region.name.split()[0]}"
                yield home.fault(place, what, "mend the code or the name")
            if owners.setdefault(region.name, code) != code:
                what = f"{region.name} has the code {owners[region.name]} too"
                yield home.fault(place, what, "keep one of the two")


def placeholder_faults(home: YamlFile, place: ContentPath, text: Localised[str]) -> Iterator[Fault]:
    names: dict[str, set[str]] = {}
    for language, said in text.each():
        try:
            parts = list(string.Formatter().parse(said))
        except ValueError as error:
            yield home.fault((*place, language), f"the braces are wrong: {error}", "write {name}")
            return
        names[language] = {name for _, name, _, _ in parts if name is not None}
    odd = set[str]().union(*names.values()).difference(set[str].intersection(*names.values()))
    if odd:
        told = ", ".join(sorted(f"{{{name}}}" for name in odd))
        yield home.fault(place, f"{told} does not stand in all languages", "use the same names")


def _texts(topic: Topic) -> dict[tuple[str | int, ...], Localised[str]]:
    texts: dict[tuple[str | int, ...], Localised[str]] = {
        ("title",): topic.title,
        ("answer",): topic.answer,
        ("more",): topic.more,
    }
    for i, step in enumerate(topic.first_steps):
        texts["first_steps", i, "do"] = step.do
        texts["first_steps", i, "who"] = step.who
    return texts


def markup_faults(
    home: YamlFile,
    place: tuple[str | int, ...],
    texts: Mapping[tuple[str | int, ...], Localised[str]],
) -> Iterator[Fault]:
    for key, text in texts.items():
        for language, said in text.each():
            fault = markup.fault_in(said)
            if fault:
                yield home.fault((*place, *key, language), *fault)


def _links(topic_id: str, topic: Topic, home: YamlFile, topics: KnownIds) -> Iterator[Fault]:
    for i, other in enumerate(topic.related):
        place = (topic_id, "related", i)
        if other == topic_id:
            yield home.fault(place, "is related to itself", "name another topic")
        elif topics.lack(other):
            yield home.unknown_name(place, "topic", other, topics.ids)
        elif other in topic.related[:i]:
            yield home.fault(place, f"{other} is related twice", "keep one")


def _sources(
    topic_id: str,
    topic: Topic,
    home: YamlFile,
    sources: KnownIds,
    unsourced: Collection[str],
) -> Iterator[Fault]:
    if not topic.sources and topic_id not in unsourced:
        yield home.fault(
            (topic_id, "sources"), "has no source", "name at least one code of sources.yaml"
        )
    for i, code in enumerate(topic.sources):
        if sources.lack(code):
            yield home.unknown_name((topic_id, "sources", i), "source", code, sources.ids)


def _shared_phrasings(topics: Mapping[str, Topic], homes: Homes) -> Iterator[Fault]:
    """Phrasings that occur twice; for two topics that share many (a copy), one fault."""
    owners: dict[str, tuple[str, ContentPath]] = {}
    shared: dict[tuple[str, str], list[tuple[ContentPath, str]]] = defaultdict(list)
    for topic_id, topic in topics.items():
        for language, phrasings in topic.ask.root.items():
            for i, phrasing in enumerate(phrasings):
                place: ContentPath = (topic_id, "ask", language, i)
                other, first = owners.setdefault(_key(phrasing), (topic_id, place))
                if other != topic_id:
                    shared[topic_id, other].append((place, phrasing))
                elif first != place and first[2] == language:
                    what = f"the phrasing {phrasing!r} stands twice"
                    yield homes[topic_id].fault(place, what, "drop one")
    for (topic_id, other), found in shared.items():
        place, phrasing = found[0]
        more = f", and {len(found) - 1} more" if found[1:] else ""
        what = f"the phrasing {phrasing!r} is claimed by {other} too{more}"
        yield homes[topic_id].fault(place, what, "keep it where it fits better")


def _key(phrasing: str) -> str:
    """A phrasing without case, punctuation and spacing."""
    return " ".join(_WORD.findall(phrasing.casefold()))
