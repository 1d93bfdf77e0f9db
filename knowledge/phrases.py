"""Phrases of a few words, found among the words of a message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from knowledge.text import words


class Phrases:
    """Some phrases. read: how a phrase is taken apart into words, as the message is."""

    def __init__(self, texts: Iterable[str], read: Callable[[str], list[str]] = words) -> None:
        self._phrases = frozenset(tuple(read(text)) for text in texts)
        self._sizes = sorted({len(phrase) for phrase in self._phrases})

    def places(self, said: Sequence[str]) -> list[int]:
        """Where one of them begins."""
        return [start for start in range(len(said)) if self._sizes_at(said, start)]

    def covered(self, said: Sequence[str]) -> set[int]:
        """The places of all words that belong to one of them."""
        return {
            place
            for start in range(len(said))
            for size in self._sizes_at(said, start)
            for place in range(start, start + size)
        }

    def within(self, said: Sequence[str]) -> bool:
        """Whether one of them is there."""
        return any(self._sizes_at(said, start) for start in range(len(said)))

    def _sizes_at(self, said: Sequence[str], start: int) -> list[int]:
        return [size for size in self._sizes if tuple(said[start : start + size]) in self._phrases]
