"""How long a picture and a report take, after the first: `python -m tests.bench_papers`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from bot.papers.render import card, report
from bot.papers.sheet import Sheet, Words, words_in
from knowledge.loader import load
from tests.bot.sheets import ALL

RUNS = 30
Paper = Callable[[Sheet, Words], bytes]


def main() -> None:
    """Print the first time of each paper, then the medians of each sheet."""
    papers = load().papers
    words = words_in(papers, "id")
    kinds: dict[str, Paper] = {"card": card, "report": report}
    for name, paper in kinds.items():
        print(f"first {name}: {milliseconds(paper, ALL['usual'](), words):.0f} ms")
    print(f"{'sheet':<12}{'card ms':>9}{'max':>6}{'KB':>6}{'report ms':>11}{'max':>6}{'KB':>6}")
    for name, make in ALL.items():
        sheet = make()
        words = words_in(papers, sheet.language)
        print(f"{name:<12}" + "".join(measured(paper, sheet, words) for paper in kinds.values()))


def measured(paper: Paper, sheet: Sheet, words: Words) -> str:
    """Median and maximum in milliseconds, and the size."""
    times = [milliseconds(paper, marked(sheet, f"{run:02}"), words) for run in range(RUNS)]
    size = len(paper(sheet, words)) / 1000
    return f"{statistics.median(times):>9.0f}{max(times):>6.0f}{size:>6.0f}  "


def marked(value: Any, mark: str) -> Any:
    """The same with every longer text ending in the mark: what was set before is of no help."""
    if isinstance(value, str):
        return value[: -len(mark)] + mark if len(value) > 4 else value
    if isinstance(value, tuple):
        return tuple(marked(item, mark) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{f.name: marked(getattr(value, f.name), mark) for f in fields(value)}
        )
    return value


def milliseconds(paper: Paper, sheet: Sheet, words: Words) -> float:
    """The time of one."""
    start = time.perf_counter()
    paper(sheet, words)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
