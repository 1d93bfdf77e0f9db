"""Messages that no topic answers, by their kinds, to say what helps instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from knowledge.models.understanding import Refusal
from knowledge.text import LONGEST, read_words

# A longer message describes a problem, so it is not refused by a cue. Chosen.
_LONGEST = 20
# Most words between two words of a cue: "siapa sih nama bupati". Chosen.
_GAP = r"(?: \S+){0,2}"


class RefusalReader:
    """Tells of which kind a message is by the cues of the content.

    spellings: chat spelling to plain form.
    """

    def __init__(self, kinds: Mapping[str, Refusal], spellings: Mapping[str, str]) -> None:
        self._kinds = kinds
        self._spellings = spellings
        self._cues = {name: self._any_of(kind.cues) for name, kind in kinds.items()}
        self._unless = {
            name: frozenset(map(self._plain, kind.unless)) for name, kind in kinds.items()
        }

    def kind(self, text: str, names_region: Callable[[str], bool]) -> str | None:
        """The first kind of which a message has a cue; None if it has none.

        names_region: whether a text names a region; asked only where it matters.
        """
        said = self._plain(text[:LONGEST])
        if said.count(" ") >= _LONGEST:
            return None
        for name, cues in self._cues.items():
            if cues.search(said) is None or self._unless[name].intersection(said.split()):
                continue
            if not self._kinds[name].names_region or names_region(text):
                return name
        return None

    def _any_of(self, cues: tuple[str, ...]) -> re.Pattern[str]:
        patterns = ((_GAP + " ").join(map(re.escape, self._plain(cue).split())) for cue in cues)
        return re.compile(rf"(?<!\S)(?:{'|'.join(patterns)})(?!\S)")

    def _plain(self, text: str) -> str:
        return " ".join(word.read for word in read_words(text, self._spellings))
