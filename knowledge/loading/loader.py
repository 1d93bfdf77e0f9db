"""From a folder of YAML files to `Knowledge`, or to the list of everything that is wrong."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from knowledge.loading import checks, diagnostic_checks, reading_checks
from knowledge.loading.documents import Document, Fault, Place, read
from knowledge.loading.slots import check_slots
from knowledge.models.content import (
    COLLOQUIAL_FILE,
    FAMILIES_FILE,
    FOLLOWUPS_FILE,
    OUT_OF_SCOPE_FILE,
    PAPERS_FILE,
    REGIONS_FILE,
    SOURCES_FILE,
    TOPICS_FILE,
    WORDING_FILE,
    WORKSHOP_FILE,
    Family,
    Followups,
    Papers,
    Regions,
    Source,
    Topic,
    Wording,
    WorkshopWording,
)
from knowledge.models.diagnostic import ACTIONS_FILE, DIAGNOSTIC_FILE, Actions, Diagnostic

T = TypeVar("T")


class KnowledgeError(Exception):
    """The content cannot be used; `faults` says everything that is wrong, in reading order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Content:
    """The content files, read and checked: ids to what a curator wrote under them."""

    topics: dict[str, Topic]
    families: dict[str, Family]
    sources: dict[str, Source]
    wording: Wording
    papers: Papers
    regions: Regions
    workshop: WorkshopWording
    diagnostic: Diagnostic
    actions: Actions
    colloquial: dict[str, tuple[str, ...]]
    out_of_scope: dict[str, tuple[str, ...]]
    followups: Followups


def packaged_content() -> Path:
    """The folder of the content that ships with the package."""
    return Path(str(resources.files("knowledge") / "content"))


def load(folder: Path | None = None) -> Content:
    """Read and check a content folder (default: the packaged one).

    Raises KnowledgeError with all faults of all files at once.
    """
    with _collector_resting():
        return _Reading(folder or packaged_content()).content()


@contextlib.contextmanager
def _collector_resting() -> Iterator[None]:
    """Half of the time would go into looking for garbage among nodes that are all in use."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Reading:
    """One pass over a folder, collecting faults."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._faults: list[Fault] = []

    def content(self) -> Content:
        families_home = self._read("families.yaml")
        families = self._parse(families_home, FAMILIES_FILE)
        sources_home = self._read("sources.yaml")
        sources = self._parse(sources_home, SOURCES_FILE)
        wording_home = self._read("wording.yaml")
        wording = self._parse(wording_home, WORDING_FILE)
        papers_home = self._read("papers.yaml")
        papers = self._parse(papers_home, PAPERS_FILE)
        workshop_home = self._read("workshop.yaml")
        workshop = self._parse(workshop_home, WORKSHOP_FILE)
        regions_home = self._read("regions.yaml")
        regions = self._parse(regions_home, REGIONS_FILE)
        topics, homes, named = self._topics()
        self._faults += checks.check_promises(dict.fromkeys(named), families or {}, families_home)
        if families is not None and sources is not None:
            self._faults += checks.check_topics(topics, homes, families, sources)
        if sources is not None:
            self._faults += checks.check_sources(sources, sources_home)
        if wording is not None:
            self._faults += checks.check_wording(wording, wording_home)
            self._faults += check_slots("wording", wording, wording_home)
        if papers is not None:
            self._faults += checks.check_papers(papers, papers_home)
            self._faults += check_slots("papers", papers, papers_home)
        if regions is not None:
            self._faults += checks.check_regions(regions, regions_home)
        if workshop is not None:
            self._faults += checks.check_workshop(workshop, workshop_home)
            self._faults += check_slots("workshop", workshop, workshop_home)
        diagnostic, actions = self._diagnostic(sources or {}, named)
        colloquial, out_of_scope = self._reading(topics)
        followups_home = self._read("followups.yaml")
        followups = self._parse(followups_home, FOLLOWUPS_FILE)
        if followups is not None:
            self._faults += reading_checks.check_followups(followups, followups_home, named)
        if self._faults or families is None or sources is None or wording is None or papers is None:
            raise KnowledgeError(self._faults)
        if workshop is None or regions is None or diagnostic is None or actions is None:
            raise KnowledgeError(self._faults)
        return Content(
            topics,
            families,
            sources,
            wording,
            papers,
            regions,
            workshop,
            diagnostic,
            actions,
            colloquial or {},
            out_of_scope or {},
            followups or Followups(),
        )

    def _diagnostic(
        self, sources: Collection[str], topics: Collection[str]
    ) -> tuple[Diagnostic | None, Actions | None]:
        """The questions and what is advised, each None if it is broken."""
        home = self._read("diagnostic.yaml")
        diagnostic = self._parse(home, DIAGNOSTIC_FILE)
        if diagnostic is not None:
            self._faults += diagnostic_checks.check_diagnostic(diagnostic, home, sources)
        home = self._read("actions.yaml")
        actions = self._parse(home, ACTIONS_FILE)
        if actions is not None:
            self._faults += diagnostic_checks.check_actions(actions, home, sources, topics)
        return diagnostic, actions

    def _reading(
        self, topics: Mapping[str, Topic]
    ) -> tuple[dict[str, tuple[str, ...]] | None, dict[str, tuple[str, ...]] | None]:
        """The chat spellings and the messages out of scope, each None if it is broken."""
        home = self._read("colloquial.yaml")
        colloquial = self._parse(home, COLLOQUIAL_FILE)
        if colloquial is not None:
            self._faults += reading_checks.check_colloquial(colloquial, home)
        home = self._read("out_of_scope.yaml")
        out_of_scope = self._parse(home, OUT_OF_SCOPE_FILE)
        if out_of_scope is not None:
            self._faults += reading_checks.check_out_of_scope(out_of_scope, home, topics)
        return colloquial, out_of_scope

    def _topics(self) -> tuple[dict[str, Topic], dict[str, Document], set[str]]:
        """Topics that are sound in themselves, their documents, and every id that has an entry."""
        topics: dict[str, Topic] = {}
        homes: dict[str, Document] = {}
        named: set[str] = set()
        for path in sorted((self._folder / "topics").glob("*.yaml")):
            home, found, ids = self._topics_file(f"topics/{path.name}")
            for topic_id in named & ids:
                other = homes[topic_id].name if topic_id in homes else "another file"
                what = f"has an entry in {other} too"
                self._faults.append(home.fault((topic_id,), what, "keep one of the two"))
            named |= ids
            topics |= found
            homes |= dict.fromkeys(found, home)
        return topics, homes, named

    def _topics_file(self, name: str) -> tuple[Document, dict[str, Topic], set[str]]:
        """One broken topic must not hide the faults of its neighbours: each is read by itself."""
        home = read(self._folder / name, name)
        data = home.data()
        self._faults += home.faults
        if not isinstance(data, dict):
            if not home.faults:
                what = "holds no topics"
                self._faults.append(home.fault((), what, "write `topic-id:` and its parts below"))
            return home, {}, set()
        found: dict[str, Topic] = {}
        for topic_id, entry in data.items():
            parsed = self._validate(home, TOPICS_FILE, {topic_id: entry})
            found |= parsed or {}
        return home, found, set(data)

    def _read(self, name: str) -> Document:
        path = self._folder / name
        if path.is_file():
            home = read(path, name)
        else:
            what, remedy = "the file is missing", "restore it from the packaged content"
            home = Document(name, None, [Fault(name, 1, 1, "", what, remedy)])
        return home

    def _parse(self, home: Document, kind: TypeAdapter[T]) -> T | None:
        """A whole file as its kind; a broken one is told once."""
        data = home.data()
        self._faults += home.faults
        return None if home.root is None else self._validate(home, kind, data)

    def _validate(self, home: Document, kind: TypeAdapter[T], data: Any) -> T | None:
        try:
            return kind.validate_python(data)
        except ValidationError as error:
            self._faults += (_translate(home, dict(detail)) for detail in error.errors())
            return None


def _translate(home: Document, detail: dict[str, Any]) -> Fault:
    """One of pydantic's errors in a curator's words."""
    place: Place = tuple(step for step in detail["loc"] if step != "[key]")
    name = ".".join(str(step) for step in place[1:]) or "the entry"
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "missing":
        return home.fault(
            place[:-1], f"{name} is missing", f"write {place[-1] if place else name}:"
        )
    if kind == "extra_forbidden":
        return home.fault(place, f"{name} is not a known key", "mend the spelling or remove it")
    if kind.startswith(("string", "url")):
        return home.fault(place, *_of_a_text(name, kind, given, context, home.says(place)))
    if kind in {"too_short", "too_long"}:
        what = f"{name} has {context['actual_length']} entries"
        if kind == "too_short":
            return home.fault(place, what, f"write at least {context['min_length']}")
        return home.fault(place, what, f"keep at most {context['max_length']}")
    return home.fault(place, f"{name}: {detail['msg']}", "mend the value")


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
