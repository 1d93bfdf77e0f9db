"""The names that links may use, so that a mistake is reported where it was made, and only there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class KnownIds:
    """The ids of one kind of thing, such as topics or sources.

    ids: all that have an entry, a faulty entry too. complete: False if a file could not be read; a
    name that is not among the ids may then be right, so no fault is reported.
    """

    ids: frozenset[str]
    complete: bool = True

    def lack(self, name: str) -> bool:
        """Whether a name certainly belongs to none of them."""
        return self.complete and name not in self.ids


def suggestion(wrong: str, known: Collection[str]) -> str:
    """The remedy for an unknown name: the nearest known one, if any is near."""
    near = nearest(wrong, known)
    return f"did you mean {near}?" if near else "add it or mend the name"


def nearest(wrong: str, known: Collection[str]) -> str | None:
    """The known name that is most like a wrong one, or None."""
    close = get_close_matches(wrong, known, n=1)
    return close[0] if close else None
