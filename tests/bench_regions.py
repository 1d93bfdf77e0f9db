"""How long it takes to find a region: `python -m tests.bench_regions`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence

from knowledge.loading.loader import load
from knowledge.regions.finder import Gazetteer
from tests.knowledge.test_regions import ASKED, NAMED, NOT_REGIONS

ROUNDS = 200


def main() -> None:
    """Time names, names with a letter missing, and texts that name none."""
    content = load()
    start = time.perf_counter()
    gazetteer = Gazetteer(content.regions)
    print(f"index: {1000 * (time.perf_counter() - start):.1f} ms, once")
    questions = [text for topic in content.topics.values() for text in topic.ask.in_("id")]
    for kind, texts in {
        "as people write them": [*NAMED, *ASKED],
        "with a letter missing": [text[:3] + text[4:] for text in NAMED],
        "no region": NOT_REGIONS,
        "questions": questions[:300],
    }.items():
        print(f"{kind:<24}{told(gazetteer, texts)}")


def told(gazetteer: Gazetteer, texts: Sequence[str]) -> str:
    """The mean and the slowest text's median, in milliseconds."""
    slowest = max(statistics.median(times(gazetteer, text, 9)) for text in texts)
    rounds = max(1, ROUNDS * 100 // len(texts))
    start = time.perf_counter()
    for _ in range(rounds):
        for text in texts:
            gazetteer.find(text)
    mean = (time.perf_counter() - start) / (rounds * len(texts))
    return f"mean {1000 * mean:.3f} ms, slowest text {1000 * slowest:.3f} ms"


def times(gazetteer: Gazetteer, text: str, runs: int) -> list[float]:
    """Seconds of some calls with one text."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        gazetteer.find(text)
        seconds.append(time.perf_counter() - start)
    return seconds


if __name__ == "__main__":
    main()
