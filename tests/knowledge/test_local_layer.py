"""A local folder is laid over the content: it holds only what differs, and is checked with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.content import check
from bot.shelf import Shelf
from knowledge.base import Knowledge, open_knowledge
from knowledge.loading.faults import KnowledgeError
from knowledge.loading.loader import load, packaged_content
from knowledge.loading.logo import Logo

OURS = """\
our-call-centre:
  title: {id: Pusat panggilan kami, en: Our call centre}
  answer:
    id: Telepon 0263-112 menerima laporan warga Cianjur siang dan malam, tanpa pulsa.
    en: Call 0263-112 to report anything in Cianjur, by day and by night, free of charge.
  more:
    id: "{long}"
    en: "{long}"
  related: [complaint-channel, quick-wins]
  sources: [OURS]
  ask:
    id: [{questions}]
    en: [{more_questions}]
"""


def ours() -> str:
    """A region's own topic."""
    return (
        OURS.replace("{long}", "Pusat panggilan kami melayani semua kecamatan. " * 14)
        .replace("{more_questions}", ", ".join(f"our call centre number {i}" for i in range(8)))
        .replace("{questions}", ", ".join(f"nomor pusat panggilan kami {i}" for i in range(12)))
    )


@pytest.fixture
def local(tmp_path: Path) -> Path:
    """A region's own folder: a topic, a source, another greeting, another name of an agency."""
    folder = tmp_path / "cianjur"
    (folder / "topics").mkdir(parents=True)
    (folder / "topics" / "ours.yaml").write_text(ours(), encoding="utf-8")
    (folder / "families.yaml").write_text(
        "people:\n  topics:\n    our-call-centre: the number to call\n", encoding="utf-8"
    )
    (folder / "sources.yaml").write_text(
        "OURS:\n  title: Perbup 12/2026\n  publisher: Kabupaten Cianjur\n", encoding="utf-8"
    )
    (folder / "wording.yaml").write_text(
        "messages:\n  cannot-read:\n    id: Maaf, tulis saja dengan kata-kata.\n", encoding="utf-8"
    )
    return folder


def test_what_differs_is_taken_from_the_local_folder_and_the_rest_from_the_packaged(
    local: Path,
) -> None:
    knowledge, packaged = open_knowledge(local=local), open_knowledge()
    edition = knowledge.edition("id")
    assert edition.title("our-call-centre") == "Pusat panggilan kami"
    assert edition.say("cannot-read") == "Maaf, tulis saja dengan kata-kata."
    english = knowledge.edition("en")
    assert english.say("cannot-read") == packaged.edition("en").say("cannot-read")
    assert packaged.content.topics.items() <= knowledge.content.topics.items()


def test_a_part_of_a_packaged_topic_is_replaced_by_itself(local: Path) -> None:
    own = "Mulai dari lima kebutuhan dasar warga Cianjur, lalu pemungkinnya, baru teknologinya."
    (local / "topics" / "start.yaml").write_text(
        f"where-to-start:\n  answer:\n    id: {own}\n", encoding="utf-8"
    )
    topic, packaged = (content.topics["where-to-start"] for content in (load(local=local), load()))
    assert topic.answer.in_("id") == own
    assert topic.answer.in_("en") == packaged.answer.in_("en")
    assert topic.ask == packaged.ask


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("wordings.yaml", "a: 1\n", "cianjur/wordings.yaml:1:1: is none of the content files"),
        ("wordings.yaml", "a: 1\n", "did you mean wording.yaml?"),
        ("sources.yaml", "OURS:\n  title: a\n  url: x\n", "cianjur/sources.yaml:3:3: OURS"),
        ("topics/ours.yaml", "where-to-start:\n  answr: x\n", "cianjur/topics/ours.yaml:2:3"),
        (
            "topics/ours.yaml",
            "\twhere-to-start: x\n",
            "cianjur/topics/ours.yaml:1:1: not valid",
        ),
    ],
)
def test_a_mistake_in_it_is_told_with_its_own_file(
    local: Path, name: str, text: str, expected: str
) -> None:
    (local / "topics" / "ours.yaml").unlink()
    (local / "families.yaml").unlink()
    (local / name).write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load(local=local)
    told = [str(fault) for fault in caught.value.faults]
    assert any(expected in line for line in told), told


def test_check_reads_it_too(local: Path) -> None:
    result = CliRunner().invoke(check, env={"MULAI_LOCAL_DIR": str(local)})
    assert result.exit_code == 0, result.output
    (local / "wording.yaml").write_text("messages: [x]\n", encoding="utf-8")
    result = CliRunner().invoke(check, env={"MULAI_LOCAL_DIR": str(local)})
    assert result.exit_code == 1
    assert "cianjur/wording.yaml:1:1" in result.stdout


def test_a_change_in_it_is_taken_into_use_by_a_reload(
    local: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Knowledge, "prepare", lambda _: None)  # nothing here asks the matcher
    shelf = Shelf(local=local, semantic=False)
    before, stamp = shelf.version, shelf.stamp()
    (local / "wording.yaml").write_text(
        "messages:\n  cannot-read:\n    id: Tulis saja.\n", encoding="utf-8"
    )
    assert shelf.stamp() != stamp
    assert shelf.reload() == ()
    assert shelf.version != before
    assert shelf.knowledge.edition("id").say("cannot-read") == "Tulis saja."


def test_the_packaged_content_is_left_as_it_is(local: Path) -> None:
    """Both are read: an upgrade brings a new packaged folder and leaves the local one alone."""
    load(local=local)
    assert not (packaged_content() / "topics" / "ours.yaml").exists()


def test_every_content_file_can_be_laid_over(tmp_path: Path) -> None:
    """An empty file says nothing against the packaged one, and is known by its name."""
    for path in packaged_content().glob("*.yaml"):
        (tmp_path / path.name).write_text("{}\n", encoding="utf-8")
    assert load(local=tmp_path) == load()


PNG = b"\x89PNG\r\n\x1a\n"


def test_a_logo_is_read_with_its_kind(local: Path) -> None:
    assert load(local=local).logo is None
    (local / "logo.png").write_bytes(PNG + b"...")
    assert load(local=local).logo == Logo(PNG + b"...", "image/png")


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("logo.svg", b"<svg/>", "logo.svg:1:1: is no picture of its kind"),
        ("logo.png", b"\xff\xd8\xff", "logo.png:1:1: is no picture of its kind"),
        ("logo.jpg", b"\xff\xd8\xff" + bytes(300_000), "logo.jpg:1:1: has 300003 bytes"),
    ],
)
def test_a_logo_of_another_kind_or_size_is_a_fault(
    local: Path, name: str, content: bytes, fault: str
) -> None:
    (local / name).write_bytes(content)
    with pytest.raises(KnowledgeError, match=fault):
        load(local=local)


def test_two_logos_are_a_fault(local: Path) -> None:
    (local / "logo.png").write_bytes(PNG)
    (local / "logo.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(KnowledgeError, match=r"is not the only logo"):
        load(local=local)
