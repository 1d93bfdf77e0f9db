"""Labelled messages as people would type them too: with a region, an introduction, in slang.

Each form is a style of its own, so that a report tells which one breaks what.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from knowledge.matching.evaluation import LabelledQuestion
from knowledge.matching.guard import some_words
from knowledge.regions.outcomes import Region

_SUBSTITUTIONS = 5
_DICTIONARY_WORDS = 1000
_WORD = re.compile(r"[^\W\d_]+")


def stressed(
    questions: Sequence[LabelledQuestion],
    regions: Sequence[Region],
    spellings: Mapping[str, str],
    most_regions: int,
) -> Iterator[LabelledQuestion]:
    """The messages in all forms, and words of the dictionary alone, which are out of scope.

    spellings: chat spelling to plain form. most_regions: how many regions each message gets, of
    all that there are at equal distances.
    """
    some = regions[:: max(1, len(regions) // most_regions)][:most_regions]
    slang: dict[str, list[str]] = defaultdict(list)
    for spelling, plain in spellings.items():
        slang[plain].append(spelling)
    for question in questions:
        for style, text in _forms(question.text, some, slang):
            yield replace(question, text=text, style=style)
    for word in some_words(_DICTIONARY_WORDS):
        yield LabelledQuestion(word, (), "a word alone", "id")


def _forms(
    text: str, regions: Sequence[Region], slang: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    words = text.split()
    half = len(words) // 2
    for region in regions:
        yield "region before", f"{region.label}, {text}"
        yield "region behind", f"{text.rstrip(' ?.!')} di {region.label}?"
        yield "region inside", " ".join([*words[:half], f"di {region.label}", *words[half:]])
    if regions:
        yield "introduction", f"Selamat pagi, saya staf Bappeda {regions[0].label}. {text}"
    yield (
        "doubled ends",
        " ".join(word + word[-1] if word[-1:] in "aeiou" else word for word in words),
    )
    for turn in range(_SUBSTITUTIONS):
        yield "slang", _WORD.sub(partial(_in_slang, slang=slang, turn=turn), text)


def _in_slang(found: re.Match[str], slang: Mapping[str, Sequence[str]], turn: int) -> str:
    forms = slang.get(found.group().lower(), ())
    return forms[turn % len(forms)] if forms else found.group()
