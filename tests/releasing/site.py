"""Called by mkdocs for each page: what lies outside of docs/ is named, not linked to.

On the host of the repository such links lead to the file; on the site there is none.
"""

from __future__ import annotations

import re
from typing import Any

_OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./([^)\s]+)\)")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """The text of a page as the site shows it."""
    return _OUTSIDE.sub(_named, markdown)


def _named(link: re.Match[str]) -> str:
    words, path = link.groups()
    return f"`{path}`" if words.strip("`") in (path, f"docs/{path}") else f"{words} (`{path}`)"
