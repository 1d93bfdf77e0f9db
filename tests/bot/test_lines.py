"""What `check` and `doctor` tell is there in Indonesian, every line of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from bot import cli
from bot.cli import main
from bot.cli.lines import Lines
from bot.operations.findings import CheckResult
from knowledge.loading.documents import Fault

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "knowledge" / "loading" / "kept.py"
TEXTS: dict[str, str] = yaml.safe_load(
    (Path(cli.__file__).parent / "help" / "id-lines.yaml").read_text("utf-8")
)
INDONESIAN = Lines(TEXTS)
# Where the lines are written. What is kept for the next start is only told in the log.
TELLING = (
    *sorted(set((ROOT / "knowledge" / "loading").glob("*.py")) - {KEPT}),
    ROOT / "knowledge" / "markup.py",
    *sorted((ROOT / "bot" / "operations").glob("doctor*.py")),
)
# Parts of lines that stand whole in the table, and what is no line.
PARTS = {
    *("inline mode", "guest mode", "; @BotFather switches them, /setinline for inline mode"),
    *(", brought to {} at the next start", "{} is sound, schema {}{}"),
    *("{} on PostgreSQL {}, schema {}{}; {}", "posts updates to {}", "does not post updates"),
    *("post them to MULAI_WEBHOOK_URL", "be polled"),
    "Telegram {} but should {}; starting the bot tells it",
    *("{} is {}", "{} {}", "{}: {}", "not valid YAML: ", "{}:{}:{}: {}{}; {}"),
    r"^.*? Nomor \S+ Tahun \d{4}",
    r" Nomor \S+ Tahun \d{4}|\b(?:ISO|SNI|PAS|Pasal) ?\d|\d/\d",
}


def written(path: Path) -> Iterator[str]:
    """The lines of a module, with gaps; docstrings are none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    inner = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for whole in (node for node in nodes if isinstance(node, ast.JoinedStr)):
        inner |= {id(part) for part in ast.walk(whole) if part is not whole}
    for node in nodes:
        if id(node) in inner:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("path", TELLING, ids=lambda path: path.stem)
def test_every_line_is_in_the_table(path: Path) -> None:
    lines = {line for line in written(path) if " " in line.strip() and len(line) > 3}
    known = TEXTS.keys() | PARTS
    assert {line for line in lines if not {line, f"{line}{{}}"} & known} == set()


@pytest.mark.parametrize("english", TEXTS)
def test_a_line_keeps_all_that_is_filled_in(english: str) -> None:
    gaps = [f"<{n}>" for n in range(english.count("{}"))]
    filled = english
    for gap in gaps:
        filled = filled.replace("{}", gap, 1)
    said = INDONESIAN.say(filled)
    assert sorted(re.findall(r"<\d>", said)) == gaps
    assert said != filled or english == "{}: {}: {}"


def test_a_fault_keeps_its_place_and_what_stands_within_is_said_too() -> None:
    fault = Fault(
        "topics/x.yaml",
        3,
        5,
        "starting",
        "names the unknown source 'BPS', as 2 more places do",
        "bring it back, or mend the name in all of them",
    )
    assert INDONESIAN.fault(fault) == (
        "topics/x.yaml:3:5: starting: menyebut source 'BPS' yang tidak dikenal, begitu pula 2 "
        "tempat lain; kembalikan, atau perbaiki namanya di semua tempat"
    )


def test_a_finding_keeps_its_level_and_part() -> None:
    finding = CheckResult("ok", "elsewhere", "inline mode is on, guest mode is off")
    assert INDONESIAN.finding(finding) == "ok    elsewhere mode inline menyala, mode tamu mati"


def test_what_is_not_known_stays_as_it_is() -> None:
    assert INDONESIAN.say("Extra data: 1 character") == "Extra data: 1 character"
    assert Lines({}).say("the file is missing") == "the file is missing"


def test_check_tells_a_fault_in_the_language_of_the_terminal(tmp_path: Path) -> None:
    told = {
        language: CliRunner(env={"MULAI_CLI_LANGUAGE": language}).invoke(
            main, ["check", str(tmp_path)]
        )
        for language in ("id", "en")
    }
    assert "the file is missing; restore it" in told["en"].stdout
    assert "berkasnya tidak ada; pulihkan dari isi bawaan" in told["id"].stdout
    assert "kekeliruan" in told["id"].stderr
    assert "is missing" not in told["id"].stdout
    assert told["id"].exit_code == told["en"].exit_code == 1
