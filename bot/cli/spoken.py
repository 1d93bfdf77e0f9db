"""The help of the commands in the language of the person at the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import click
import yaml

from bot.settings import cli_language

_FOLDER = Path(__file__).with_name("help")
# English stands in the code, and in click.
_IN_CODE = "en"


class _Context(click.Context):
    """A context whose help has its frame ("Usage:", "Options:") in another language."""

    frame: ClassVar[dict[str, str]] = {}

    def get_help(self) -> str:
        text = super().get_help()
        for english, other in self.frame.items():
            text = text.replace(english, other)
        return text


def speak(command: click.Command, language: str | None = None) -> None:
    """Give a command and all below it their help in a language; without one, see `cli_language`."""
    language = language or cli_language()
    if language == _IN_CODE:
        return
    words: dict[str, Any] = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text("utf-8"))
    context = type("_Spoken", (_Context,), {"frame": words["frame"]})
    _spoken(command, "mulai", words["commands"], context)


def _spoken(
    command: click.Command,
    path: str,
    texts: dict[str, dict[str, str]],
    context: type[click.Context],
) -> None:
    found = texts[path]
    command.help = found["help"]
    command.context_class = context
    for option in command.params:
        if isinstance(option, click.Option) and option.name in found:
            option.help = found[option.name]
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            _spoken(below, f"{path} {name}", texts, context)
