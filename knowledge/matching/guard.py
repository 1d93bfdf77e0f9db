"""Real words, so that none is corrected to another: "siswa" is not a mistyped "sisa".

The list is one sorted block of bytes that is searched as it is: as Python strings it would take ten
times the memory. `words/README.md` tells where it comes from and how it is made.
"""

from __future__ import annotations

import lzma
import re
from functools import cache
from importlib import resources

# A form with affixes that is not listed counts as a word if its root is listed and has at least so
# many letters. Chosen: shorter rests are too often listed by chance.
_SHORTEST_ROOT = 5
_BEFORE = re.compile(
    r"(?:(?:mem|pem)(?=[bfvp])|(?:men|pen)(?=[cdjszt])|(?:meng|peng)|"
    r"(?:memper|diper|ber|per|ter|di|ke|se|me|pe))(?:ber|per|ke)?"
)
_BEHIND = re.compile(r"(?:kan|an|i)?(?:nya|ku|mu|lah|kah|pun)?")
# Prefixes that replace the first letter of the root: "pem" + "ilih" comes from "pilih".
_SWALLOWED = {"mem": "p", "pem": "p", "men": "t", "pen": "t", "meng": "k", "peng": "k"} | {
    "meny": "s",
    "peny": "s",
}


def is_word(word: str) -> bool:
    """Whether a word in lower case is listed, or is made of a listed one."""
    return _listed(word) or any(_listed(root) for root in _roots(word))


def some_words(most: int) -> list[str]:
    """Words of the list at equal distances, at most so many."""
    every = _block().decode().split()
    return every[:: max(1, len(every) // most)][:most]


def _roots(word: str) -> set[str]:
    """The possible roots of a word: what is left without its affixes."""
    starts = {word}
    if found := _BEFORE.match(word):
        starts.add(word[found.end() :])
    starts |= {
        letter + word[len(prefix) :]
        for prefix, letter in _SWALLOWED.items()
        if word.startswith(prefix)
    }
    roots = set()
    for start in starts:
        for size in range(len(start), _SHORTEST_ROOT - 1, -1):
            if _BEHIND.fullmatch(start, size):
                roots.add(start[:size])
    return {root for root in roots if len(root) >= _SHORTEST_ROOT}


def _listed(word: str) -> bool:
    """Whether a word is a line of the list: a search by halves of a block of bytes."""
    listed, wanted = _block(), word.encode()
    low, high = 0, len(listed)
    while low < high:
        start = listed.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = listed.find(b"\n", start)
        line = listed[start:end]
        if line == wanted:
            return True
        if line < wanted:
            low = end + 1
        else:
            high = start
    return False


@cache
def _block() -> bytes:
    """The list, one word per line, sorted by bytes; loaded when it is first needed."""
    packed = (resources.files("knowledge.matching") / "words" / "words.txt.xz").read_bytes()
    return lzma.decompress(packed)
