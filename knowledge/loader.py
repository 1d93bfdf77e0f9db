"""From a folder of YAML files to `Knowledge`, or to the list of everything that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from knowledge import checks
from knowledge.documents import Document, Fault, Place, read
from knowledge.models import (
    FAMILIES_FILE,
    SOURCES_FILE,
    TOPICS_FILE,
    WORDING_FILE,
    Family,
    Source,
    Topic,
    Wording,
)

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


def packaged_content() -> Path:
    """The folder of the content that ships with the package."""
    return Path(str(resources.files("knowledge") / "content"))


def load(folder: Path | None = None) -> Content:
    """Read and check a content folder (default: the packaged one).

    Raises KnowledgeError with all faults of all files at once.
    """
    return _Reading(folder or packaged_content()).content()


class _Reading:
    """One pass over a folder, collecting faults."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._faults: list[Fault] = []

    def content(self) -> Content:
        families_home, families = self._file("families.yaml", FAMILIES_FILE)
        _, sources = self._file("sources.yaml", SOURCES_FILE)
        wording_home, wording = self._file("wording.yaml", WORDING_FILE)
        topics, homes, named = self._topics()
        self._faults += checks.check_promises(dict.fromkeys(named), families or {}, families_home)
        if families is not None and sources is not None:
            self._faults += checks.check_topics(topics, homes, families, sources)
        if wording is not None:
            self._faults += checks.check_wording(wording, wording_home)
        if self._faults or families is None or sources is None or wording is None:
            raise KnowledgeError(self._faults)
        return Content(topics, families, sources, wording)

    def _topics(self) -> tuple[dict[str, Topic], dict[str, Document], set[str]]:
        """Topics that are sound in themselves, their documents, and every id that has an entry."""
        topics: dict[str, Topic] = {}
        homes: dict[str, Document] = {}
        named: set[str] = set()
        for path in sorted((self._folder / "topics").glob("*.yaml")):
            home, found, ids = self._topics_file(f"topics/{path.name}")
            for topic_id in named & ids:
                what = f"has an entry in {homes[topic_id].name if topic_id in homes else 'another file'} too"
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
            parsed = self._parse(home, TOPICS_FILE, {topic_id: entry})
            found |= parsed or {}
        return home, found, set(data)

    def _file(self, name: str, kind: TypeAdapter[T]) -> tuple[Document, T | None]:
        path = self._folder / name
        if not path.is_file():
            what, remedy = "the file is missing", "restore it from the packaged content"
            self._faults.append(Fault(name, 1, 1, "", what, remedy))
            return Document(name, None), None
        home = read(path, name)
        data = home.data()
        self._faults += home.faults
        return home, None if home.root is None else self._parse(home, kind, data)

    def _parse(self, home: Document, kind: TypeAdapter[T], data: Any) -> T | None:
        try:
            return kind.validate_python(data)
        except ValidationError as error:
            self._faults += (_translate(home, dict(detail)) for detail in error.errors())
            return None


def _translate(home: Document, detail: dict[str, Any]) -> Fault:
    """One of pydantic's errors in a curator's words."""
    place: Place = tuple(step for step in detail["loc"] if step != "[key]")
    name = ".".join(str(step) for step in place[1:]) or "the entry"
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            remedy = f"write {place[-1]}:" if place else "fill it in"
            return home.fault(place[:-1], f"{name} is missing", remedy)
        case "extra_forbidden":
            return home.fault(place, f"{name} is not a known key", "mend the spelling or remove it")
        case "string_too_long":
            size, most = len(detail["input"]), context["max_length"]
            what = f"{name} has {size} characters, {size - most} too many"
            return home.fault(place, what, f"shorten it to {most}")
        case "string_too_short" if detail["input"]:
            what = f"{name} has {len(detail['input'])} characters"
            return home.fault(place, what, f"write at least {context['min_length']}")
        case "string_too_short" | "string_pattern_mismatch" if not str(detail["input"]).strip():
            return home.fault(place, f"{name} is empty", "write a text or remove the key")
        case "string_pattern_mismatch":
            what = f"{detail['input']!r} is not a proper id"
            return home.fault(place, what, f"it must look like {context['pattern']}")
        case "string_type" if isinstance(detail["input"], bool):
            what = f"{name} says {home.says(place)}, which YAML reads as true or false"
            return home.fault(place, what, "put it in quotes")
        case "string_type" if detail["input"] is None:
            return home.fault(place, f"{name} is empty", "write a text or remove the key")
        case "too_short":
            what = f"{name} has {context['actual_length']} entries"
            return home.fault(place, what, f"write at least {context['min_length']}")
        case "too_long":
            what = f"{name} has {context['actual_length']} entries"
            return home.fault(place, what, f"keep at most {context['max_length']}")
        case "url_parsing" | "url_scheme":
            what = f"{name} is not an http(s) address"
            return home.fault(place, what, "write https://... or leave it out")
        case _:
            return home.fault(place, f"{name}: {detail['msg']}", "mend the value")
