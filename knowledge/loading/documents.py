"""YAML files read with their positions kept, so that every fault can name its line.

PyYAML silently keeps the last of two equal keys and reads a bare `no` as false. Here a document
stays a tree of nodes: `YamlFile.data()` makes plain values of it and reports both.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import yaml

from knowledge.loading.names import suggestion

# libyaml's loader is about ten times as fast; the pure one reads the same language.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_BOOL = "tag:yaml.org,2002:bool"
_INT = "tag:yaml.org,2002:int"
_NULL = "tag:yaml.org,2002:null"

ContentPath = tuple[str | int, ...]


# Content nests half as deep; a list that holds itself, by an alias, never ends.
_DEEPEST = 12
_TOO_DEEP = "is nested too deeply, or holds itself"
_LONGEST_NUMBER = 18
# Values of one file, an alias counting as all that it stands for: a few hundred letters of aliases
# could stand for gigabytes. Chosen: a tenth of that is more than any file of content has.
_MOST_VALUES = 300_000
_TOO_MUCH = "stands for too many values, by aliases of aliases"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong in the content.

    line, column: where, starting at 1. place: where, by keys.
    subject: the topic, source or wording concerned; "" for a whole file.
    what: what is wrong; remedy: what to do about it.
    hides: whether the whole file could not be read, so that other faults may be in it.
    name: the kind and the name that is unknown here, if that is the fault.
    """

    file: str
    line: int
    column: int
    subject: str
    what: str
    remedy: str
    place: ContentPath = field(default=(), compare=False)
    hides: bool = field(default=False, compare=False)
    name: tuple[str, str] | None = field(default=None, compare=False)

    def __str__(self) -> str:
        subject = f"{self.subject}: " if self.subject else ""
        return f"{self.file}:{self.line}:{self.column}: {subject}{self.what}; {self.remedy}"


@dataclass(slots=True)
class YamlFile:
    """One YAML file: its node tree, and the faults found on the way.

    name: the path below the content folder, as shown to people.
    layers: what is laid over it, the topmost last.
    """

    name: str
    root: yaml.Node | None
    faults: list[Fault] = field(default_factory=list)
    layers: list[Layer] = field(default_factory=list)
    _values: int = 0

    def fault(self, place: ContentPath, what: str, remedy: str) -> Fault:
        """Make a fault that points at a place, such as ("where-to-start", "answer", "id")."""
        for layer in reversed(self.layers):
            if layer.holds(place):
                fault = layer.document.fault(layer.place_in(place), what, remedy)
                return replace(fault, place=place)
        mark = self._mark(place)
        subject = str(place[0]) if place else ""
        return Fault(self.name, mark.line + 1, mark.column + 1, subject, what, remedy, place)

    def data(self) -> Any:
        """The document as plain values: dict, list, str, int, bool, None."""
        self._values = 0
        return None if self.root is None else self._plain(self.root, ())

    def unknown_name(
        self, place: ContentPath, kind: str, name: str, known: Collection[str]
    ) -> Fault:
        """Make a fault for a name, such as a source's code, that nothing has."""
        fault = self.fault(place, f"names the unknown {kind} {name}", suggestion(name, known))
        return replace(fault, name=(kind, name))

    def holds(self, place: ContentPath) -> bool:
        """Whether something stands at a place of this very file."""
        return self.root is not None and self._find(place) is not None

    def says(self, place: ContentPath) -> str:
        """What stands at a scalar place, as written; "" elsewhere."""
        for layer in reversed(self.layers):
            if layer.holds(place):
                return layer.document.says(layer.place_in(place))
        node = self._find(place)
        return node.value if isinstance(node, yaml.ScalarNode) else ""

    def _plain(self, node: yaml.Node, place: ContentPath) -> Any:
        if len(place) > _DEEPEST:
            if not any(fault.what == _TOO_DEEP for fault in self.faults):
                self._fault_at(node, place, _TOO_DEEP, "write it flat")
            return None
        self._values += 1
        if self._values > _MOST_VALUES:
            if not any(fault.what == _TOO_MUCH for fault in self.faults):
                self._fault_at(node, place, _TOO_MUCH, "write it out")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, (*place, i)) for i, item in enumerate(node.value)]
        return _scalar(cast("yaml.ScalarNode", node))

    def _mapping(self, node: yaml.MappingNode, place: ContentPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key_node.tag == _BOOL:
                self._fault_at(
                    key_node, place, f"the key {key} is read as true or false", "quote it"
                )
            if key in result:
                self._fault_at(
                    key_node, (*place, key), f"the key {key} stands twice", "keep one of the two"
                )
            result[key] = self._plain(value_node, (*place, key))
        return result

    def _fault_at(self, node: yaml.Node, place: ContentPath, what: str, remedy: str) -> None:
        subject = str(place[0]) if place else ""
        mark = node.start_mark
        self.faults.append(Fault(self.name, mark.line + 1, mark.column + 1, subject, what, remedy))

    def _find(self, place: ContentPath) -> yaml.Node | None:
        node = self.root
        for step in place:
            node = _child(node, step)
        return node

    def _mark(self, place: ContentPath) -> yaml.Mark:
        """The mark of the deepest node on the way to a place that exists."""
        node, mark = self.root, yaml.Mark(self.name, 0, 0, 0, None, 0)
        if node is not None:
            mark = node.start_mark
        for step in place:
            key = _key(node, step)
            node = _child(node, step)
            if node is None:
                break
            # A mapping or block text starts on the line after its key, but people look for the key.
            mark = (key or node).start_mark
        return mark


@dataclass(frozen=True, slots=True)
class Layer:
    """A file laid over another: it holds only what differs.

    language: set if the file is in one language; a text of it then stands where the file below has
    a text in several languages.
    """

    document: YamlFile
    language: str | None = None

    def place_in(self, place: ContentPath) -> ContentPath:
        """The place in this file that stands over a place in the file below."""
        if self.language is None or self.language not in place:
            return place
        i = place.index(self.language)
        return (*place[:i], *place[i + 1 :])

    def holds(self, place: ContentPath) -> bool:
        """Whether this file says what stands at a place of the file below."""
        if self.language is not None and self.language not in place:
            return False
        return self.document.holds(self.place_in(place))


def read_yaml_file(path: Path, name: str) -> YamlFile:
    """Parse one file; one that cannot be read becomes a document with one fault."""
    try:
        return parse(path.read_text(encoding="utf-8"), name)
    except UnicodeDecodeError as error:
        line, column = _position(path.read_bytes(), error.start)
        return broken(name, "is not UTF-8 here", "save the file as UTF-8", line, column)
    except FileNotFoundError:
        return broken(name, "the file is missing", "restore it from the packaged content")
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        return broken(name, what, "let the user who runs Mulai read it")


def parse(text: str, name: str) -> YamlFile:
    """Parse a text; one that is not YAML becomes a document with one fault."""
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        lines = text.splitlines()
        if line < len(lines) and "\t" in lines[line][: column + 1]:
            what = "not valid YAML: a tab stands before the text"
            remedy = "write blanks in its place"
            return broken(name, what, remedy, line, lines[line].index("\t"))
        what = f"not valid YAML: {error.problem or error.context}"
        return broken(name, what, "mend quotes, colons or indentation here", line, column)
    except yaml.YAMLError as error:
        what = "not valid YAML: " + re.sub(r"\s+", " ", str(error))
        return broken(name, what, "remove the character")
    return YamlFile(name, root)


def broken(name: str, what: str, remedy: str, line: int = 0, column: int = 0) -> YamlFile:
    """A document of which nothing can be used. line, column: where, starting at 0."""
    fault = Fault(name, line + 1, column + 1, "", what, remedy, hides=True)
    return YamlFile(name, None, [fault])


def _position(data: bytes, offset: int) -> tuple[int, int]:
    """The line and the column of a byte, starting at 0."""
    before = data[:offset]
    return before.count(b"\n"), offset - before.rfind(b"\n") - 1


def _scalar(node: yaml.ScalarNode) -> str | int | bool | None:
    """Only what content uses: dates, floats and octals stay the text that was typed."""
    if node.tag == _BOOL:
        return node.value.lower() in {"yes", "true", "on"}
    if node.tag == _NULL:
        return None
    if node.tag == _INT and node.value.isdecimal() and len(node.value) <= _LONGEST_NUMBER:
        return int(node.value)
    return str(node.value)


def _key(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((key for key, _ in reversed(node.value) if key.value == step), None)
    return None


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in reversed(node.value) if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return cast("yaml.Node", node.value[step])
    return None
