"""A further language is a folder of content; what it does not say is said in its fallback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conversations.messages import (
    Chose,
    Commanded,
    Event,
    Revise,
    Said,
    Say,
    Sender,
    Started,
)
from conversations.router import step
from conversations.state import State, restore, save
from knowledge.base import Knowledge, open_knowledge
from knowledge.loading.loader import packaged_content
from tests.knowledge.breaking import faults

MALAY = {
    "language.yaml": "name: Bahasa Melayu\ncodes: [ms]\nfallback: id\n",
    "wording.yaml": """\
messages:
  start: Helo, {name}. Saya <b>Mulai</b>, teman bertanya tentang bandar pintar.
  help: Tanyalah dengan ayat biasa, atau pilih di bawah.
commands:
  ask:
    words: [soal, tanya]
    about: Bertanya tentang bandar pintar
""",
    "topics/starting.yaml": """\
where-to-start:
  title: Dari mana hendak bermula?
  answer: Mulakan dengan keperluan asas penduduk; teknologi menyusul selepas itu.
  ask:
    - macam mana nak mulakan bandar pintar?
    - kita nak mula dari mana dulu
""",
}
SITI = Sender("9", "Siti", "ms")


def write(folder: Path, files: dict[str, str]) -> None:
    """Add the files of a language."""
    for name, text in files.items():
        path = folder / "languages" / "ms" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged content, for one more language."""
    copy = tmp_path / "content"
    shutil.copytree(packaged_content(), copy, ignore=shutil.ignore_patterns("model"))
    return copy


@pytest.fixture(scope="module")
def malay(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The content in three languages."""
    copy = tmp_path_factory.mktemp("malay") / "content"
    shutil.copytree(packaged_content(), copy, ignore=shutil.ignore_patterns("model"))
    write(copy, MALAY)
    return open_knowledge(copy, semantic=False)


def told(knowledge: Knowledge, state: State, event: Event) -> tuple[State, str]:
    """The state after an event, saved and restored, and all that was said."""
    after, replies = step(state, event, knowledge)
    shown = [reply for reply in replies if isinstance(reply, Say | Revise)]
    labels = [choice.label for reply in shown for row in reply.rows for choice in row]
    return restore(save(after)), "\n".join([*(reply.text for reply in shown), *labels])


def test_who_writes_from_an_app_in_that_language_is_greeted_in_it(malay: Knowledge) -> None:
    state, said = told(malay, State(), Event(Started(), SITI))
    assert "Helo, Siti." in said
    _, said = told(malay, state, Event(Commanded("help"), SITI))
    assert "Tanyalah dengan ayat biasa" in said


@pytest.mark.slow
def test_a_topic_is_found_by_its_phrasings_and_answered_in_that_language(malay: Knowledge) -> None:
    _, said = told(malay, State(), Event(Said("macam mana nak mulakan bandar pintar"), SITI))
    assert "Mulakan dengan keperluan asas" in said


def test_what_is_not_translated_is_said_in_the_language_it_falls_back_to(malay: Knowledge) -> None:
    _, said = told(malay, State(), Event(Commanded("cancel"), SITI))
    assert malay.edition("id").say("nothing-to-cancel") in said
    topic = malay.content.topics["where-to-start"]
    assert topic.more.in_("ms") == topic.more.in_("id")


def test_it_can_be_chosen_by_a_button_that_bears_its_name(malay: Knowledge) -> None:
    rina = Sender("7", "Rina", "id")
    _, said = told(malay, State(), Event(Commanded("language"), rina))
    assert "Bahasa Melayu" in said
    state, _ = told(malay, State(), Event(Chose("language", "set", "ms"), rina))
    assert state.language == "ms"


def test_a_language_that_is_gone_is_spoken_as_the_first(knowledge: Knowledge) -> None:
    _, said = told(knowledge, State(language="ms"), Event(Commanded("help"), SITI))
    assert knowledge.edition("id").say("help") in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("language.yaml", "name: M\ncodes: [ms]\n", "must name the language that says what it"),
        ("language.yaml", "name: M\ncodes: [ms]\nfallback: su\n", "falls back to su"),
        ("wording.yaml", "messages:\n  statr: x\n", "statr stands nowhere in the content"),
        ("wording.yaml", "buttons:\n  more: " + "x" * 39 + "\n", "1 too many; shorten it to 38"),
        ("wording.yaml", "commands:\n  help:\n    words: [tanya]\n", "'tanya' means ask"),
        ("wording.yaml", "messages:\n  start: Helo, {nama}.\n", "{nama}, which nothing fills in"),
        ("topics/starting.yaml", "where-to-start:\n  related: [x]\n", "no text that can be"),
        ("topics/starting.yaml", "where-to-start:\n  answer: <u>x\n", "languages/ms/topics/star"),
    ],
)
def test_a_mistake_in_a_translation_is_told_once_in_its_own_file(
    folder: Path, name: str, text: str, expected: str
) -> None:
    write(folder, {"language.yaml": MALAY["language.yaml"], name: text})
    told = faults(folder)
    assert len(told) == 1, told
    (fault,) = told
    assert fault.startswith(f"languages/ms/{name}:")
    assert expected in fault


def test_a_text_in_a_language_that_nobody_declared_is_a_fault(folder: Path) -> None:
    path = folder / "wording.yaml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("  - {id: Mei, en: May}", "  - {id: Mei, en: May, ms: Mei}"))
    told = faults(folder)
    assert len(told) == 1, told
    (fault,) = told
    assert "ms is in no known language; add languages/ms/, or remove it" in fault
