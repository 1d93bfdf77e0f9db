"""One cell of each kind of fault, and the table of all in docs/reliability.md."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator

import pytest

from tests.bot.postgres import server
from tests.matrix.activities import ACTIVITIES
from tests.matrix.faults import FAULTS
from tests.matrix.judge import Outcome, judged
from tests.matrix.rooms import KINDS
from tests.matrix.runner import Played, all_cells, played, sample
from tests.matrix.table import HELD, NOT_YET, SENSELESS, TWICE, read

SAMPLE = sample()


@pytest.fixture(scope="module")
def results() -> Iterator[dict[str, Played]]:
    """The sample, played at the same time: most of it is waiting."""
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # what breaks is no news
    with contextlib.ExitStack() as stack:
        try:
            running = stack.enter_context(server())
        except pytest.skip.Exception:
            running = None  # each test that needs it says so
        yield {str(it.cell): it for it in asyncio.run(played(SAMPLE, running))}
    logging.getLogger("uvicorn.error").setLevel(logging.NOTSET)


@pytest.mark.parametrize("name", [str(cell) for cell in SAMPLE])
def test_a_fault_loses_nothing_and_doubles_nothing_that_is_not_said(
    results: dict[str, Played], name: str
) -> None:
    if name not in results:
        pytest.skip("no PostgreSQL; install your system's")
    result = results[name]
    assert result.faults == [], result.log


def test_the_sample_has_every_fault_every_activity_and_every_database() -> None:
    assert [cell.fault for cell in SAMPLE] == list(FAULTS)
    assert {cell.activity.name for cell in SAMPLE} == {it.name for it in ACTIVITIES}
    assert {cell.kind.name for cell in SAMPLE} == {kind.name for kind in KINDS}


def test_the_table_has_the_rows_and_columns_of_the_code_and_every_cell_that_was_played_held() -> (
    None
):
    played_ones = {(it.fault.name, it.activity.name, it.kind.name) for it in all_cells()}
    cells = read()
    assert cells.keys() == {
        (fault.name, activity.name, kind.name)
        for fault in FAULTS
        for activity in ACTIVITIES
        for kind in KINDS
    }
    assert {key for key, word in cells.items() if word in (HELD, TWICE, NOT_YET)} == played_ones
    assert {word for key, word in cells.items() if key not in played_ones} == {SENSELESS}


def nothing() -> Outcome:
    """What people saw on a day when nobody did anything."""
    return Outcome({}, frozenset(), {}, 0, {"votes": "[]"})


def test_the_judge_sees_what_is_lost_doubled_strange_and_badly_stored() -> None:
    key, page = ("Rina", "Halo"), ("Rina", "Halo", ())
    once = Outcome({key: 1}, frozenset({page}), {key: 1}, 0, {"votes": "[(1,)]"})
    assert judged(once, once) == judged(nothing(), nothing())
    lost = judged(once, nothing())
    assert len(lost.lost) == 3
    assert lost.strange == ["votes: [], must be [(1,)]"]
    assert len(judged(nothing(), once).strange) == 3
    twice = Outcome({key: 2}, once.standing, {key: 1}, 1, once.stored)
    assert len(judged(once, twice).doubled) == 1
    assert judged(once, twice).lost == ["1 taps without a toast"]
