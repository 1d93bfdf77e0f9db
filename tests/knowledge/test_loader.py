"""Broken content: every fault is told at once, with its line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.loading.loader import packaged_content
from tests.knowledge.breaking import change, faults, line_of

STARTING = "topics/starting.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged content, to be broken."""
    return Path(shutil.copytree(packaged_content(), tmp_path / "content"))


def unknown_key(path: Path) -> tuple[int, str]:
    return change(path, r"^  related:", "  relatd: [quick-wins, how-long]"), "not a known key"


def duplicate_key(path: Path) -> tuple[int, str]:
    number = line_of(path, r"^  title:")
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[number - 1 : number - 1] = ["  sources: [S1]"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return line_of(path, r"^  sources:", after=r"^  title:"), "stands twice"


def missing_language(path: Path) -> tuple[int, str]:
    number = line_of(path, r"^    en:", after=r"^  title:")
    lines = path.read_text(encoding="utf-8").splitlines()
    del lines[number - 1]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return line_of(path, r"^  title:"), "title.en is missing"


def too_long(path: Path) -> tuple[int, str]:
    return change(path, r"^    id:", "    id: " + "panjang " * 10), "too many"


def dangling_link(path: Path) -> tuple[int, str]:
    return change(
        path, r"^  related:", "  related: [quick-winz, how-long]"
    ), "did you mean quick-wins?"


def dangling_source(path: Path) -> tuple[int, str]:
    return change(path, r"^  sources:", "  sources: [S1, RKCI1850]"), "unknown source RKCI1850"


def id_not_in_the_list(path: Path) -> tuple[int, str]:
    return change(path, r"^where-to-start:", "where-to-begin:"), "not in the list of topics"


def refused_markup(path: Path) -> tuple[int, str]:
    return change(path, r"^    id:", "    id: Mulai < dari mana"), "a bare <"


def bare_no(path: Path) -> tuple[int, str]:
    return change(path, r"^    en:", "    en: no"), "reads as true or false"


def empty_string(path: Path) -> tuple[int, str]:
    return change(path, r"^    en:", '    en: ""'), "is empty"


def claimed_phrasing(path: Path) -> tuple[int, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(i for i, line in enumerate(lines) if line == "  ask:") + 2
    second = next(i for i, line in enumerate(lines) if line == "  ask:" and i > first) + 2
    lines[second] = lines[first]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return second + 1, "is claimed by where-to-start too"


def not_yaml(path: Path) -> tuple[int, str]:
    return change(path, r"^  related:", "  related: [quick-wins"), "not valid YAML"


BREAKS = [
    unknown_key,
    duplicate_key,
    missing_language,
    too_long,
    dangling_link,
    dangling_source,
    id_not_in_the_list,
    refused_markup,
    bare_no,
    empty_string,
    claimed_phrasing,
]


@pytest.mark.slow
@pytest.mark.parametrize("break_it", BREAKS)
def test_a_fault_is_told_with_its_line(
    folder: Path, break_it: Callable[[Path], tuple[int, str]]
) -> None:
    number, words = break_it(folder / STARTING)
    found = faults(folder)
    told = [fault for fault in found if fault.startswith(f"{STARTING}:{number}:")]
    assert any(words in fault for fault in told), found


def test_broken_yaml_is_told_with_a_line_near_the_break(folder: Path) -> None:
    number, words = not_yaml(folder / STARTING)
    told = next(fault for fault in faults(folder) if words in fault)
    assert number <= int(told.split(":")[1]) <= number + 2


def test_a_link_that_is_not_http_is_a_fault(folder: Path) -> None:
    path = folder / "sources.yaml"
    path.write_text(path.read_text() + "X1:\n  title: a\n  publisher: b\n  url: ftp://c\n")
    assert any("X1: url is not an http(s) address" in fault for fault in faults(folder))


def test_a_source_without_publisher_must_say_why(folder: Path) -> None:
    path = folder / "sources.yaml"
    path.write_text(path.read_text() + "X1:\n  title: a\nX2:\n  title: b\n  note: {id: c, en: d}\n")
    told = [fault for fault in faults(folder) if "names no publisher" in fault]
    assert len(told) == 1
    assert ": X1: " in told[0]


def test_a_follow_up_that_leads_to_no_topic_is_a_fault(folder: Path) -> None:
    path = folder / "followups.yaml"
    aspect = "  odd: {cues: [odd], leads_to: nowhere, instead: {nobody: where-to-start}}\n"
    path.write_text(path.read_text() + aspect)
    told = "\n".join(faults(folder))
    assert "nowhere is not a topic" in told
    assert "nobody is not a topic" in told


def test_all_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    change(folder / STARTING, r"^  sources:", "  sources: [NOPE-1]")
    change(folder / "topics/funding.yaml", r"^  sources:", "  sources: [NOPE-2]")
    (folder / "wording.yaml").write_text("messages: []\n")
    found = "\n".join(faults(folder))
    assert "NOPE-1" in found
    assert "NOPE-2" in found
    assert "wording.yaml:1:" in found


def test_a_promised_topic_without_an_entry_is_a_fault(folder: Path) -> None:
    (folder / "topics/funding.yaml").unlink()
    assert any("none of its" in fault for fault in faults(folder))


def test_a_missing_file_is_a_fault_not_a_crash(folder: Path) -> None:
    (folder / "sources.yaml").unlink()
    assert any("the file is missing" in fault for fault in faults(folder))


@pytest.mark.parametrize(
    ("name", "right", "wrong", "told"),
    [
        ("wording.yaml", "{name}", "{nama}", "start names {nama}, which nothing fills in; write"),
        ("wording.yaml", "{name}", "{name!r}", "{name!r}, which nothing fills in; write {name}"),
        ("wording.yaml", "\n  unknown:", "\n  unknwon:", "unknown is missing; write unknown:"),
        ("workshop.yaml", "{topic}", "{topik}", "{topik}, which nothing fills in"),
        ("workshop.yaml", "\n  panel:", "\n  pannel:", "panel is missing"),
        ("papers.yaml", "{last}", "{akhir}", "until names {akhir}, which nothing"),
    ],
)
def test_a_text_that_nobody_could_fill_in_or_find_is_a_fault(
    folder: Path, name: str, right: str, wrong: str, told: str
) -> None:
    path = folder / name
    before = path.read_text(encoding="utf-8")
    assert right in before
    path.write_text(before.replace(right, wrong), encoding="utf-8")
    assert told in "\n".join(faults(folder))


def test_placeholders_must_be_the_same_in_both_languages(folder: Path) -> None:
    path = folder / "wording.yaml"
    path.write_text(path.read_text().replace("Halo, {name}.", "Halo."))
    assert any("does not stand in all languages" in fault for fault in faults(folder))
