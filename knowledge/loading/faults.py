"""All that is wrong with a content, each mistake told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.loading.documents import Fault


class KnowledgeError(Exception):
    """The content cannot be used; `faults` lists everything that is wrong, one fault for each
    mistake.

    faults: files that cannot be read first, because they may hide more; then by file and line.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        told = _named_once(sorted(faults))
        self.faults = tuple(sorted(told, key=lambda fault: (not fault.hides, fault)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def _named_once(faults: Sequence[Fault]) -> Iterator[Fault]:
    """The faults, with only the first of many that name the same unknown thing. Somebody renamed or
    removed that thing: one mistake, not many.
    """
    places = Counter(fault.name for fault in faults)
    told: set[tuple[str, str]] = set()
    for fault in faults:
        if fault.name is None or places[fault.name] == 1:
            yield fault
        elif fault.name not in told:
            told.add(fault.name)
            what = f"{fault.what}, as {places[fault.name] - 1} more places do"
            yield replace(fault, what=what, remedy="bring it back, or mend the name in all of them")
