"""What Pydantic finds wrong with content, in a curator's words: place, fault and remedy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from knowledge.loading.documents import ContentPath, Fault, YamlFile
from knowledge.loading.names import nearest
from knowledge.models.cards import FACETS
from knowledge.models.language import LANGUAGES


def root_errors(details: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
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


def fault_of(home: YamlFile, detail: dict[str, Any]) -> Fault:
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
