"""The bench asks what was never learnt, and prints figures only of answers that came."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.base import Knowledge
from knowledge.matching.evaluation import read_questions
from knowledge.text import key
from tests.bench import throughput
from tests.bench.measuring import Figures, cost, cpu
from tests.bench.printing import below_each_other, beside_the_first, carry_out
from tests.bench.processes import Bot
from tests.bench.questions import FILES, FOLDER, held_out

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the bench reads /proc")


def test_no_question_of_the_bench_is_a_phrasing_of_the_content(knowledge: Knowledge) -> None:
    content = knowledge.content
    phrasings = {
        key(text)
        for topic in content.topics.values()
        for language in topic.title.root
        for text in (topic.title.in_(language), *topic.ask.in_(language))
    }
    phrasings |= {key(text) for texts in content.out_of_scope.values() for text in texts}
    asked = held_out()
    assert len(asked) > 1000
    assert [text for text in asked if key(text) in phrasings] == []


def test_every_kind_of_question_is_asked_in_a_short_run_too(knowledge: Knowledge) -> None:
    soon = set(held_out()[:100])
    for name in FILES:
        of_it = read_questions([FOLDER / f"{name}.jsonl"], knowledge.content.topics)
        assert soon & {question.text for question in of_it}, name


def test_a_short_run_prints_the_whole_table() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--rounds=1", "--seconds=1", "--people=5"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    made, empty, head, _, *rows = run.stdout.splitlines()
    assert "python -m tests.bench --rounds=1 --seconds=1 --people=5" in made
    assert (empty, head.count("|")) == ("", 7)
    figures = {name.strip(): values for _, name, *values, _ in (row.split("|") for row in rows)}
    for people in ("1 person", "5 people"):
        for what in ("p50 (ms)", "p99 (ms)"):
            assert all(float(value) > 0 for value in figures[f"{people}, {what}"])
        for whose in ("bot", "stand-in"):
            assert f"{people}, CPU of the {whose} (ms a message)" in figures
    assert all(float(value) > 0 for value in figures["start to first answer (s)"])
    assert all(float(value) > 0 for value in figures["peak memory (MB)"])


async def test_replicas_are_measured_behind_the_proxy_of_the_composition() -> None:
    unpaced = next(bot for title, bot, count in throughput.rows() if "words" in title and count)
    figures = await throughput.measure(unpaced, 2, people=4, each=2)
    names = ["answers a second", "bots (ms)", "PostgreSQL (ms)", "Caddy (ms)", "stand-in (ms)"]
    assert list(figures) == names
    assert figures["answers a second"] > 0


# What becomes of every fifth message.
FAULTS = {
    "answers missing": "pass",
    "nobody waited for": "await plain(update, context); await plain(update, context)",
    "said something": "await plain(update, context); print('Oh no', flush=True)",
}


@pytest.mark.parametrize("words", FAULTS)
def test_a_bot_that_fails_now_and_then_gets_no_figures(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "faulty.py").write_text(
        "from tests.bench import echo\n"
        "plain = echo.echo\n"
        "async def faulty(update, context):\n"
        "    if update.update_id % 5:\n"
        "        await plain(update, context)\n"
        "    else:\n"
        f"        {FAULTS[words]}\n"
        "echo.echo = faulty\n"
        "echo.main()\n"
    )
    bot = Bot("faulty", ("faulty",), {"PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"})

    async def measuring() -> Iterator[str]:
        return below_each_other({"faulty": [await cost(bot, seconds=1, people=5, patience=3)]})

    with pytest.raises(SystemExit) as ended:
        carry_out("tests.bench", 1, measuring())
    # Whoever exits with words exits with 1.
    assert words in str(ended.value.code)
    assert capsys.readouterr().out == ""


def test_the_cpu_of_a_process_has_that_of_its_children() -> None:
    child = "import time\nwhile time.process_time() < 0.3: pass"
    parent = (
        "import subprocess, sys\n"
        f"subprocess.run([sys.executable, '-c', {child!r}])\n"
        "print('done', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"done\n"
        assert cpu(running.pid) > 0.28


def test_figures_are_medians_and_ratios_are_of_the_same_round() -> None:
    def rounds(*values: float) -> list[Figures]:
        return [{"p50 (ms)": value} for value in values]

    *_, row = beside_the_first({"echo": rounds(2, 4, 9), "Mulai": rounds(4, 12, 9)})
    assert row == "| p50 (ms) | 4.00 | 9.00 | 2.00 |"
