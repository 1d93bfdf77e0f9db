"""The texts that code asks for by their keys, and the names of what it fills into each.

They stand in schema/texts.json, as the packaged content has them: whoever edits content may leave
a name out, but a text that is missing, or a name that nothing fills, would be told to people only
as a fault.
"""

from __future__ import annotations

import functools
import json
import string
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from knowledge.loading.documents import Fault, YamlFile, read_yaml_file
from knowledge.models.files import PAPER_WORDS, WORDING, WORKSHOP, ContentFile
from knowledge.models.language import DEFAULT, Localised
from knowledge.models.wording import PaperTexts, Wording, WorkshopWording

# Section -> key -> names, a space between two; the papers have no sections.
Slots = Mapping[str, Mapping[str, str]]

_FILES: dict[str, ContentFile[Any]] = {
    file.schema: file for file in (WORDING, WORKSHOP, PAPER_WORDS)
}
_SECTIONS = ("messages", "buttons", "toasts", "commands", "headings", "controls", "spreads", "help")


def check_slots(
    kind: str, model: Wording | WorkshopWording | PaperTexts, home: YamlFile
) -> Iterator[Fault]:
    """Every text that code asks for is there, and names nothing that code does not fill in.

    kind: "wording", "workshop" or "papers".
    """
    found = _texts(model)
    for section, expected in _expected()[kind].items():
        place = (section,) if section else ()
        texts = found[section]
        for key, names in expected.items():
            if key not in texts:
                yield home.fault(place, f"{key} is missing", f"write {key}: and its texts")
                continue
            for language, said in texts[key].each():
                for name in sorted(_names(said) - set(names.split())):
                    allowed = " or ".join(f"{{{name}}}" for name in names.split())
                    remedy = f"write {allowed}" if allowed else "write the words themselves"
                    what = f"{key} names {{{name}}}, which nothing fills in"
                    yield home.fault((*place, key, language), what, remedy)


def slots_in(folder: Path) -> dict[str, Slots]:
    """What the texts of a content folder name, as schema/texts.json has it."""
    models = {
        kind: file.kind.validate_python(read_yaml_file(folder / file.name, kind).data())
        for kind, file in _FILES.items()
    }
    return {
        kind: {
            section: {
                key: " ".join(sorted(_names(text.in_(DEFAULT)))) for key, text in texts.items()
            }
            for section, texts in _texts(model).items()
        }
        for kind, model in models.items()
    }


@functools.cache
def _expected() -> dict[str, Slots]:
    texts = resources.files("knowledge") / "schema" / "texts.json"
    expected: dict[str, Slots] = json.loads(texts.read_text(encoding="utf-8"))
    return expected


def _texts(
    model: Wording | WorkshopWording | PaperTexts,
) -> dict[str, Mapping[str, Localised[str]]]:
    parts = {name: getattr(model, name) for name in type(model).model_fields}
    if isinstance(model, Wording | WorkshopWording):
        texts = {name: parts[name] for name in _SECTIONS if name in parts}
        if isinstance(model, Wording):
            texts["commands"] = {name: entry.about for name, entry in model.commands.items()}
        return texts
    return {"": parts}


def _names(text: str) -> set[str]:
    """What stands in braces, with how it is to be formatted, for nothing is formatted here."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return set()  # told elsewhere
    return {
        name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
        for _, name, form, conversion in parts
        if name is not None
    }
