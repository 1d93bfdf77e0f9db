"""From a folder of YAML files to `Knowledge`, or to the list of everything that is wrong."""

from __future__ import annotations

import contextlib
import gc
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from knowledge.indicators.figures import OfficialFigures
from knowledge.indicators.kinds import RegionKind
from knowledge.loading import card_checks, checks, diagnostic_checks, reading_checks
from knowledge.loading.documents import ContentPath, Fault, Layer, YamlFile, read_yaml_file
from knowledge.loading.figures import read_figures, read_kinds
from knowledge.loading.layers import laid_over, said_in
from knowledge.loading.names import KnownIds, nearest, suggestion
from knowledge.loading.slots import check_slots
from knowledge.models.asked_figures import ASKED_FIGURES_FILE, AskedFigures
from knowledge.models.cards import CARDS_FILE, FACETS, FACETS_FILE, Cards, Facets
from knowledge.models.content import (
    COLLOQUIAL_FILE,
    DIALECTS_FILE,
    FAMILIES_FILE,
    FOLLOWUPS_FILE,
    GLOSSARY_FILE,
    LANGUAGE_FILE,
    OUT_OF_SCOPE_FILE,
    PAPERS_FILE,
    REFUSALS_FILE,
    REGIONS_FILE,
    REMARKS_FILE,
    REQUESTS_FILE,
    SOURCES_FILE,
    TOPICS_FILE,
    WORDING_FILE,
    WORKSHOP_FILE,
    Dialect,
    Family,
    Followups,
    Glossary,
    PaperTexts,
    Refusal,
    Regions,
    RemarkWords,
    Requests,
    Source,
    Topic,
    TopicKind,
    WordedRemark,
    Wording,
    WorkshopWording,
)
from knowledge.models.diagnostic import ACTIONS_FILE, DIAGNOSTIC_FILE, Actions, Diagnostic
from knowledge.models.indicator import INDICATORS_FILE, Indicator
from knowledge.models.language import DEFAULT, FALLBACKS, LANGUAGES, Language, LanguageEntry

T = TypeVar("T")

# Folders whose files map ids to entries, and may have any name.
_FOLDERS = ("topics", "cards")
# The files beside them.
_FILES = (
    "families.yaml",
    "sources.yaml",
    "wording.yaml",
    "papers.yaml",
    "workshop.yaml",
    "regions.yaml",
    "diagnostic.yaml",
    "actions.yaml",
    "colloquial.yaml",
    "out_of_scope.yaml",
    "followups.yaml",
    "facets.yaml",
    "glossary.yaml",
    "requests.yaml",
    "refusals.yaml",
    "dialects.yaml",
    "remarks.yaml",
    "asked_figures.yaml",
)
# The folder of official figures can be left out.
_INDICATORS = "indicators/indicators.yaml"


class KnowledgeError(Exception):
    """The content cannot be used; `faults` lists everything that is wrong, one fault for each
    mistake.

    faults: files that cannot be read first, because they may hide more; then by file and line.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        told = _named_once(sorted(faults))
        self.faults = tuple(sorted(told, key=lambda fault: (not fault.hides, fault)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def _named_once(faults: Sequence[Fault]) -> Iterator[Fault]:
    """The faults, with only the first of many that name the same unknown thing. Somebody renamed or
    removed that thing: one mistake, not many.
    """
    places = Counter(fault.name for fault in faults)
    told: set[tuple[str, str]] = set()
    for fault in faults:
        if fault.name is None or places[fault.name] == 1:
            yield fault
        elif fault.name not in told:
            told.add(fault.name)
            what = f"{fault.what}, as {places[fault.name] - 1} more places do"
            yield replace(fault, what=what, remedy="bring it back, or mend the name in all of them")


@dataclass(frozen=True, slots=True)
class Content:
    """The content files, read and checked: ids to what a curator wrote under them.

    languages: by code; those in which all is complete first, in the order of LANGUAGES.
    """

    languages: dict[Language, LanguageEntry]
    topics: dict[str, Topic]
    cards: dict[str, Cards]
    families: dict[str, Family]
    sources: dict[str, Source]
    wording: Wording
    papers: PaperTexts
    regions: Regions
    workshop: WorkshopWording
    diagnostic: Diagnostic
    actions: Actions
    colloquial: dict[str, tuple[str, ...]]
    out_of_scope: dict[str, tuple[str, ...]]
    followups: Followups
    dialects: dict[str, Dialect]
    remarks: dict[WordedRemark, RemarkWords]
    glossary: Glossary
    requests: Requests
    refusals: dict[str, Refusal]
    asked_figures: AskedFigures
    figures: OfficialFigures
    kinds: dict[str, RegionKind]
    facets: Facets

    def kind_of(self, topic_id: str) -> TopicKind:
        """Of what kind a topic is; see Family."""
        for family in self.families.values():
            if topic_id in family.topics:
                return family.kinds.get(topic_id, family.kind)
        return "concept"

    def language_of(self, app: str | None) -> Language:
        """The language for who has chosen none. app: that of their Telegram ("en-GB"), if told.

        Codes may belong to a language that falls back to another one.
        """
        code = (app or DEFAULT).lower()[:2]
        found, others = DEFAULT, DEFAULT
        for language, entry in self.languages.items():
            found = language if code in entry.codes else found
            others = language if "*" in entry.codes else others
        named = any(code in entry.codes for entry in self.languages.values())
        return found if named else others


def packaged_content() -> Path:
    """The folder of the content that ships with the package."""
    return Path(str(resources.files("knowledge") / "content"))


def load(
    folder: Path | None = None, local: Path | None = None, month: str | None = None
) -> Content:
    """Read and check a content folder (default: the packaged one).

    local: a folder laid over it, which holds only what differs.
    month: the present one ("2026-11"), if nothing may be as of a later one; a bot does not ask,
    so that it starts on a machine whose clock is wrong.
    Raises KnowledgeError with all faults of all files at once.
    """
    with _collector_resting():
        return _Reading(folder or packaged_content(), local, month).content()


@contextlib.contextmanager
def _collector_resting() -> Iterator[None]:
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
    """One pass over a folder, collecting faults.

    Each mistake is reported once, where it was made: nothing is reported as missing that an
    unreadable file or a faulty entry may hold.
    """

    def __init__(self, folder: Path, local: Path | None, month: str | None) -> None:
        self._folder = folder
        self._local = local
        self._month = month
        self._faults: list[Fault] = []
        self._languages: dict[Language, LanguageEntry] = {}
        # What is laid over each file, by its name: files of languages, then the local one.
        self._above: dict[str, list[Layer]] = defaultdict(list)

    def content(self) -> Content:
        self._find_languages()
        local = self._find_local()
        families = self._entries(("families.yaml",), FAMILIES_FILE)
        sources = self._entries(("sources.yaml",), SOURCES_FILE)
        topics = self._entries(self._files_in("topics"), TOPICS_FILE, local["topics"])
        cards = self._entries(self._files_in("cards"), CARDS_FILE, local["cards"])
        sources_known = KnownIds(frozenset(sources.written), sources.complete)
        promised = {id_: _promised(entry) for id_, entry in families.written.items()}
        all_promised = families.complete and None not in promised.values()
        promises = {id_: ids for id_, ids in promised.items() if ids}
        # families.yaml lists all topics, so their names are known even if a file of topics is
        # broken.
        topics_known = KnownIds(
            frozenset({*topics.written, *itertools.chain(*promises.values())}),
            all_promised or topics.complete,
        )
        if all_promised and topics.complete:
            home = families.documents["families.yaml"]
            self._faults += checks.check_promises(promises, home, topics.homes, topics.swallowed)
        unsourced = promises.get("the-bot", ()) if all_promised else topics.written
        self._faults += checks.check_topics(
            topics.sound, topics.homes, topics_known, sources_known, unsourced
        )
        self._faults += card_checks.check_cards(
            cards.sound, cards.homes, topics_known, sources_known, self._month
        )
        self._faults += checks.check_kinds(families.sound, families.documents["families.yaml"])
        self._faults += checks.check_phrasings(topics.sound, topics.homes, self._languages)
        self._faults += checks.check_sources(sources.sound, sources.documents["sources.yaml"])
        wording = self._wording(topics_known)
        papers = self._papers()
        workshop = self._workshop()
        home, data = self._read("regions.yaml")
        regions = self._parse(home, data, REGIONS_FILE)
        if regions is not None:
            self._faults += checks.check_regions(regions, home)
        diagnostic, actions = self._diagnostic(sources_known, topics_known)
        colloquial, out_of_scope = self._reading(topics.sound)
        home, data = self._read("followups.yaml")
        followups = self._parse(home, data, FOLLOWUPS_FILE)
        if followups is not None:
            self._faults += reading_checks.check_followups(followups, home, topics_known)
        home, data = self._read("dialects.yaml")
        dialects = self._parse(home, data, DIALECTS_FILE)
        if dialects is not None:
            self._faults += reading_checks.check_dialects(dialects, home)
        home, data = self._read("remarks.yaml")
        remarks = self._parse(home, data, REMARKS_FILE)
        home, data = self._read("glossary.yaml")
        glossary = self._parse(home, data, GLOSSARY_FILE)
        if glossary is not None:
            self._faults += reading_checks.check_glossary(glossary, home, topics_known)
        home, data = self._read("facets.yaml")
        facets = self._parse(home, data, FACETS_FILE)
        if facets is not None:
            self._faults += card_checks.check_facets(facets, home, topics_known)
        home, data = self._read("requests.yaml")
        requests = self._parse(home, data, REQUESTS_FILE)
        home, data = self._read("refusals.yaml")
        refusals = self._parse(home, data, REFUSALS_FILE)
        if refusals is not None:
            self._faults += reading_checks.check_refusals(refusals, home, topics_known)
        home, data = self._read("asked_figures.yaml")
        asked_figures = self._parse(home, data, ASKED_FIGURES_FILE)
        figures, kinds = self._figures(regions)
        if self._faults or wording is None or papers is None:
            raise KnowledgeError(self._faults)
        if workshop is None or regions is None or diagnostic is None or actions is None:
            raise KnowledgeError(self._faults)
        if glossary is None or requests is None:
            raise KnowledgeError(self._faults)
        if asked_figures is None or facets is None:
            raise KnowledgeError(self._faults)
        return Content(
            self._languages,
            topics.sound,
            cards.sound,
            families.sound,
            sources.sound,
            wording,
            papers,
            regions,
            workshop,
            diagnostic,
            actions,
            colloquial or {},
            out_of_scope or {},
            followups or Followups(),
            dialects or {},
            remarks or {},
            glossary,
            requests,
            refusals or {},
            asked_figures,
            figures,
            kinds,
            facets,
        )

    def _figures(self, regions: Regions | None) -> tuple[OfficialFigures, dict[str, RegionKind]]:
        """The official figures and the kinds of the regions; empty where a folder has none."""
        codes = regions.codes if regions else frozenset()
        indicators: dict[str, Indicator] = {}
        if (self._folder / _INDICATORS).is_file():
            home, data = self._read(_INDICATORS)
            indicators = self._parse(home, data, INDICATORS_FILE) or {}
        if not codes or (self._faults and not indicators):
            return OfficialFigures({}, {}), {}  # the faults of what they lean on are told
        kinds, faults = read_kinds(self._folder, codes)
        self._faults += faults
        unsteady = frozenset(code for code, kind in kinds.items() if kind.small_surveys)
        figures, faults = read_figures(self._folder, self._local, indicators, codes, unsteady)
        self._faults += faults
        return figures, kinds

    def _wording(self, topics: KnownIds) -> Wording | None:
        home, data = self._read("wording.yaml")
        wording = self._parse(home, data, WORDING_FILE)
        if wording is not None:
            unfilled = list(check_slots("wording", wording, home))
            told = frozenset(fault.place[:-1] for fault in unfilled)
            self._faults += (*unfilled, *checks.check_wording(wording, home, topics, told))
        return wording

    def _papers(self) -> PaperTexts | None:
        home, data = self._read("papers.yaml")
        papers = self._parse(home, data, PAPERS_FILE)
        if papers is not None:
            unfilled = list(check_slots("papers", papers, home))
            told = frozenset(fault.place[:-1] for fault in unfilled)
            self._faults += (*unfilled, *checks.check_papers(papers, home, told))
        return papers

    def _workshop(self) -> WorkshopWording | None:
        home, data = self._read("workshop.yaml")
        workshop = self._parse(home, data, WORKSHOP_FILE)
        if workshop is not None:
            unfilled = list(check_slots("workshop", workshop, home))
            told = frozenset(fault.place[:-1] for fault in unfilled)
            self._faults += (*unfilled, *checks.check_workshop(workshop, home, told))
        return workshop

    def _diagnostic(
        self, sources: KnownIds, topics: KnownIds
    ) -> tuple[Diagnostic | None, Actions | None]:
        """The questions and what is advised, each None if it is broken."""
        home, data = self._read("diagnostic.yaml")
        diagnostic = self._parse(home, data, DIAGNOSTIC_FILE)
        if diagnostic is not None:
            self._faults += diagnostic_checks.check_diagnostic(diagnostic, home, sources)
        home, data = self._read("actions.yaml")
        actions = self._parse(home, data, ACTIONS_FILE)
        if actions is not None:
            self._faults += diagnostic_checks.check_actions(actions, home, sources, topics)
        return diagnostic, actions

    def _reading(
        self, topics: Mapping[str, Topic]
    ) -> tuple[dict[str, tuple[str, ...]] | None, dict[str, tuple[str, ...]] | None]:
        """The chat spellings and the messages out of scope, each None if it is broken."""
        home, data = self._read("colloquial.yaml")
        colloquial = self._parse(home, data, COLLOQUIAL_FILE)
        if colloquial is not None:
            self._faults += reading_checks.check_colloquial(colloquial, home)
        home, data = self._read("out_of_scope.yaml")
        out_of_scope = self._parse(home, data, OUT_OF_SCOPE_FILE)
        if out_of_scope is not None:
            self._faults += reading_checks.check_out_of_scope(out_of_scope, home, topics)
        return colloquial, out_of_scope

    def _find_languages(self) -> None:
        """The languages, and the files in which those that fall back say what they do."""
        homes: dict[Language, YamlFile] = {}
        for below in (self._folder, *([self._local] if self._local else ())):
            for folder in sorted((below / "languages").glob("*")):
                code = folder.name
                home = self._layer(below, f"languages/{code}/language.yaml")
                entry = self._parse(home, home.data(), LANGUAGE_FILE)
                if entry is None:
                    continue
                self._languages[code], homes[code] = entry, home
                for path in sorted(folder.rglob("*.yaml")) if entry.fallback else ():
                    name = path.relative_to(folder).as_posix()
                    if name != "language.yaml":
                        layer = self._layer(below, f"languages/{code}/{name}")
                        self._above[name].append(Layer(layer, code))
        for code in LANGUAGES:
            if code not in self._languages and not self._faults:
                name = f"languages/{code}/language.yaml"
                self._faults += self._layer(self._folder, name).faults
        self._faults += checks.check_languages(self._languages, homes)
        order = [*LANGUAGES, *sorted(self._languages.keys() - {*LANGUAGES})]
        self._languages = {code: self._languages[code] for code in order if code in homes}

    def _find_local(self) -> dict[str, list[YamlFile]]:
        """Find the local files; each will be laid over the file of the same name. Returns those in
        folders of entries, where names are free.
        """
        free: dict[str, list[YamlFile]] = {folder: [] for folder in _FOLDERS}
        if self._local is None:
            return free
        for path in sorted(self._local.rglob("*.yaml")):
            name = path.relative_to(self._local).as_posix()
            if name.startswith("languages/"):
                continue
            home = self._layer(self._local, name)
            if name.split("/")[0] in free:
                free[name.split("/")[0]].append(home)
            elif name in _FILES:
                self._above[name].append(Layer(home))
            else:
                what = "is none of the content files, so nothing reads it"
                self._faults.append(home.fault((), what, suggestion(name, _FILES)))
        return free

    def _layer(self, below: Path, name: str) -> YamlFile:
        shown = name if below == self._folder else f"{below.name}/{name}"
        home = read_yaml_file(below / name, shown)
        home.data()
        self._faults += home.faults
        return home

    def _files_in(self, folder: str) -> tuple[str, ...]:
        return tuple(
            f"{folder}/{path.name}" for path in sorted((self._folder / folder).glob("*.yaml"))
        )

    def _entries(
        self, names: Iterable[str], kind: TypeAdapter[dict[str, T]], local: Sequence[YamlFile] = ()
    ) -> _Entries[T]:
        """Files that map ids to entries; a broken entry does not hide the faults of others.

        local: files whose entries are laid over those of the same id, whatever file they are in.
        """
        entries: _Entries[T] = _Entries()
        for name in names:
            home, data = self._read(name)
            entries.documents[name] = home
            for id_, entry in self._of_a_mapping(home, data, entries).items():
                if id_ in entries.homes:
                    what = f"has an entry in {entries.homes[id_].name} too"
                    self._faults.append(home.fault((id_,), what, "keep one of the two"))
                    continue
                entries.homes[id_] = home
                entries.written[id_] = entry
        for home in local:
            for id_, entry in self._of_a_mapping(home, home.data(), entries).items():
                if id_ in entries.homes:
                    entries.homes[id_].layers.append(Layer(home))
                entries.homes.setdefault(id_, home)
                entries.written[id_] = laid_over(entries.written.get(id_), entry)
        for id_, entry in entries.written.items():
            sound = self._validate(entries.homes[id_], kind, {id_: entry})
            entries.sound |= sound or {}
            if sound is None and isinstance(entry, dict):
                entries.swallowed |= entry.keys()
        return entries

    def _of_a_mapping(self, home: YamlFile, data: Any, entries: _Entries[T]) -> dict[str, Any]:
        if isinstance(data, dict):
            return data
        entries.complete = False
        if not home.faults:
            what = "holds no entries"
            self._faults.append(home.fault((), what, "write `id:` and its parts below"))
        return {}

    def _read(self, name: str) -> tuple[YamlFile, Any]:
        """A file with what is laid over it, as plain values."""
        home = read_yaml_file(self._folder / name, name)
        data = home.data()
        self._faults += home.faults
        for layer in self._above.get(name, ()) if home.root else ():
            if layer.language:
                data, faults = said_in(data, layer)
                self._faults += faults
            else:
                data = laid_over(data, layer.document.data())
            home.layers.append(layer)
        return home, data

    def _parse(self, home: YamlFile, data: Any, kind: TypeAdapter[T]) -> T | None:
        """A whole file as its kind, None if it is broken."""
        return None if home.root is None else self._validate(home, kind, data)

    def _validate(self, home: YamlFile, kind: TypeAdapter[T], data: Any) -> T | None:
        fallbacks = {code: entry.fallback for code, entry in self._languages.items()}
        sound = {code: other for code, other in fallbacks.items() if other in LANGUAGES}
        try:
            return kind.validate_python(data, context={FALLBACKS: sound})
        except ValidationError as error:
            details = [dict(detail) for detail in error.errors()]
            self._faults += (_translate(home, detail) for detail in _roots(details))
            return None


@dataclass(slots=True)
class _Entries(Generic[T]):
    """What files of entries hold.

    sound: the entries without a fault, by id. written: all, as plain values. homes: the document of
    each. documents: all files by name. complete: whether every file could be read. swallowed: the
    keys in faulty entries; a topic that is indented too far is found there.
    """

    sound: dict[str, T] = field(default_factory=dict)
    written: dict[str, Any] = field(default_factory=dict)
    homes: dict[str, YamlFile] = field(default_factory=dict)
    documents: dict[str, YamlFile] = field(default_factory=dict)
    complete: bool = True
    swallowed: set[str] = field(default_factory=set)


def _promised(family: object) -> tuple[str, ...] | None:
    """The topics listed in a family, even if the rest of it is faulty; None if unreadable."""
    topics = family.get("topics") if isinstance(family, dict) else None
    return tuple(topics) if isinstance(topics, dict) else None


def _roots(details: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Pydantic's errors without those that follow from others: a misspelt key is also reported as
    missing, and a list without its faulty entries as too short.
    """
    places = [detail["loc"] for detail in details]
    missing = [detail for detail in details if detail["type"] == "missing"]
    for detail in details:
        inside = [place for place in places if place[: len(detail["loc"])] == detail["loc"]]
        if detail["type"] == "missing" or (detail["type"] == "too_short" and inside[1:]):
            continue
        if detail["type"] == "extra_forbidden":
            *parent, key = detail["loc"]
            beside = {str(m["loc"][-1]): m for m in missing if [*m["loc"][:-1]] == parent}
            if meant := nearest(str(key), beside):
                missing.remove(beside[meant])
                detail["meant"] = meant
        yield detail
    yield from missing


def _translate(home: YamlFile, detail: dict[str, Any]) -> Fault:
    """One of pydantic's errors in a curator's words."""
    place: ContentPath = tuple(step for step in detail["loc"] if step != "[key]")
    name = ".".join(str(step) for step in place[1:]) or "the entry"
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "missing":
        return home.fault(
            place[:-1], f"{name} is missing", f"write {place[-1] if place else name}:"
        )
    if kind.startswith("language_"):
        return _of_a_language(home, place, name, kind, context["language"], given)
    if kind == "extra_forbidden":
        meant = detail.get("meant") or _facet_meant(home, place)
        remedy = f"did you mean {meant}?" if meant else "mend spelling or indentation, or remove it"
        return home.fault(place, f"{name} is not a known key", remedy)
    if kind.startswith(("string", "url")):
        return home.fault(place, *_of_a_text(name, kind, given, context, home.says(place)))
    if kind in {"too_short", "too_long"}:
        what = f"{name} has {context['actual_length']} entries"
        if kind == "too_short":
            return home.fault(place, what, f"write at least {context['min_length']}")
        return home.fault(place, what, f"keep at most {context['max_length']}")
    return home.fault(place, f"{name}: {detail['msg']}", "mend the value")


def _facet_meant(home: YamlFile, place: ContentPath) -> str | None:
    """The facet that an unknown key of a topic's cards may stand for."""
    if not home.name.startswith("cards/") or len(place) != len(("topic", "facet")):
        return None
    return nearest(str(place[-1]), FACETS)


def _of_a_language(
    home: YamlFile, place: ContentPath, name: str, kind: str, language: str, given: Any
) -> Fault:
    """A text lacks a language, or has an unknown one."""
    if kind == "language_missing":
        return home.fault(place, f"{name}.{language} is missing", f"write {language}:")
    meant = nearest(language, [code for code in LANGUAGES if code not in given])
    remedy = f"did you mean {meant}?" if meant else f"add languages/{language}/, or remove it"
    return home.fault((*place, language), f"{name}.{language} is in no known language", remedy)


def _of_a_text(
    name: str, kind: str, given: Any, context: dict[str, Any], written: str
) -> tuple[str, str]:
    """What is wrong with a text, and the remedy."""
    if isinstance(given, bool):
        return f"{name} says {written}, which YAML reads as true or false", "put it in quotes"
    if given is None or not str(given).strip():
        return f"{name} is empty", "write a text or remove the key"
    if kind == "string_too_long":
        size, most = len(given), context["max_length"]
        return f"{name} has {size} characters, {size - most} too many", f"shorten it to {most}"
    if kind == "string_too_short":
        return f"{name} has {len(given)} characters", f"write at least {context['min_length']}"
    if kind == "string_pattern_mismatch":
        return f"{given!r} is not a proper id", f"it must look like {context['pattern']}"
    if kind.startswith("url"):
        return f"{name} is not an http(s) address", "write https://... or leave it out"
    return f"{name} is not a text", "put it in quotes"
