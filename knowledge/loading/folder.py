"""A content folder with what is laid over it, read file by file; what is wrong is collected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from knowledge.loading import checks
from knowledge.loading.documents import Fault, Layer, YamlFile, read_yaml_file
from knowledge.loading.layers import laid_over, said_in
from knowledge.loading.names import suggestion
from knowledge.loading.validation_faults import fault_of, root_errors
from knowledge.models.files import CONTENT_FILES, LANGUAGE, ContentFile
from knowledge.models.language import FALLBACKS, LANGUAGES, Language, LanguageEntry

T = TypeVar("T")

_FOLDERS = tuple(file.name for file in CONTENT_FILES if file.name.endswith("/"))
# The official figures of a region are laid over in tables, not in this file.
_SINGLE = tuple(
    file.name for file in CONTENT_FILES if file.name not in _FOLDERS and "/" not in file.name
)


@dataclass(slots=True)
class FileEntries(Generic[T]):
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


class ContentFolder:
    """Reads the files of a folder, with those of languages and of a local layer over them.

    faults: all that was wrong so far. languages: by code; those in which all is complete first.
    """

    def __init__(self, path: Path, local: Path | None) -> None:
        self.path = path
        self.local = local
        self.faults: list[Fault] = []
        self.languages: dict[Language, LanguageEntry] = {}
        # What is laid over each file, by its name: files of languages, then the local one.
        self._above: dict[str, list[Layer]] = defaultdict(list)
        self._find_languages()
        self._local_entries = self._find_local()

    def file(self, file: ContentFile[T]) -> tuple[YamlFile, T | None]:
        """A file with what is laid over it, and what it holds; None if it is broken."""
        home, data = self._read(file.name)
        return home, self._parse(home, data, file.kind)

    def entries(self, file: ContentFile[dict[str, T]]) -> FileEntries[T]:
        """The entries of a file, or of all files in a folder, by id.

        A broken entry does not hide the faults of others. Local entries are laid over those of the
        same id, whatever file they are in.
        """
        entries: FileEntries[T] = FileEntries()
        for name in self._names_of(file):
            home, data = self._read(name)
            entries.documents[name] = home
            self._add(home, data, entries)
        for home in self._local_entries.get(file.name, ()):
            for id_, entry in self._of_a_mapping(home, home.data(), entries).items():
                if id_ in entries.homes:
                    entries.homes[id_].layers.append(Layer(home))
                entries.homes.setdefault(id_, home)
                entries.written[id_] = laid_over(entries.written.get(id_), entry)
        for id_, entry in entries.written.items():
            sound = self._validate(entries.homes[id_], file.kind, {id_: entry})
            entries.sound |= sound or {}
            if sound is None and isinstance(entry, dict):
                entries.swallowed |= entry.keys()
        return entries

    def _names_of(self, file: ContentFile[Any]) -> Sequence[str]:
        if file.name not in _FOLDERS:
            return (file.name,)
        return [file.name + path.name for path in sorted((self.path / file.name).glob("*.yaml"))]

    def _add(self, home: YamlFile, data: Any, entries: FileEntries[T]) -> None:
        for id_, entry in self._of_a_mapping(home, data, entries).items():
            if id_ in entries.homes:
                what = f"has an entry in {entries.homes[id_].name} too"
                self.faults.append(home.fault((id_,), what, "keep one of the two"))
                continue
            entries.homes[id_] = home
            entries.written[id_] = entry

    def _of_a_mapping(self, home: YamlFile, data: Any, entries: FileEntries[T]) -> dict[str, Any]:
        if isinstance(data, dict):
            return data
        entries.complete = False
        if not home.faults:
            what = "holds no entries"
            self.faults.append(home.fault((), what, "write `id:` and its parts below"))
        return {}

    def _find_languages(self) -> None:
        """The languages, and the files in which those that fall back say what they do."""
        homes: dict[Language, YamlFile] = {}
        for below in (self.path, *([self.local] if self.local else ())):
            for folder in sorted((below / "languages").glob("*")):
                code = folder.name
                home = self._layer(below, _language_file(code))
                entry = self._parse(home, home.data(), LANGUAGE.kind)
                if entry is None:
                    continue
                self.languages[code], homes[code] = entry, home
                if entry.fallback:
                    self._lay_language(below, folder)
        for code in LANGUAGES:
            if code not in self.languages and not self.faults:
                self.faults += self._layer(self.path, _language_file(code)).faults
        self.faults += checks.check_languages(self.languages, homes)
        order = [*LANGUAGES, *sorted(self.languages.keys() - {*LANGUAGES})]
        self.languages = {code: self.languages[code] for code in order if code in homes}

    def _lay_language(self, below: Path, folder: Path) -> None:
        for path in sorted(folder.rglob("*.yaml")):
            name = path.relative_to(folder).as_posix()
            if name != "language.yaml":
                layer = self._layer(below, f"languages/{folder.name}/{name}")
                self._above[name].append(Layer(layer, folder.name))

    def _find_local(self) -> dict[str, list[YamlFile]]:
        """Note the local files, to be laid over the files of the same name.

        Returns those in folders of entries, where names are free, by folder.
        """
        free: dict[str, list[YamlFile]] = {folder: [] for folder in _FOLDERS}
        if self.local is None:
            return free
        for path in sorted(self.local.rglob("*.yaml")):
            name = path.relative_to(self.local).as_posix()
            if name.startswith("languages/"):
                continue
            home = self._layer(self.local, name)
            folder = name.split("/")[0] + "/"
            if folder in free:
                free[folder].append(home)
            elif name in _SINGLE:
                self._above[name].append(Layer(home))
            else:
                what = "is none of the content files, so nothing reads it"
                self.faults.append(home.fault((), what, suggestion(name, _SINGLE)))
        return free

    def _layer(self, below: Path, name: str) -> YamlFile:
        shown = name if below == self.path else f"{below.name}/{name}"
        home = read_yaml_file(below / name, shown)
        home.data()
        self.faults += home.faults
        return home

    def _read(self, name: str) -> tuple[YamlFile, Any]:
        """A file with what is laid over it, as plain values."""
        home = read_yaml_file(self.path / name, name)
        data = home.data()
        self.faults += home.faults
        for layer in self._above.get(name, ()) if home.root else ():
            if layer.language:
                data, faults = said_in(data, layer)
                self.faults += faults
            else:
                data = laid_over(data, layer.document.data())
            home.layers.append(layer)
        return home, data

    def _parse(self, home: YamlFile, data: Any, kind: TypeAdapter[T]) -> T | None:
        """A whole file as its kind, None if it is broken."""
        return None if home.root is None else self._validate(home, kind, data)

    def _validate(self, home: YamlFile, kind: TypeAdapter[T], data: Any) -> T | None:
        fallbacks = {code: entry.fallback for code, entry in self.languages.items()}
        sound = {code: other for code, other in fallbacks.items() if other in LANGUAGES}
        try:
            return kind.validate_python(data, context={FALLBACKS: sound})
        except ValidationError as error:
            details = [dict(detail) for detail in error.errors()]
            self.faults += (fault_of(home, detail) for detail in root_errors(details))
            return None


def _language_file(code: str) -> str:
    return LANGUAGE.name.replace("*", code)
