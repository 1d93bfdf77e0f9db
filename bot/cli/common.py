"""What several commands need: the content opened, or its faults told."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click

from bot.operations.logs import keep_output_clean
from bot.settings import Settings, SettingsError, read_settings
from knowledge.base import Knowledge, open_knowledge
from knowledge.loading.loader import KnowledgeError


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
        return open_knowledge(folder or chosen.knowledge_dir, semantic=chosen.semantic == "on")
    except KnowledgeError as error:
        fail(f"{error}\n{len(error.faults)} faults; nothing was started")


def fail(message: str, code: int = 2) -> NoReturn:
    """End the command with a message on standard error."""
    click.echo(message, err=True)
    raise SystemExit(code)
