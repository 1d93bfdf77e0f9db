"""Real words, which are no slips of other words: "siswa" is not a mistyped "sisa".

The list is one sorted block of lines, searched where it lies: as Python strings it would take ten
times the memory. `words/README.md` tells where it comes from and how it is made.
"""

from __future__ import annotations

import lzma
import re
from functools import cache
from importlib import resources

# Of an affixed form the root decides, if the form itself is not listed; a shorter rest of a word
# is a word too often by chance.
_SHORTEST_ROOT = 5
_BEFORE = re.compile(
    r"(?:(?:mem|pem)(?=[bfvp])|(?:men|pen)(?=[cdjszt])|(?:meng|peng)|"
    r"(?:memper|diper|ber|per|ter|di|ke|se|me|pe))(?:ber|per|ke)?"
)
_BEHIND = re.compile(r"(?:kan|an|i)?(?:nya|ku|mu|lah|kah|pun)?")
# "pem" + "ilih" is "pilih": what a prefix swallowed.
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
    """What a word may be made of, by taking affixes off."""
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
    """The list, a word a line, sorted by bytes; read when the first strange word comes."""
    packed = (resources.files("knowledge.matching") / "words" / "words.txt.xz").read_bytes()
    return lzma.decompress(packed)
