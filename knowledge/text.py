"""How a message is read: plain characters, words, chat spellings, light stems, sentences.

`Word.written` is what the person typed and `Word.read` what the matcher took it for, so a curator
can see why a message was understood as it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

# Telegram's longest message. Reading stops there whatever comes in.
LONGEST = 4096
# Words read of a text. Chosen: the first ones tell what it is about, more only cost time.
MOST_WORDS = 160

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|[\n\r;]+")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(r"([^\W\d_]{3,})2(nya|an|in|ku|mu)?")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")

_PARTICLES = ("kah", "lah", "pun")
_OWNERS = ("nya", "ny", "ku", "mu")
_ENDINGS = (*_PARTICLES, *_OWNERS)

How = Literal["as written", "chat spelling", "typo", "unknown"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a message.

    written: as typed, in lower case. read: what it was taken for; may be several words.
    how: why `read` differs, or that no content knows the word.
    """

    written: str
    read: str
    how: How = "as written"


def plain(text: str) -> str:
    """Lower case, compatible characters made one, marks and invisible characters dropped."""
    if text.isascii() and text.isprintable():
        return text[:LONGEST].casefold()  # most messages are plain already
    text = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    text = "".join(c for c in text if unicodedata.category(c) not in _INVISIBLE or c in "\n\r\t")
    decomposed = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", decomposed)


# Control, format, surrogate and unassigned characters; joiners and direction marks among them.
_INVISIBLE = {"Cc", "Cf", "Cs", "Cn", "Co"}


def words(text: str) -> list[str]:
    """The words of a text, at most MOST_WORDS."""
    return list(_words(text))


# A message is read by many, each for what it looks for; no longer than that are its words kept.
@lru_cache(64)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(plain(text))[:MOST_WORDS])


def key(text: str) -> str:
    """A text without case, marks, punctuation and spacing: two equal ones are the same text."""
    return " ".join(_WORD.findall(plain(text)))


def solid(text: str) -> str:
    """A text without blanks either: "TPS 3R", "tps-3r" and "TPS3R" are one."""
    return "".join(_WORD.findall(plain(text)))


def sentences(text: str) -> list[str]:
    """The sentences of a text; an abbreviation may split one, which does no harm."""
    return [part for piece in _SENTENCE_END.split(text[:LONGEST]) if (part := piece.strip())]


def read_words(text: str, spellings: Mapping[str, str]) -> list[Word]:
    """The words of a text with chat spellings resolved.

    spellings: chat spelling to plain form, such as {"yg": "yang"}.
    """
    return [read_word(word, spellings) for word in words(text)]


def read_word(written: str, spellings: Mapping[str, str]) -> Word:
    """One word with its chat spelling resolved."""
    word = written.replace("’", "'")
    if word in spellings:
        return Word(written, spellings[word], "chat spelling")
    shorter = _unstretched(word)
    if shorter.endswith(_ENDINGS):
        for end in _ENDINGS:
            if shorter.endswith(end) and shorter[: -len(end)] in spellings:
                # "gmnlah", "brpny": the ending adds no meaning.
                return Word(written, spellings[shorter[: -len(end)]], "chat spelling")
    if "2" in shorter and (doubled := _DOUBLED.fullmatch(shorter)):
        # "kota2" is "kota-kota"; the repetition adds nothing to what it is about.
        shorter = doubled[1] + (doubled[2] or "")
        base = spellings.get(doubled[1])
        shorter = base + (doubled[2] or "") if base else shorter
    shorter = spellings.get(shorter, shorter)
    return Word(written, shorter, "as written" if shorter == word else "chat spelling")


@lru_cache(4096)
def _unstretched(word: str) -> str:
    """A word without letters that are repeated for emphasis: "mauuu"."""
    return _STRETCHED.sub(r"\1", word)


_SUFFIXES = ("kan", "an", "in", "i")
_PREFIXES = (
    "memper", "diper", "menge", "penge", "meng", "peng", "meny", "peny", "mem", "pem", "men",
    "pen", "ber", "per", "ter", "nge", "me", "pe", "di", "ke", "se", "be", "te", "ng",
)  # fmt: skip
_ENGLISH = ("ing", "ies", "es", "ed", "s")
# Letters that must be left of a word. Chosen: with three, too many words get the same stem.
_ROOT = 4


@lru_cache(4096)
def stem(word: str) -> str:
    """A word without its common Indonesian and English affixes.

    Both the content and the messages pass through here, so a stem need not be a word; it must
    only be the same for the forms of one word, and seldom the same for two.
    """
    if not word.isalpha() or len(word) <= _ROOT:
        return word
    word = _strip_end(_strip_end(word, _PARTICLES), _OWNERS)
    shorter = _strip_start(word)
    return _strip_end(_strip_end(shorter, _ENGLISH), _SUFFIXES)


def _strip_end(word: str, ends: tuple[str, ...]) -> str:
    if not word.endswith(ends):
        return word
    for end in ends:
        if word.endswith(end) and len(word) - len(end) >= _ROOT:
            return word[: -len(end)]
    return word


def _strip_start(word: str) -> str:
    if not word.startswith(_PREFIXES):
        return word
    for start in _PREFIXES:
        if word.startswith(start) and len(word) - len(start) >= _ROOT:
            return word[len(start) :]
    return word


def skeleton(word: str) -> str:
    """The consonants of a word, doubles made one: "tempat" and "tmpt" have the same."""
    bare = re.sub(r"[aeiou]", "", word)
    return re.sub(r"(.)\1+", r"\1", bare)


def letter_grams(word: str, shortest: int = 3, longest: int = 5) -> list[str]:
    """The runs of letters of a word in blanks, such as " ko", "kot", "ota ", each as often
    as it occurs; a word shorter than a run gives itself."""
    padded = f" {word} "
    length = len(padded)
    return [
        padded[start : start + size]
        for size in range(shortest, max(shortest, min(longest, length)) + 1)
        for start in range(max(1, length - size + 1))
    ]
