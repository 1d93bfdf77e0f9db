"""Messages that ask for official figures of a region: on which page they stand, and of whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.models.asked_figures import AskedFigures
from knowledge.models.indicator import FiguresPage
from knowledge.phrases import Phrases
from knowledge.regions.outcomes import FoundRegion, Mention, NoRegion, Region, RegionFinding
from knowledge.text import words

# So many words may be left that nothing explains: a slip, a name.
_MOST_LEFT = 1
# So many words a region's name may have where no word for its kind stands with it.
_LONGEST_NAME = 4
# Words up to this length may end in -nya by themselves: "tanya", "hanya".
_ENDED = 5


AskedView = Literal["figures", "compare", "similar"]


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a message asks: a page, and the regions of which one is meant; none for "we".

    view: the figures of the page, their comparison, or regions like the one. other: with what it is
    compared, if a place is named.
    """

    screen: FiguresPage
    regions: tuple[Region, ...]
    view: AskedView = "figures"
    other: Region | None = None


class FigureQuestions:
    """Tells whether a message asks for official figures."""

    def __init__(self, asked: AskedFigures) -> None:
        self._figures, self._amounts = Phrases(asked.figures, _read), Phrases(asked.amounts, _read)
        self._comparing = Phrases(asked.comparing, _read)
        self._similar = Phrases(asked.similar, _read)
        self._subjects = {screen: Phrases(said, _read) for screen, said in asked.subjects.items()}
        self._ours, self._others = Phrases(asked.ours, _read), Phrases(asked.others, _read)
        self._small = frozenset(word for text in asked.small for word in words(text))

    def find(
        self,
        text: str,
        mentions: Sequence[Mention],
        called: Callable[[str], RegionFinding] = lambda _: NoRegion(),
    ) -> AskedFor | None:
        """What a message asks; None where it asks for no figures of a region.

        mentions: where it names regions. called: the region that some words by themselves name.
        """
        said = _read(_without(text, mentions))
        ours = self._ours.covered(said)
        if self._others.within(said):
            return None
        comparing, similar = self._comparing.covered(said), self._similar.covered(said)
        figures = {*self._figures.covered(said), *comparing, *similar}
        amounts = self._amounts.covered(said)
        subjects = {page: names.covered(said) for page, names in self._subjects.items()}
        about = set().union(*subjects.values())
        known = {*ours, *figures, *amounts, *about}
        left = [w for i, w in enumerate(said) if i not in known and w not in self._small]
        regions = mentions[0].regions if mentions else ()
        if not (mentions or ours) and (named := _named(left, called)):
            regions, left = (named,), []
        # "Which others are like it?" means the region that is talked about.
        placed = regions or ours or (similar and not left)
        if not placed or len(left) > _MOST_LEFT:
            return None
        if similar and left:  # what is like something else, in a region
            return None
        # The index of a region is a figure; its sanitation may be what is to be done about it.
        index = set().union(*(found for page, found in subjects.items() if page != "needs"))
        if not (figures or (amounts and about) or (index and regions)):
            return None
        page: FiguresPage = next((page for page, found in subjects.items() if found), "needs")
        view: AskedView = "similar" if similar else "compare" if comparing else "figures"
        return _asked(page, mentions, regions, bool(ours), view)


def _asked(
    page: FiguresPage,
    mentions: Sequence[Mention],
    regions: tuple[Region, ...],
    ours: bool,
    view: AskedView,
) -> AskedFor:
    """What is asked, by the places that are named: "we" beside one is what is compared with it."""
    if view != "compare":
        return AskedFor(page, regions, view)
    if ours and mentions:
        return AskedFor(page, (), view, mentions[0].regions[0])
    others = mentions[1].regions if len(mentions) > 1 else ()
    return AskedFor(page, regions, view, others[0] if others else None)


def _named(left: Sequence[str], called: Callable[[str], RegionFinding]) -> Region | None:
    """The region that is named by all that a message says beside its question."""
    if not 0 < len(left) <= _LONGEST_NAME:
        return None
    finding = called(" ".join(left))
    return finding.region if isinstance(finding, FoundRegion) else None


def _read(text: str) -> list[str]:
    """The words of a text without the ending that says whose they are: "kemiskinannya"."""
    return [word.removesuffix("nya") if len(word) > _ENDED else word for word in words(text)]


def _without(text: str, mentions: Sequence[Mention]) -> str:
    for mention in reversed(mentions):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text
