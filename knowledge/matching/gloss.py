"""Messages in a language of the regions, or in Malay, word by word as plain Indonesian.

This is no translation; it only helps to find the phrasings. It is tried if a message is not
understood as written and contains a word that Indonesian does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from knowledge.models.understanding import Dialect
from knowledge.text import words

# Points needed to assume a language: a cue counts 1, any other of its words a half. Chosen so that
# one cue alone is not enough: "tu" and "ka" are chat spellings too.
_LEAST = 1.5
# The longest form of the word lists, in words; the content checks keep to it.
_LONGEST = 3
# So much must be left of a word whose ending is exchanged.
_LEAST_LEFT = 3


@dataclass(frozen=True, slots=True)
class PlainIndonesian:
    """A message as plain Indonesian.

    language: the dialect that it seems to be in. read: the words that were replaced, with their
    plain forms.
    """

    text: str
    language: str
    read: frozenset[str]


class DialectReader:
    """Reads messages by the word lists of some dialects.

    knows: whether a word is one of the content's own.
    """

    def __init__(self, dialects: Mapping[str, Dialect], knows: Callable[[str], bool]) -> None:
        self._knows = knows
        self._plain = {
            name: {
                " ".join(words(form)): plain.replace("-", " ")
                for plain, forms in dialect.words.items()
                for form in forms
            }
            for name, dialect in dialects.items()
        }
        self._cues = {
            name: frozenset(" ".join(words(cue)) for cue in dialect.cues)
            for name, dialect in dialects.items()
        }
        self._endings = {
            name: sorted(
                ((form, plain) for plain, forms in dialect.endings.items() for form in forms),
                key=lambda ending: -len(ending[0]),
            )
            for name, dialect in dialects.items()
        }
        self._any_cue = frozenset().union(*self._cues.values())

    def read(self, text: str, spoken: str | None = None) -> PlainIndonesian | None:
        """A message in plain Indonesian, or None where it is in no language that is known here.

        spoken: the dialect of the message before it, of which one word is enough to go on in it.
        """
        said = words(text)
        runs = {
            " ".join(said[i : i + size])
            for size in range(1, _LONGEST + 1)
            for i in range(len(said) - size + 1)
        }
        goes_on = spoken in self._plain and not self._plain[spoken].keys().isdisjoint(runs)
        if self._any_cue.isdisjoint(runs) and not goes_on:
            return None
        found = {
            name: len(runs & cues) + len(runs & self._plain[name].keys() - cues) / 2
            for name, cues in self._cues.items()
            if not cues.isdisjoint(runs)
        }
        language = max(found, key=lambda name: found[name], default="")
        if found.get(language, 0) < _LEAST:
            if spoken is None or not goes_on:
                return None
            language = spoken
        plain = dict(self._plain[language])
        for word in said:
            if word not in plain and (base := self._with_plain_ending(word, language)):
                plain[word] = base
        forms = (runs & plain.keys()) - set(plain.values())
        return PlainIndonesian(
            self._in_plain(said, plain), language, frozenset(w for f in forms for w in f.split())
        )

    def _with_plain_ending(self, word: str, language: str) -> str | None:
        """A word that the content does not know without the ending of a language, if it has one:
        "indikatorne" is "indikator", "duwite" is "uang".
        """
        if self._knows(word):
            return None
        for form, ending in self._endings[language]:
            start = word.removesuffix(form)
            if start == word or len(start) < _LEAST_LEFT:
                continue
            base = start + ending
            if base in self._plain[language]:
                return self._plain[language][base]
            if self._knows(base):
                return base
        return None

    def _in_plain(self, said: list[str], plain: Mapping[str, str]) -> str:
        read, start = [], 0
        while start < len(said):
            for size in range(_LONGEST, 0, -1):
                form = " ".join(said[start : start + size])
                if form in plain or size == 1:
                    read.append(plain.get(form, form))
                    start += size
                    break
        return " ".join(read)
