"""From a folder of YAML files to `Content`, or to the list of everything that is wrong."""

from __future__ import annotations

import contextlib
import gc
import itertools
from collections.abc import Callable, Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from knowledge.indicators.figures import OfficialFigures
from knowledge.indicators.kinds import RegionKind
from knowledge.loading import (
    card_checks,
    checks,
    diagnostic_checks,
    office_checks,
    reading_checks,
    source_checks,
)
from knowledge.loading.content import Content
from knowledge.loading.documents import ContentPath, Fault, YamlFile
from knowledge.loading.faults import KnowledgeError
from knowledge.loading.figures import read_figures, read_kinds
from knowledge.loading.folder import ContentFolder, FileEntries
from knowledge.loading.logo import read_logo
from knowledge.loading.names import KnownIds
from knowledge.loading.slots import check_slots
from knowledge.loading.word_templates import read_templates
from knowledge.models import files
from knowledge.models.cards import Card
from knowledge.models.content import Topic
from knowledge.models.diagnostic import ActionText, QuestionEntry
from knowledge.models.files import ContentFile
from knowledge.models.indicator import Indicator
from knowledge.models.practices import Practice
from knowledge.models.wording import PaperTexts, Wording, WorkshopWording

T = TypeVar("T")


def packaged_content() -> Path:
    """The folder of the content that ships with the package."""
    return Path(str(resources.files("knowledge") / "content"))


def load(
    folder: Path | None = None, local: Path | None = None, month: str | None = None
) -> Content:
    """Read and check a content folder (default: the packaged one).

    local: a folder laid over it, which holds only what differs.
    month: the present one ("2026-11") for a curator, who is told too of cards that are as of a
    later one, or still to be written, and of sources that nothing cites or that stand twice; a bot
    starts all the same, also where the clock is wrong.
    Raises KnowledgeError with all faults of all files at once.
    """
    with collector_resting():
        return _Reading(folder or packaged_content(), local, month).content()


@contextlib.contextmanager
def collector_resting() -> Iterator[None]:
    """Pause the garbage collector: half of the time would go into searching nodes that are all in
    use.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Reading:
    """One pass over a folder: all files read and checked, then made into `Content`.

    Each mistake is reported once, where it was made: nothing is reported as missing that an
    unreadable file or a faulty entry may hold.
    """

    def __init__(self, folder: Path, local: Path | None, month: str | None) -> None:
        self._folder = ContentFolder(folder, local)
        self._faults = self._folder.faults
        self._month = month
        # What each file holds, by its name; files with faults are missing.
        self._sound: dict[str, Any] = {}

    def content(self) -> Content:
        sources, topics = self._topics()
        self._wordings(topics)
        told = len(self._faults)
        regions = self._file(files.REGIONS, checks.check_regions)
        # The tables name regions by their codes: a wrong code would be reported in each row.
        codes = regions.codes if regions and len(self._faults) == told else frozenset()
        self._diagnostic(sources, topics)
        self._file(
            files.PRACTICES,
            lambda sound, home: diagnostic_checks.check_practices(sound, home, sources, codes),
        )
        self._understanding(topics)
        figures, kinds = self._figures(codes)
        if self._month is not None and not self._faults:
            self._faults += self._upkeep_faults()
        if self._faults:
            raise KnowledgeError(self._faults)
        return self._made(figures, kinds)

    def _made(self, figures: OfficialFigures, kinds: dict[str, RegionKind]) -> Content:
        return Content(
            self._folder.languages,
            self._of(files.TOPICS),
            self._of(files.CARDS),
            self._of(files.FAMILIES),
            self._of(files.SOURCES),
            self._of(files.WORDING),
            self._of(files.PAPER_WORDS),
            self._of(files.REGIONS),
            self._of(files.WORKSHOP),
            self._of(files.PRACTICES),
            self._of(files.DIAGNOSTIC),
            self._of(files.ACTIONS),
            self._of(files.COLLOQUIAL),
            self._of(files.OUT_OF_SCOPE),
            self._of(files.FOLLOWUPS),
            self._of(files.DIALECTS),
            self._of(files.REMARKS),
            self._of(files.GLOSSARY),
            self._of(files.REQUESTS),
            self._of(files.REFUSALS),
            self._of(files.ASKED_FIGURES),
            self._of(files.RESULT_TALK),
            self._of(files.FACET_PHRASINGS),
            figures,
            kinds,
            self._of(files.FACET_WORDS),
            self._of(files.OFFICE_PAPERS),
            self._of(files.PLAN),
            self._templates,
            self._logo,
        )

    def _of(self, file: ContentFile[T]) -> T:
        sound: T = self._sound[file.name]
        return sound

    def _file(
        self, file: ContentFile[T], *rules: Callable[[T, YamlFile], Iterable[Fault]]
    ) -> T | None:
        """Read and check a file. rules: what its form alone cannot show."""
        read = self._folder.file(file)
        home, sound = read
        if sound is not None:
            self._sound[file.name] = sound
            for rule in rules:
                self._faults += rule(sound, home)
        return sound

    def _entries(self, file: ContentFile[dict[str, T]]) -> FileEntries[T]:
        entries = self._folder.entries(file)
        self._sound[file.name] = entries.sound
        return entries

    def _topics(self) -> tuple[KnownIds, KnownIds]:
        """Families, topics, cards and sources; returns the sources and topics that may be named."""
        families, sources = self._entries(files.FAMILIES), self._entries(files.SOURCES)
        topics, cards = self._entries(files.TOPICS), self._entries(files.CARDS)
        self._card_homes = cards.homes
        # A topic of a local layer may have no cards.
        self._packaged_topics = {
            id_: home for id_, home in topics.homes.items() if home.name in topics.documents
        }
        self._sources_home = sources.documents[files.SOURCES.name]
        known_sources = KnownIds(frozenset(sources.written), sources.complete)
        listed = {id_: _promised(entry) for id_, entry in families.written.items()}
        all_listed = families.complete and None not in listed.values()
        promises = {id_: ids for id_, ids in listed.items() if ids}
        # families.yaml lists all topics, so their names are known even if a file of topics is
        # broken.
        known = KnownIds(
            frozenset({*topics.written, *itertools.chain(*promises.values())}),
            all_listed or topics.complete,
        )
        home = families.documents[files.FAMILIES.name]
        if all_listed and topics.complete:
            self._faults += checks.check_promises(promises, home, topics.homes, topics.swallowed)
        unsourced = promises.get("the-bot", ()) if all_listed else topics.written
        self._faults += (
            *checks.check_topics(topics.sound, topics.homes, known, known_sources, unsourced),
            *card_checks.check_cards(cards.sound, cards.homes, known, known_sources, self._month),
            *checks.check_kinds(families.sound, home),
            *checks.check_phrasings(topics.sound, topics.homes, self._folder.languages),
            *checks.check_sources(sources.sound, self._sources_home),
        )
        return known_sources, known

    def _wordings(self, topics: KnownIds) -> None:
        """What the bot says of its own accord, with the placeholders that code fills in."""

        def wording(sound: Wording, home: YamlFile) -> Iterator[Fault]:
            unfilled = list(check_slots("wording", sound, home))
            yield from unfilled
            yield from checks.check_wording(sound, home, topics, _places(unfilled))

        def papers(sound: PaperTexts, home: YamlFile) -> Iterator[Fault]:
            unfilled = list(check_slots("papers", sound, home))
            yield from unfilled
            yield from checks.check_papers(sound, home, _places(unfilled))

        def workshop(sound: WorkshopWording, home: YamlFile) -> Iterator[Fault]:
            unfilled = list(check_slots("workshop", sound, home))
            yield from unfilled
            yield from checks.check_workshop(sound, home, _places(unfilled))

        self._file(files.WORDING, wording)
        self._file(files.PAPER_WORDS, papers)
        self._file(files.WORKSHOP, workshop)
        self._file(files.OFFICE_PAPERS, office_checks.check_office_papers)
        self._templates, faults = read_templates(self._folder.local)
        self._faults += faults
        self._logo, faults = read_logo(self._folder.local)
        self._faults += faults

    def _diagnostic(self, sources: KnownIds, topics: KnownIds) -> None:
        """The questions, and what is advised."""
        self._file(
            files.DIAGNOSTIC,
            lambda sound, home: diagnostic_checks.check_diagnostic(sound, home, sources),
        )
        asked = self._sound.get(files.DIAGNOSTIC.name)
        self._file(
            files.ACTIONS,
            lambda sound, home: diagnostic_checks.check_actions(
                sound, home, asked, sources, topics
            ),
        )

    def _understanding(self, topics: KnownIds) -> None:
        """What messages are understood by."""
        rules = reading_checks
        phrased = self._of(files.TOPICS)
        self._file(files.COLLOQUIAL, rules.check_colloquial)
        self._file(
            files.OUT_OF_SCOPE, lambda sound, home: rules.check_out_of_scope(sound, home, phrased)
        )
        self._file(files.FOLLOWUPS, lambda sound, home: rules.check_followups(sound, home, topics))
        self._file(files.DIALECTS, rules.check_dialects)
        self._file(files.REMARKS)
        self._file(files.GLOSSARY, lambda sound, home: rules.check_glossary(sound, home, topics))
        self._file(
            files.FACET_WORDS, lambda sound, home: card_checks.check_facets(sound, home, topics)
        )
        self._file(files.REQUESTS)
        self._file(files.REFUSALS, lambda sound, home: rules.check_refusals(sound, home, topics))
        self._file(files.ASKED_FIGURES)
        self._file(files.RESULT_TALK)
        self._file(files.PLAN, lambda sound, home: checks.check_plan(sound, home, topics))
        self._file(files.FACET_PHRASINGS)

    def _upkeep_faults(self) -> Iterator[Fault]:
        """What only curators are told, and only of content that is sound otherwise: what is lost
        elsewhere may leave a topic without cards, and a source without use.
        """
        sources, cards = self._of(files.SOURCES), self._of(files.CARDS)
        families = self._of(files.FAMILIES)
        missing = list(card_checks.check_complete(cards, families, self._packaged_topics))
        yield from missing
        if not missing and self._folder.local is None:  # a local folder may leave some unused
            cited = set(self._cited())
            yield from source_checks.check_citations(sources, self._sources_home, cited)
            yield from source_checks.check_titles(sources, self._sources_home)
            yield from source_checks.check_ages(cards, self._card_homes, sources)

    def _cited(self) -> Iterator[str]:
        """The codes of the sources that anything in the content cites."""
        actions = self._of(files.ACTIONS).priorities.values()
        citing: tuple[Topic | Card | QuestionEntry | ActionText | Practice, ...] = (
            *self._of(files.TOPICS).values(),
            *(card for cards in self._of(files.CARDS).values() for _, card in cards.each()),
            *self._of(files.DIAGNOSTIC).questions.values(),
            *self._of(files.PRACTICES).values(),
            *itertools.chain.from_iterable(action.fitting for action in actions),
        )
        return itertools.chain.from_iterable(each.sources for each in citing)

    def _figures(self, codes: frozenset[str]) -> tuple[OfficialFigures, dict[str, RegionKind]]:
        """The official figures and the kinds of the regions; empty where a folder has none."""
        folder, local = self._folder.path, self._folder.local
        indicators: dict[str, Indicator] = {}
        if (folder / files.INDICATORS.name).is_file():
            indicators = self._file(files.INDICATORS) or {}
        if not codes or (self._faults and not indicators):
            return OfficialFigures({}, {}), {}  # the faults that they depend on are reported
        kinds, faults = read_kinds(folder, codes)
        self._faults += faults
        unsteady = frozenset(code for code, kind in kinds.items() if kind.small_surveys)
        figures, faults = read_figures(folder, local, indicators, codes, unsteady)
        self._faults += faults
        return figures, kinds


def _places(faults: Iterable[Fault]) -> frozenset[ContentPath]:
    """The texts whose placeholders are reported as wrong already, by their places."""
    return frozenset(fault.place[:-1] for fault in faults)


def _promised(family: object) -> tuple[str, ...] | None:
    """The topics listed in a family, even if the rest of it is faulty; None if unreadable."""
    topics = family.get("topics") if isinstance(family, dict) else None
    return tuple(topics) if isinstance(topics, dict) else None
