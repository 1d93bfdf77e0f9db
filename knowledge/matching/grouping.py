"""Questions that ask the same, put together."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from knowledge.text import stem, words

# From this likeness of their stems on (0 to 100), two questions count as the same. Chosen by
# reading which groups of real questions came out.
_ALIKE = 70


def grouped(questions: Sequence[str]) -> list[list[int]]:
    """Groups of similar questions, as positions, ordered by the first question of each group.

    Word order, case, punctuation and common affixes do not matter. A question joins the group whose
    first question it resembles most, or begins a new group.
    """
    groups: dict[str, list[int]] = {}
    for place, question in enumerate(questions):
        stems = " ".join(stem(word) for word in words(question)) or question
        found = process.extractOne(
            stems, groups.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE
        )
        groups.setdefault(found[0] if found else stems, []).append(place)
    return list(groups.values())
