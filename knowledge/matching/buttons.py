"""Words typed in place of a button or a command: "2", "ga tau", "kembali", "kirim pdfnya"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from knowledge.models.wording import Typed
from knowledge.text import read_word, read_words, words

# An option of a screen, and the label of its button; "" for what has no button of its own.
Option = tuple[str, str]

# A message with more words is no button, but a question or a story. Chosen.
_LONGEST = 8
# Likeness, 0 to 100, that a message needs to a label, and its least lead over the next label.
# Chosen: one typing error in a label of ten letters passes, another option of the same screen does
# not.
_ALIKE, _APART = 88, 4
# The likeness needed for each single word of a label, and for a label typed without blanks. Chosen
# likewise.
_SLIP, _SAME = 60, 96
_SHORTEST_SLIP = 6
_SHORTEST_BARE = 3
# How many labels are cached in plain form: the same ones are shown again and again. Chosen.
_LABELS = 1024
_PARTS = re.compile(r"[/:]")


class ButtonReader:
    """Tells which button or command a message stands for.

    spellings: chat spelling to plain form.
    """

    def __init__(self, typed: Typed, spellings: Mapping[str, str]) -> None:
        self._spellings = spellings
        self._small = frozenset(typed.small)
        self._label = lru_cache(_LABELS)(self._phrase)
        self._numbers = {
            self._phrase(word): number
            for number, forms in enumerate(typed.numbers, start=1)
            for word in (str(number), *forms)
        }
        self._last = frozenset(map(self._phrase, typed.last))
        self._meant: dict[str, list[str]] = {}
        self._as_written: dict[str, list[str]] = {}
        for option, phrases in typed.buttons.items():
            for phrase in phrases:
                self._meant.setdefault(self._phrase(phrase), []).append(option)
                self._as_written.setdefault(self._written(phrase), []).append(option)

        self._requests = [
            (name, [self._words([cue]) for cue in asked.cues], self._words(asked.beside))
            for name, asked in typed.commands.items()
        ]
        self._asking = {
            word
            for _, cues, beside in self._requests
            for spoken in (*cues, beside)
            for word in spoken
        }

    def command(self, text: str) -> str | None:
        """The English name of the command that a message asks for in words; None if none."""
        said: set[str] = set()
        for word in words(text):
            for part in read_word(word, self._spellings).read.split():
                if part in self._small:
                    continue
                bare = _bare(part)
                if bare not in self._asking or len(said) > _LONGEST:
                    return None  # most messages leave here, at one of their first words
                said.add(bare)
        for name, cues, beside in self._requests:
            if any(cue <= said and said - cue <= beside for cue in cues):
                return name
        return None

    def pressed(self, text: str, options: Sequence[Option], numbered: int = 0) -> str | None:
        """The option that a message stands for; None if it says something else.

        options: as they stand on the screen; the first `numbered` can be counted off.
        """
        said = self._phrase(text)
        if not said or said.count(" ") >= _LONGEST:
            return None
        offered = [option for option, _ in options]
        # As written comes first: "ga ngerti" asks for the explanation, though it reads like "tidak
        # tahu".
        named: tuple[str, ...] = (
            *self._as_written.get(self._written(text), ()),
            *self._named(said),
        )
        by_word = next((option for option in named if option in offered), None)
        if by_word is not None:
            return by_word
        number = numbered if said in self._last else self._numbers.get(_meant(said, self._numbers))
        if number is not None:
            return offered[number - 1] if 0 < number <= numbered else None
        return self._labelled(said, options)

    def only_counts(self, text: str) -> bool:
        """Whether a message is only a number or a place: "2", "yang kedua", "the last one"."""
        said = self._phrase(text)
        return said in self._last or _meant(said, self._numbers) in self._numbers

    def suggested(self, text: str, options: Sequence[Option]) -> str | None:
        """The one option whose label has all the words of a message, two or more."""
        said = set(self._phrase(text).split())
        if len(said) < 2 or "?" in text:
            return None
        having = [option for option, label in options if said <= set(self._label(label).split())]
        return having[0] if len(having) == 1 else None

    def _named(self, said: str) -> Iterable[str]:
        """What the words mean on any screen; one typing error is allowed."""
        said = _meant(said, self._meant)
        return self._meant.get(said) or self._one_after_another(said.split())

    def _one_after_another(self, said: Sequence[str]) -> Sequence[str]:
        """The meaning of several phrases if they all mean the same: "ga tau, datanya ga ada"."""
        meant: list[Sequence[str]] = [()] * (len(said) + 1)
        for end in range(1, len(said) + 1):
            for start in range(end):
                phrase = self._meant.get(" ".join(said[start:end]), ())
                if phrase and (start == 0 or meant[start]):
                    before = meant[start] if start else phrase
                    meant[end] = [option for option in phrase if option in before] or meant[end]
        return meant[-1]

    def _labelled(self, said: str, options: Sequence[Option]) -> str | None:
        """The option whose label is typed: whole, in part, its beginning, or with typing errors."""
        labels = {option: self._label(label) for option, label in options if label}
        parts = {
            option: {self._label(part) for part in _PARTS.split(label)} for option, label in options
        }
        for named in (
            [option for option in labels if said == labels[option]],
            [option for option in labels if said in parts[option]],
            self._beginning(said, labels),
        ):
            if named:
                return named[0] if len(named) == 1 else None
        if len(said) < _SHORTEST_SLIP:
            return None
        near = process.extract(said, labels, scorer=fuzz.ratio, limit=2, score_cutoff=_ALIKE)
        if not near or (len(near) > 1 and near[0][1] - near[1][1] < _APART):
            return None
        return near[0][2] if _slipped(said, labels[near[0][2]]) else None

    def _beginning(self, said: str, labels: Mapping[str, str]) -> list[str]:
        """The options whose label begins with the message, and those that contain all its words."""
        if " " not in said or not any(label.startswith(f"{said} ") for label in labels.values()):
            return []
        spoken = set(said.split())
        return [option for option, label in labels.items() if spoken <= set(label.split())]

    def _phrase(self, text: str) -> str:
        """The words of a text in plain form without small words; all of them if only small ones."""
        read = [part for word in read_words(text, self._spellings) for part in word.read.split()]
        return " ".join([word for word in read if word not in self._small] or read)

    def _written(self, text: str) -> str:
        return " ".join([word for word in words(text) if word not in self._small] or words(text))

    def _words(self, texts: Iterable[str]) -> set[str]:
        return {_bare(word) for text in texts for word in self._phrase(text).split()}


def _meant(said: str, known: Mapping[str, object]) -> str:
    """Which of some words was meant, one typing error allowed; the word itself if none."""
    if said in known or len(said) < _SHORTEST_SLIP:
        return said
    near = process.extractOne(said, known.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    # The first letter must agree: "tempat" is not a typing error of "empat".
    return near[0] if near and near[0][0] == said[0] else said


def _slipped(said: str, label: str) -> bool:
    """Whether a label was typed with typing errors only, without added or different words."""
    words, others = said.split(), label.split()
    if len(words) != len(others):
        return fuzz.ratio(said.replace(" ", ""), label.replace(" ", "")) >= _SAME
    return all(fuzz.ratio(*pair) >= _SLIP for pair in zip(words, others, strict=True))


def _bare(word: str) -> str:
    """A word without "its": "hasilnya" asks for "hasil"."""
    bare = word.removesuffix("nya")
    return bare if len(bare) >= _SHORTEST_BARE else word
