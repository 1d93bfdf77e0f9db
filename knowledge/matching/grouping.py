"""Questions that ask the same, put together."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from knowledge.text import stem, words

# How alike the stems of two questions are, 0 to 100, when they most likely ask the same.
_ALIKE = 70


def grouped(questions: Sequence[str]) -> list[list[int]]:
    """The places of the questions, those that are alike together, in the order of their firsts.

    Word order, case, punctuation and common affixes do not matter. Each question goes to the
    group whose first one it is most like, if it is like any.
    """
    groups: dict[str, list[int]] = {}
    for place, question in enumerate(questions):
        stems = " ".join(stem(word) for word in words(question)) or question
        found = process.extractOne(
            stems, groups.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE
        )
        groups.setdefault(found[0] if found else stems, []).append(place)
    return list(groups.values())
