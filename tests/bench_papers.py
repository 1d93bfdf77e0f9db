"""How long papers take, the first ones and those after: `python -m tests.bench_papers`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import partial
from typing import Any

from bot.papers.code import code
from bot.papers.minuting import minutes_sheet
from bot.papers.render import card, minutes_card, minutes_report, report
from bot.papers.sheet import Sheet, Words, words_in
from bot.papers.workbook import workbook
from knowledge.base import Knowledge, open_knowledge
from tests.bot import rooms
from tests.bot.sheets import ALL

RUNS = 30
Paper = Callable[[Sheet, Words], bytes]


def main() -> None:
    """Print the first time of each paper, then the medians of each sheet and workshop."""
    knowledge = open_knowledge()
    of_results(knowledge)
    of_workshops(knowledge)
    address = "https://t.me/mulai_bot?start=w_AbCdEf1{}"
    codes = [milliseconds(partial(code, address.format(run))) for run in range(RUNS)]
    print(f"code: first {codes[0]:.0f} ms, then {statistics.median(codes[1:]):.0f} ms")


def of_results(knowledge: Knowledge) -> None:
    """Pictures and reports of single results."""
    papers = knowledge.content.papers
    words = words_in(papers, "id")
    kinds: dict[str, Paper] = {"card": card, "report": report}
    for name, paper in kinds.items():
        print(f"first {name}: {milliseconds(partial(paper, ALL['usual'](), words)):.0f} ms")
    print(f"{'sheet':<13}{'card ms':>9}{'max':>6}{'KB':>6}{'report ms':>11}{'max':>6}{'KB':>6}")
    for name, make in ALL.items():
        sheet = make()
        words = words_in(papers, sheet.language)
        makers = [partial(_with_words, paper, words) for paper in kinds.values()]
        print(f"{name:<13}" + "".join(measured(maker, sheet) for maker in makers))


def _with_words(paper: Paper, words: Words, sheet: Sheet) -> bytes:
    return paper(sheet, words)


def of_workshops(knowledge: Knowledge) -> None:
    """Minutes: pictures, reports and tables."""
    kinds = {"card": minutes_card, "minutes": minutes_report, "table": workbook}
    edition = knowledge.edition("id")
    for name, paper in kinds.items():
        made = minutes_sheet(rooms.usual(), edition)
        print(f"first {name} of a workshop: {milliseconds(partial(paper, made)):.0f} ms")
    heads = "".join(f"{f'{name} ms':>11}{'max':>6}{'KB':>6}" for name in kinds)
    print(f"{'workshop':<13}{heads}")
    for name, make in rooms.ALL.items():
        made = minutes_sheet(make(), edition)
        print(f"{name:<13}" + "".join(measured(paper, made) for paper in kinds.values()))


def measured(paper: Callable[[Any], bytes], sheet: Any) -> str:
    """Median and maximum in milliseconds, and the size."""
    sheets = [marked(sheet, f"{run:02}") for run in range(RUNS)]
    times = [milliseconds(partial(paper, each)) for each in sheets]
    size = len(paper(sheet)) / 1000
    return f"{statistics.median(times):>9.0f}{max(times):>6.0f}{size:>6.0f}  "


def marked(value: Any, mark: str) -> Any:
    """The same with every longer text ending in the mark: what was set before is of no help."""
    if isinstance(value, str):
        return value[: -len(mark)] + mark if len(value) > 10 else value
    if isinstance(value, tuple):
        return tuple(marked(item, mark) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{f.name: marked(getattr(value, f.name), mark) for f in fields(value)}
        )
    return value


def milliseconds(make: Callable[[], bytes]) -> float:
    """The time of one."""
    start = time.perf_counter()
    make()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
