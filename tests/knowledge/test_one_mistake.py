"""One mistake in the content is told in one line, where it was made, and nothing that follows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from structlog.testing import capture_logs

from bot.cli.content import check
from bot.shelf import Shelf
from knowledge.base import Knowledge
from knowledge.loading.loader import packaged_content
from tests.knowledge.breaking import change, faults

STARTING = "topics/starting.yaml"
LINES = re.MULTILINE | re.DOTALL


def replace(folder: Path, name: str, old: str, new: str) -> None:
    """Replace the first occurrence in a file."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def drop(folder: Path, name: str, pattern: str) -> None:
    """Remove what matches first in a file."""
    path = folder / name
    text, count = re.subn(pattern, "", path.read_text(encoding="utf-8"), count=1, flags=LINES)
    assert count
    path.write_text(text, encoding="utf-8")


def tab_in_topics(folder: Path) -> None:
    replace(folder, STARTING, "  title:", "\ttitle:")


def unclosed_bracket_in_topics(folder: Path) -> None:
    change(folder / STARTING, r"^  related:", "  related: [quick-wins")


def no_utf8_in_sources(folder: Path) -> None:
    with (folder / "sources.yaml").open("ab") as file:
        file.write(b"X1:\n  title: caf\xe9\n")


def bad_address_of_a_source(folder: Path) -> None:
    replace(folder, "sources.yaml", "url: https://", "url: htps:/")


def quote_left_open_in_sources(folder: Path) -> None:
    with (folder / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write('X1:\n  title: "open\n  publisher: b\n')


def families_are_a_list(folder: Path) -> None:
    (folder / "families.yaml").write_text("- starting\n", encoding="utf-8")


def misspelt_key_of_a_family(folder: Path) -> None:
    replace(folder, "families.yaml", "  topics:", "  topic:")


def title_of_a_family_too_long(folder: Path) -> None:
    path = folder / "families.yaml"
    text = re.sub(r"(the-bot:\n  title:[^\n]*\n? *)", r"\1", path.read_text(encoding="utf-8"))
    replaced = re.sub(r"(^the-bot:.*?id: )", r"\1" + "panjang " * 8, text, count=1, flags=LINES)
    assert replaced != text
    path.write_text(replaced, encoding="utf-8")


def renamed_topic(folder: Path) -> None:
    change(folder / STARTING, r"^where-to-start:", "where-to-begin:")


def removed_topic(folder: Path) -> None:
    drop(folder, STARTING, r"^where-to-start:.*?(?=^\S)")


def topic_copied_without_its_phrasings_changed(folder: Path) -> None:
    path = folder / STARTING
    text = path.read_text(encoding="utf-8")
    found = re.search(r"^where-to-start:\n(.*?)(?=^\S)", text, flags=LINES)
    assert found
    families = folder / "families.yaml"
    promise = re.sub(
        r"^( +)(where-to-start:)",
        r"\1copied: a copy\n\1\2",
        families.read_text(),
        flags=re.MULTILINE,
    )
    families.write_text(promise, encoding="utf-8")
    path.write_text(text + "\ncopied:\n" + found[1], encoding="utf-8")


def topic_indented_too_far(folder: Path) -> None:
    path = folder / STARTING
    text = path.read_text(encoding="utf-8")
    second = re.search(r"^basic-needs-first:\n.*?(?=^\S)", text, flags=LINES)
    assert second
    indented = re.sub(r"^(?=.)", "  ", second[0], flags=re.MULTILINE)
    path.write_text(text.replace(second[0], indented), encoding="utf-8")


def misspelt_key_of_a_topic(folder: Path) -> None:
    change(folder / STARTING, r"^  related:", "  relatd: [quick-wins, how-long]")


def title_of_a_topic_too_long(folder: Path) -> None:
    change(folder / STARTING, r"^    id:", "    id: " + "panjang " * 10)


def misspelt_question(folder: Path) -> None:
    replace(folder, "diagnostic.yaml", "\n  food:", "\n  fod:")


def misspelt_priority(folder: Path) -> None:
    replace(folder, "actions.yaml", "\n  sanitation:", "\n  sanitasion:")


def misspelt_rule(folder: Path) -> None:
    replace(folder, "actions.yaml", "  weak-need:", "  week-need:")


def name_that_nothing_fills_in_one_language(folder: Path) -> None:
    replace(folder, "wording.yaml", "Halo, {name}.", "Halo, {nama}.")


def misspelt_key_of_the_wording(folder: Path) -> None:
    replace(folder, "wording.yaml", "\n  unknown:", "\n  unknwon:")


def unknown_topic_that_is_popular(folder: Path) -> None:
    replace(folder, "wording.yaml", "\npopular:\n  - ", "\npopular:\n  - x")


def region_of_another_province_and_kind(folder: Path) -> None:
    replace(folder, "regions.yaml", '"11.01"', '"12.99"')


def follow_up_to_no_topic(folder: Path) -> None:
    with (folder / "followups.yaml").open("a", encoding="utf-8") as file:
        file.write("  odd: {cues: [odd], leads_to: nowhere}\n")


def topics_file_without_topics(folder: Path) -> None:
    (folder / STARTING).write_text("", encoding="utf-8")


def folder_in_place_of_a_file(folder: Path) -> None:
    (folder / "followups.yaml").unlink()
    (folder / "followups.yaml").mkdir()


def renamed_source(folder: Path) -> None:
    replace(folder, "sources.yaml", "\nPERMENPANRB-8-2026:", "\nPERMENPANRB-9-2026:")


def removed_source(folder: Path) -> None:
    drop(folder, "sources.yaml", r"^RKCI17:.*?(?=^\S)")


def removed_file_of_topics(folder: Path) -> None:
    (folder / "topics" / "funding.yaml").unlink()


def renamed_option(folder: Path) -> None:
    replace(folder, "diagnostic.yaml", '      "2":', "      two:")


MISTAKES = [
    renamed_source,
    removed_source,
    removed_file_of_topics,
    renamed_option,
    tab_in_topics,
    unclosed_bracket_in_topics,
    no_utf8_in_sources,
    bad_address_of_a_source,
    quote_left_open_in_sources,
    families_are_a_list,
    misspelt_key_of_a_family,
    title_of_a_family_too_long,
    renamed_topic,
    removed_topic,
    topic_copied_without_its_phrasings_changed,
    topic_indented_too_far,
    misspelt_key_of_a_topic,
    title_of_a_topic_too_long,
    misspelt_question,
    misspelt_priority,
    misspelt_rule,
    name_that_nothing_fills_in_one_language,
    misspelt_key_of_the_wording,
    unknown_topic_that_is_popular,
    region_of_another_province_and_kind,
    follow_up_to_no_topic,
    topics_file_without_topics,
    folder_in_place_of_a_file,
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged content, to be broken."""
    copy = tmp_path / "content"
    shutil.copytree(packaged_content(), copy, ignore=shutil.ignore_patterns("model"))
    return copy


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MISTAKES)
def test_one_mistake_is_one_fault(folder: Path, mistake: Callable[[Path], None]) -> None:
    mistake(folder)
    assert len(faults(folder)) == 1, "\n".join(faults(folder))


# Each in a file or an entry of its own, so that none hides another.
TEN = [
    tab_in_topics,
    bad_address_of_a_source,
    title_of_a_family_too_long,
    misspelt_question,
    misspelt_priority,
    misspelt_rule,
    name_that_nothing_fills_in_one_language,
    misspelt_key_of_the_wording,
    follow_up_to_no_topic,
    region_of_another_province_and_kind,
]


def test_ten_mistakes_are_ten_lines_of_check_what_hides_more_first(folder: Path) -> None:
    for mistake in TEN:
        mistake(folder)
    result = CliRunner().invoke(check, [str(folder)])
    told = result.stdout.splitlines()
    assert len(told) == len(TEN), result.stdout
    assert result.exit_code == 1
    assert told[0].startswith(f"{STARTING}:")
    assert "tab" in told[0]


def test_one_mistake_is_one_line_of_the_log_when_content_is_reloaded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Knowledge, "prepare", lambda _: None)  # nothing here asks the matcher
    shelf = Shelf(folder, semantic=False)
    tab_in_topics(folder)
    with capture_logs() as logs:
        returned = shelf.reload()
    assert len(returned) == 1
    assert [entry["fault"] for entry in logs if "fault" in entry] == [str(returned[0])]
