"""What `check` and `doctor` tell, in the language of the person at the terminal.

English stands in the code; the other language in a table of whole lines with gaps, as in a
catalogue of translations. A line that the table lacks stays English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from bot.operations.findings import CheckResult
from bot.settings import cli_language
from knowledge.loading.documents import Fault

_FOLDER = Path(__file__).with_name("help")
# Sentences within sentences within sentences: "the entry" in "X is missing", as 2 more places do.
_DEEPEST = 3


class Lines:
    """Says lines in another language. texts: English with gaps `{}`, and what it is there."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        # The more a line says itself, the surer it is the one; gaps would take anything.
        ordered = sorted(texts, key=lambda line: -len(line.replace("{}", "")))
        self._patterns = [(_pattern(line), texts[line]) for line in ordered]

    def say(self, text: str, depth: int = 0) -> str:
        """A line, and what stands in its gaps, as far as they are known."""
        if depth == _DEEPEST:
            return text
        for pattern, other in self._patterns:
            if found := pattern.fullmatch(text):
                gaps = [self.say(gap, depth + 1) for gap in found.groups()]
                return _filled(other, gaps)
        return text

    def fault(self, fault: Fault) -> str:
        """A fault of the content; its place stays as it is."""
        english = f"{fault.what}; {fault.remedy}"
        place = str(fault).removesuffix(english)
        return f"{place}{self.say(fault.what)}; {self.say(fault.remedy)}"

    def finding(self, finding: CheckResult) -> str:
        """A finding of the doctor; its level and part are names, and stay."""
        return str(CheckResult(finding.level, finding.part, self.say(finding.told)))


def spoken_lines() -> Lines:
    """The lines in the language of the person at the terminal, see `cli_language`."""
    return _lines_in(cli_language())


@cache
def _lines_in(language: str) -> Lines:
    file = _FOLDER / f"{language}-lines.yaml"
    return Lines(yaml.safe_load(file.read_text("utf-8")) if file.exists() else {})


def _pattern(line: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, line.split("{}"))), re.DOTALL)


def _filled(text: str, gaps: list[str]) -> str:
    """A text with its gaps filled: `{}` in their order, or `{2}` the second."""
    left = iter(gaps)
    return re.sub(r"\{(\d?)\}", lambda it: gaps[int(it[1]) - 1] if it[1] else next(left), text)
