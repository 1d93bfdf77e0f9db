"""What the page says, in the language of its setting."""

from __future__ import annotations

from html import escape
from pathlib import Path

import yaml

from knowledge.models.language import Language

_FILE = Path(__file__).parent / "static" / "words.yaml"


class PageWords:
    """The page's own texts in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._texts: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))[language]

    def say(self, key: str, **values: object) -> str:
        """A text with its {names} filled in, escaped: values may come from anybody."""
        return escape(self._texts[key].format(**values))
