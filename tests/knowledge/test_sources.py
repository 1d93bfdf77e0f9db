"""What curators are told of sources: unused, doubled, not to be found, without address, copies."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.content import check
from knowledge.base import Knowledge
from knowledge.loading.loader import load, packaged_content
from tests.knowledge.breaking import faults

# Where copies of what others published are kept.
COPYISTS = re.compile(
    r"scribd|123dok|pdfcoffee|vdokumen|slideshare|docslib|readkong|kipdf|docplayer|dokumen\.tips|"
    r"distantreader|pasal\.id|peraturan\.info|pipiwiki|sgpjbg"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged content."""
    copy = tmp_path / "content"
    shutil.copytree(packaged_content(), copy, ignore=shutil.ignore_patterns("model"))
    return copy


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Replace what matches first in a file."""
    path = folder / name
    text, count = re.subn(old, new, path.read_text(encoding="utf-8"), count=1, flags=re.DOTALL)
    assert count
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (
            "title: Other\n  one_title: true\n  publisher: A\n  year: 2020",
            "X-1: is cited by nothing; cite or remove it",
        ),
        (
            "title: Other\n  one_title: true\n  publisher: A\n  url: http://www.grid.id/read/041727256",
            "X-1: is K-25 once more; remove it, and cite K-25 in its place",
        ),
        (
            "title: Peraturan Presiden Nomor 95 Tahun 2018\n  one_title: true\n  publisher: A",
            "X-1: is PERPRES-95-2018 once more",
        ),
        (
            "title: Awarding rkci 2019\n  one_title: true\n  publisher: A\n  year: 2019",
            "X-1: is RKCI19-MGL once more",
        ),
    ],
)
def test_a_source_that_nothing_cites_or_that_stands_twice_is_one_fault(
    folder: Path, entry: str, told: str
) -> None:
    with (folder / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nX-1:\n  {entry}\n")
    (line,) = faults(folder)
    assert told in line


def test_a_source_that_nobody_can_find_is_one_fault(folder: Path) -> None:
    edit(
        folder,
        "sources.yaml",
        r"(RKCI23-R:\n  title: )[^\n]*\n[^\n]*(\n  publisher: \w+).*?\n\n",
        r"\1Rating\n  one_title: true\2\n\n",
    )
    (line,) = faults(folder)
    assert "RKCI23-R: cannot be found by anybody; add `url`, or its number or year" in line


def test_a_card_newer_than_its_newest_source_is_one_fault(folder: Path) -> None:
    edit(folder, "cards/concept.yaml", r"as_of: \d{4}", "as_of: 2098")
    (line,) = faults(folder)
    assert "is as of 2098-" in line
    assert "and its newest source is of 20" in line


def test_a_bot_starts_with_a_source_too_many(folder: Path) -> None:
    with (folder / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write("\nX-1:\n  title: Other\n  publisher: A\n  year: 2020\n")
    assert "X-1" in load(folder).sources


def test_a_local_folder_may_leave_packaged_sources_unused(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()
    ours = "head-of-region-role:\n  sources: [S1]\nleadership-turnover:\n  sources: [S1]\n"
    (tmp_path / "topics" / "ours.yaml").write_text(ours, encoding="utf-8")
    result = CliRunner().invoke(check, env={"MULAI_LOCAL_DIR": str(tmp_path)})
    assert result.exit_code == 0, result.output


def test_check_counts_sources_without_address_and_lists_copies(folder: Path) -> None:
    told = CliRunner().invoke(check, [str(folder)]).stdout
    assert re.search(
        r"^\d+ sources without an address: \d+ to be found by number and", told, re.MULTILINE
    )
    listed = re.search(r"^(\d+) addresses of copies or mirrors: (.*)$", told, re.MULTILINE)
    assert listed
    codes = listed[2].split(", ")
    assert len(codes) == int(listed[1])
    assert "GSCF-DECK" in codes
    assert "RKCI17" not in codes


def test_every_address_of_a_copy_says_that_it_is_one(knowledge: Knowledge) -> None:
    sources = knowledge.content.sources.items()
    silent = [code for code, s in sources if COPYISTS.search(str(s.url)) and not s.is_copy]
    assert not silent
    for code, source in sources:  # said once, by `is_copy`
        noted = source.note.in_("id") if source.note else ""
        assert "(salinan)" not in f"{source.publisher}"
        assert not (source.is_copy and "salinan" in noted), code
    assert "(Dilihat melalui salinan)" in knowledge.edition("id").source("GSCF-DECK")
    assert "(Publisher not stated. Seen through a copy)" in knowledge.edition("en").source("REBOOT")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (r"(\nSPAM-LPG:\n[^\n]*)\n  english: [^\n]*", r"\1", "SPAM-LPG: has no English title"),
        (
            r"(\nSPAM-LPG:\n  title: )([^\n]*)\n  english: [^\n]*",
            r"\1\2\n  english: \2",
            "SPAM-LPG: has no English title; add `english`, or `one_title: true`",
        ),
        (
            r"(\nSPAM-LPG:\n[^\n]*)",
            r"\1\n  one_title: true",
            "SPAM-LPG: has one title for all and an English one; keep one of the two",
        ),
    ],
)
def test_a_source_without_a_title_for_readers_of_english_is_one_fault(
    folder: Path, old: str, new: str, told: str
) -> None:
    edit(folder, "sources.yaml", old, new)
    (line,) = faults(folder)
    assert told in line


def test_readers_of_english_see_no_indonesian_title_of_a_source(knowledge: Knowledge) -> None:
    sources = knowledge.content.sources
    titles = {code: source.english or source.title for code, source in sources.items()}
    indonesian = re.compile(
        r"\b(dan|tentang|untuk|pada|dari|di|menurut|yang|per(?! cent| kilogram)|Nomor|bagi)\b"
    )
    assert {code: title for code, title in titles.items() if indonesian.search(title)} == {}


def test_a_rule_keeps_its_number_in_english(knowledge: Knowledge) -> None:
    def numbers(title: str) -> set[str]:
        return {f"{n}/{y}" for n, y in re.findall(r"Nomor (\S+) Tahun (\d{4})", title)}

    for code, source in knowledge.content.sources.items():
        english = source.english or source.title
        assert all(number in english for number in numbers(source.title)), code
    shown = knowledge.edition("en").source("UU-18-2008")
    assert "Law 18/2008 on waste management" in shown
    assert "Undang-Undang Nomor 18" in knowledge.edition("id").source("UU-18-2008")
