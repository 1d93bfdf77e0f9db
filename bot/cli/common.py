"""What several commands need: the content opened, or its faults told."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click

from bot.operations.logs import keep_output_clean
from bot.settings import Settings, SettingsError, read_settings
from knowledge.base import Knowledge, open_knowledge
from knowledge.edition import Edition
from knowledge.loading.faults import KnowledgeError


def settings() -> Settings:
    """The settings, and logs by them; a wrong one ends the command with its line."""
    try:
        chosen = read_settings()
    except SettingsError as error:
        fail(str(error))
    keep_output_clean(chosen.log_level)
    return chosen


def knowledge(folder: Path | None = None) -> Knowledge:
    """The content of a folder, or of the one that is set; faults end the command."""
    try:
        chosen = settings()
        return open_knowledge(
            folder or chosen.knowledge_dir, chosen.semantic == "on", chosen.local_dir
        )
    except KnowledgeError as error:
        fail(f"{error}\n{len(error.faults)} faults; nothing was started")


def edition(opened: Knowledge, language: str | None) -> Edition:
    """The content in a language, or in the first if none is named; one that there is not fails."""
    known = opened.content.languages
    if language is not None and language not in known:
        fail(f"there is no language {language!r}; there are {', '.join(known)}")
    return opened.edition(language or next(iter(known)))


def fail(message: str, code: int = 2) -> NoReturn:
    """End the command with a message on standard error."""
    click.echo(message, err=True)
    raise SystemExit(code)
