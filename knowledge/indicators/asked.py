"""Messages that ask for official figures of a region: on which page they stand, and of whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.models.asked_figures import AskedFigures
from knowledge.models.indicator import FiguresPage
from knowledge.regions.outcomes import Mention, Region
from knowledge.text import words

# So many words may be left that nothing explains: a slip, a name.
_MOST_LEFT = 1

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a message asks: a page, and the regions of which one is meant; none for "we"."""

    screen: FiguresPage
    regions: tuple[Region, ...]


class FigureQuestions:
    """Tells whether a message asks for official figures."""

    def __init__(self, asked: AskedFigures) -> None:
        self._figures, self._amounts = _phrases(asked.figures), _phrases(asked.amounts)
        self._subjects = {screen: _phrases(said) for screen, said in asked.subjects.items()}
        self._ours, self._others = _phrases(asked.ours), _phrases(asked.others)
        self._small = frozenset(word for text in asked.small for word in words(text))

    def find(self, text: str, mentions: Sequence[Mention]) -> AskedFor | None:
        """What a message asks; None where it asks for no figures of a region.

        mentions: where it names regions.
        """
        said = words(_without(text, mentions))
        ours = _covered(said, self._ours)
        if not (mentions or ours) or _covered(said, self._others):
            return None
        figures, amounts = _covered(said, self._figures), _covered(said, self._amounts)
        subjects = {screen: _covered(said, names) for screen, names in self._subjects.items()}
        about = set().union(*subjects.values())
        if not (figures or (amounts and about)):
            return None
        known = {*ours, *figures, *amounts, *about}
        left = [w for i, w in enumerate(said) if i not in known and w not in self._small]
        if len(left) > _MOST_LEFT:
            return None
        screen: FiguresPage = next((screen for screen, found in subjects.items() if found), "needs")
        return AskedFor(screen, mentions[0].regions if mentions else ())


def _phrases(texts: Collection[str]) -> frozenset[Phrase]:
    return frozenset(tuple(words(text)) for text in texts)


def _covered(said: Sequence[str], phrases: frozenset[Phrase]) -> set[int]:
    """The places of the words that belong to one of some phrases."""
    return {
        place
        for size in {len(phrase) for phrase in phrases}
        for start in range(len(said) - size + 1)
        if tuple(said[start : start + size]) in phrases
        for place in range(start, start + size)
    }


def _without(text: str, mentions: Sequence[Mention]) -> str:
    for mention in reversed(mentions):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text
