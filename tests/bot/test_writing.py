"""`mulai new` writes what `mulai check` then explains; `mulai diff` tells what an edit changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.cli.comparing import diff
from knowledge.loading.faults import KnowledgeError
from knowledge.loading.loader import load, packaged_content
from knowledge.matching.comparing import Difference, changes, what_became
from knowledge.matching.evaluation import LabelledQuestion
from knowledge.matching.outcomes import Answered, Match, Ranked, Unknown, Unsure


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A content of one's own."""
    copy = tmp_path / "content"
    shutil.copytree(packaged_content(), copy, ignore=shutil.ignore_patterns("model"))
    monkeypatch.setenv("MULAI_KNOWLEDGE_DIR", str(copy))
    monkeypatch.delenv("MULAI_LOCAL_DIR", raising=False)
    return copy


def run(*words: str, fails: bool = False) -> str:
    result = CliRunner().invoke(main, words)
    assert bool(result.exit_code) is fails, result.output
    return result.output


def subjects(folder: Path) -> set[str]:
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    assert not [fault for fault in caught.value.faults if fault.hides]
    return {fault.subject for fault in caught.value.faults}


def test_a_new_topic_is_promised_and_wants_what_is_empty(folder: Path) -> None:
    run("new", "topic", "street-lights", "--family", "starting")
    assert subjects(folder) == {"street-lights", "starting"}
    told = run("check", fails=True)
    for wanted in ("title", "answer", "more", "related"):
        assert wanted in told


def test_a_new_topic_of_a_local_layer_stands_there(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = tmp_path / "local"
    local.mkdir()
    monkeypatch.setenv("MULAI_LOCAL_DIR", str(local))
    before = (folder / "families.yaml").read_bytes()
    run("new", "topic", "street-lights", "--family", "starting")
    assert (folder / "families.yaml").read_bytes() == before
    assert "street-lights" in run("check", fails=True)
    assert (local / "topics" / "starting.yaml").read_text("utf-8").startswith("street-lights:")


def test_a_new_card_stands_with_the_others_and_wants_what_is_empty(folder: Path) -> None:
    cards = load(folder).cards["readiness"]
    assert cards.village is None
    run("new", "card", "readiness", "village")
    assert subjects(folder) == {"readiness"}
    told = run("check", fails=True)
    assert "village" in told


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("topic", "readiness", "--family", "starting"), "there is a topic"),
        (("topic", "street-lights", "--family", "nowhere"), "there is no family"),
        (("topic", "Street Lights", "--family", "starting"), "small letters"),
        (("card", "street-lights", "cost"), "there is no topic"),
        (("card", "readiness", "what"), "has a card what already"),
    ],
)
def test_what_cannot_begin_changes_nothing(folder: Path, words: tuple[str, ...], why: str) -> None:
    assert why in run("new", *words, fails=True)
    load(folder)


ASKED = LabelledQuestion("truk sampah kurang", ("rubbish",), "b_id", "id")
BEYOND = LabelledQuestion("resep nasi goreng", (), "b_id", "id")
SURE, OTHER = Answered((Ranked("rubbish", 0.9),)), Answered((Ranked("water", 0.9),))
OFFER = Unsure((Ranked("water", 0.4), Ranked("rubbish", 0.3)))


@pytest.mark.parametrize(
    ("question", "match", "word"),
    [
        (ASKED, SURE, "right"),
        (ASKED, OTHER, "wrong"),
        (ASKED, OFFER, "offered"),
        (ASKED, Unsure((Ranked("water", 0.4),)), "wrong"),
        (ASKED, Unknown(()), "missed"),
        (BEYOND, SURE, "wrong"),
        (BEYOND, OFFER, "offered"),
        (BEYOND, Unknown(()), "right"),
    ],
)
def test_what_became_of_a_labelled_message(
    question: LabelledQuestion, match: Match, word: str
) -> None:
    assert what_became(question, match) == word


def test_only_changes_are_told_and_which_are_better() -> None:
    old: dict[str, Match] = {ASKED.text: OTHER, BEYOND.text: Unknown(())}
    now: dict[str, Match] = {ASKED.text: OFFER, BEYOND.text: Unknown(())}
    (found,) = changes([ASKED, BEYOND], lambda q: old[q.text], lambda q: now[q.text])
    assert found == Difference(ASKED.text, "wrong", "offered")
    assert found.better


def test_an_older_content_that_is_nowhere_is_told(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "asked.jsonl"
    file.write_text("", encoding="utf-8")
    for old in ("no-such-revision", "--output=x"):
        result = CliRunner().invoke(diff, ["--", old, str(file)])
        assert result.exit_code == 2
        assert "is neither a folder nor a revision of git" in result.output
