"""The region's logo of a local layer, for the screen of a workshop."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowledge.loading.documents import Fault

# By how its file begins, whatever it is called.
_KINDS: Final = {
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
}
# Most bytes: each screen of a hall loads it. Chosen: enough for an emblem on a large screen.
_MOST_BYTES: Final = 300_000


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture, and its kind as browsers call it ("image/png")."""

    content: bytes
    kind: str


def read_logo(local: Path | None) -> tuple[Logo | None, list[Fault]]:
    """The file `logo.png` or `logo.jpg` of a local layer, if there is one, and what is wrong."""
    found = sorted(local.glob("logo.*")) if local else []
    if local is None or not found:
        return None, []
    shown, picture = f"{local.name}/{found[0].name}", found[0]
    begins, kind = _KINDS.get(picture.suffix, (b"", ""))
    content = picture.read_bytes()
    if len(found) > 1:
        return None, [_fault(shown, "is not the only logo", "keep one of them")]
    if not kind or not content.startswith(begins):
        what = "is no picture of its kind, PNG or JPEG"
        return None, [_fault(shown, what, "save it as logo.png or logo.jpg")]
    if len(content) > _MOST_BYTES:
        what = f"has {len(content)} bytes, more than {_MOST_BYTES}"
        return None, [_fault(shown, what, "make the picture smaller, 600 pixels are enough")]
    return Logo(content, kind), []


def _fault(shown: str, what: str, remedy: str) -> Fault:
    return Fault(shown, 1, 1, "", what, remedy)
