"""Content laid over content: a local folder, or a further language, holds only what differs."""

from __future__ import annotations

from typing import Any

from knowledge.loading.documents import ContentPath, Fault, Layer
from knowledge.loading.names import suggestion
from knowledge.models.language import LANGUAGES


def laid_over(below: Any, above: Any) -> Any:
    """Plain values with those of a local layer over them.

    A mapping takes its keys one by one; anything else is replaced as a whole.
    """
    if isinstance(below, dict) and isinstance(above, dict):
        return below | {key: laid_over(below.get(key), value) for key, value in above.items()}
    return above


def said_in(below: Any, layer: Layer) -> tuple[Any, list[Fault]]:
    """Plain values with their texts in one more language, and the places of the layer that match
    nothing. The layer has the shape of the values below it, with one text where they have one for
    each language.
    """
    faults: list[Fault] = []
    return _said_in(below, layer.document.data(), (), layer, faults), faults


def _said_in(below: Any, above: Any, place: ContentPath, layer: Layer, faults: list[Fault]) -> Any:
    if isinstance(below, dict) and set(LANGUAGES) & below.keys():
        return {**below, layer.language: above}
    if isinstance(below, dict) and isinstance(above, dict):
        parts = dict(below)
        for key, value in above.items():
            if key in below:
                parts[key] = _said_in(below[key], value, (*place, key), layer, faults)
            else:
                remedy = suggestion(str(key), [str(name) for name in below])
                what = f"{key} stands nowhere in the content that this translates"
                faults.append(layer.document.fault((*place, key), what, remedy))
        return parts
    if isinstance(below, list) and isinstance(above, list) and len(above) <= len(below):
        said = [
            _said_in(one, other, (*place, i), layer, faults)
            for i, (one, other) in enumerate(zip(below, above, strict=False))
        ]
        return said + below[len(said) :]
    what, remedy = "is no text that can be translated", "leave it out"
    faults.append(layer.document.fault(place, what, remedy))
    return below
