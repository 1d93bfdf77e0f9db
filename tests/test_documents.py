"""README and the documents beside it name what there is, and nothing that there is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.cli import main
from bot.settings import Settings
from tests.pictures import PICTURES

ROOT = Path(__file__).parent.parent
DOCUMENTS = (
    "README.md",
    "README.id.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CODE_OF_CONDUCT.md",
    "GOVERNANCE.md",
    "LICENSES.md",
    "SECURITY.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
)

# `docker compose` and the deployment read these, the program does not.
ELSEWHERE = {"MULAI_HOST", "MULAI_POSTGRES_PASSWORD"}
# What a path in the documents begins with, where it is one of ours.
FOLDERS = ("bot/", "conversations/", "knowledge/", "tests/", "deploy/", "docs/")


def text() -> str:
    """All documents together."""
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS)


def settings() -> set[str]:
    """The variables that the program reads."""
    return {f"MULAI_{name.upper()}" for name in Settings.model_fields}


def targets() -> set[str]:
    """What `make` can be asked for."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.findall(r"^\.PHONY:(.*)$", makefile, flags=re.MULTILINE)
    return {target for line in phony for target in line.split()}


def test_every_command_is_named_and_every_named_one_exists() -> None:
    named = set(re.findall(r"`mulai ([a-z]+)", text()))
    assert named == set(main.commands)


def test_every_setting_is_named_and_every_named_one_exists() -> None:
    named = set(re.findall(r"\bMULAI_[A-Z_]+\b(?<!_)", text()))
    assert named - ELSEWHERE == settings()


def test_every_target_of_make_is_named_and_every_named_one_exists() -> None:
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", text(), flags=re.MULTILINE))
    assert named == targets() - {"browser"}  # which `make test` calls by itself


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_is_named_exists(name: str) -> None:
    document = (ROOT / name).read_text(encoding="utf-8")
    named = {path.rstrip("/.:") for path in re.findall(r"`([a-z_]+/[\w./-]*)`", document)}
    ours = {path for path in named if path.startswith(FOLDERS)}
    made = {"knowledge/content/model"}  # not there before the first `make`
    assert not [path for path in ours - made if not (ROOT / path).exists()]
    plain = re.findall(r"`([A-Z_]+\.(?:md|cff))`", document)
    assert not [path for path in plain if not (ROOT / path).exists()]
    assert not [
        link
        for link in re.findall(r"\]\(([\w./-]+)\)", document)
        if not (ROOT / name).parent.joinpath(link).exists()
    ]


def test_the_site_lists_every_page_once() -> None:
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    listed = [page if isinstance(page, str) else next(iter(page.values())) for page in site["nav"]]
    assert sorted(listed) == sorted(path.name for path in (ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_picture_that_is_shown_exists_and_says_what_it_shows(name: str) -> None:
    document = (ROOT / name).read_text(encoding="utf-8")
    for picture in re.findall(r"<img\s[^>]*>", document):
        (source,) = re.findall(r'src="([^"]*)"', picture)
        assert (ROOT / name).parent.joinpath(source).exists(), source
        assert re.search(r'alt="[^"]{10,}"', picture), picture


def test_every_picture_is_made_by_one_command_and_shown() -> None:
    shown = {Path(source).name for source in re.findall(r'<img\s+src="([^"]*)"', text()) if source}
    made = {f"{name}.png" for name in PICTURES}
    assert shown == made == {path.name for path in (ROOT / "docs").glob("*.png")}


def anchors(document: str) -> set[str]:
    """What a link may name within a document: its headings, as the site and GitHub write them."""
    headings = re.findall(r"^#+ (.+)$", document, flags=re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_link_is_dead(name: str) -> None:
    document = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", document):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        led_to = (ROOT / name).parent / path if path else ROOT / name
        assert led_to.exists(), target
        if anchor:
            assert anchor in anchors(led_to.read_text(encoding="utf-8")), target
