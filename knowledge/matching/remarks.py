"""Messages that ask nothing: "siap", "capek banget", an insult. They get no topic."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.models.understanding import RemarkWords, WordedRemark
from knowledge.text import words

# A message with more words says something, so it is no remark. Chosen.
_SHORT = 8
_LONGEST_CUE = 4
_LAUGH = re.compile(
    r"(?:wk)+w?|(?:ha|he|ho|ah)+h?|(?:hi){2,}h?|(?:ws)+|xi(?:xi)+|lo+l|h+m+|a+h|a{2,}"
)
_ASKING = frozenset(
    {"apa", "apakah", "bagaimana", "gimana", "gmn", "siapa", "kapan", "berapa", "brp", "mana"}
    | {"kenapa", "knp", "mengapa", "bisakah", "how", "what", "why", "who", "when", "where"}
    | {"which", "can", "could", "should"}
)


@dataclass(frozen=True, slots=True)
class _Kind:
    cues: frozenset[str]
    addressed: frozenset[str]
    beside: frozenset[str]
    anywhere: frozenset[str]
    unless: frozenset[str]


class Remarks:
    """Tells remarks by the words of the content."""

    def __init__(self, kinds: Mapping[WordedRemark, RemarkWords]) -> None:
        self._kinds = {
            name: _Kind(
                *map(
                    _plain,
                    (kind.cues, kind.addressed, kind.beside, kind.anywhere, kind.unless),
                )
            )
            for name, kind in kinds.items()
        }

    def kind(self, text: str) -> WordedRemark | None:
        """The kind of remark that a message is; None if it asks or tells something."""
        said = words(text)
        if not said:
            if _has_picture(text):
                return "acknowledged"
            return "unclear" if text.strip() else None  # "?"
        if len(said) > _SHORT:
            return None
        asks = "?" in text or not _ASKING.isdisjoint(said)
        for name, kind in self._kinds.items():
            runs = {
                " ".join(said[i : i + size])
                for size in range(1, _LONGEST_CUE + 1)
                for i in range(len(said) - size + 1)
            }
            if not kind.unless.isdisjoint(runs):
                continue
            if not asks and not kind.anywhere.isdisjoint(runs):
                return name
            if _consists_of(said, kind, laughs=name == "acknowledged"):
                return name
        return None


def _consists_of(said: Sequence[str], kind: _Kind, *, laughs: bool) -> bool:
    """Whether all words are cues or stand beside one, and there is one.

    laughs: whether laughter alone is a cue.
    """
    cues = addressed = start = 0
    while start < len(said):
        for size in range(min(_LONGEST_CUE, len(said) - start), 0, -1):
            run = " ".join(said[start : start + size])
            laughter = size == 1 and _LAUGH.fullmatch(run) is not None
            is_cue = run in kind.cues or (laughs and laughter)
            if is_cue or laughter or run in kind.beside or run in kind.addressed:
                cues += is_cue
                addressed += run in kind.addressed
                start += size
                break
        else:
            return False
    return cues > 0 and (addressed > 0 or not kind.addressed)


def _plain(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(" ".join(words(text)) for text in texts)


def _has_picture(text: str) -> bool:
    return any(unicodedata.category(sign) == "So" for sign in text)
