"""The documentation as a site: nothing on it leads out of it into nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.releasing.site import on_page_markdown

DOCS = Path(__file__).parents[2] / "docs"


def test_what_lies_outside_is_named() -> None:
    assert on_page_markdown("See [ARCHITECTURE.md](../ARCHITECTURE.md).") == (
        "See `ARCHITECTURE.md`."
    )
    assert on_page_markdown("[why](../conversations/workshop/secrecy.py)") == (
        "why (`conversations/workshop/secrecy.py`)"
    )
    assert on_page_markdown("[curators](curators.md)") == "[curators](curators.md)"


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.stem)
def test_every_link_of_the_site_leads_to_a_page_of_it(page: Path) -> None:
    shown = on_page_markdown(page.read_text(encoding="utf-8"), page=None)
    links = re.findall(r"\]\(([^)\s]+)\)", shown)
    local = [link.partition("#")[0] for link in links if not re.match(r"https?://|mailto:", link)]
    assert [link for link in local if link and not (DOCS / link).is_file()] == []


def test_the_script_for_facilitators_prints_whole() -> None:
    style = (DOCS / "site.css").read_text(encoding="utf-8")
    table = next(line for line in style.splitlines() if line.startswith(".wy-table-responsive"))
    # The theme keeps each cell on one line, which a page of paper cuts off.
    assert "white-space: normal" in table
