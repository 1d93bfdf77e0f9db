"""The command line: `mulai` and its commands, one module for each kind of work."""

from __future__ import annotations

from typing import Any

import click

from bot.cli import common
from bot.cli.comparing import diff
from bot.cli.content import check, schema, show, topics
from bot.cli.curating import questions
from bot.cli.diagnosing import diagnose
from bot.cli.figures import indicators
from bot.cli.foreign import add_foreign
from bot.cli.naming import region
from bot.cli.operating import backup, doctor, forget, restore, undelete
from bot.cli.serve import preview, run
from bot.cli.spoken import speak
from bot.cli.talk import ask, chat
from bot.cli.understanding import evaluate, explain, train
from bot.cli.writing import new


class _Commands(click.Group):
    """Commands that end with one line if this user may not read or write a file."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PermissionError as error:
            common.fail(
                f"{error.filename or 'a file'} cannot be used ({error.strerror}); "
                "let the user who runs this have it, or run this as its owner"
            )


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mulai", prog_name="mulai", message="%(prog)s %(version)s")
def main() -> None:
    """Mulai: where does a smart city start? A Telegram bot, and the tools of its keepers."""


for command in (
    run,
    preview,
    ask,
    chat,
    diagnose,
    region,
    indicators,
    check,
    topics,
    show,
    schema,
    train,
    evaluate,
    explain,
    diff,
    new,
    questions,
    doctor,
    backup,
    restore,
    forget,
    undelete,
):
    main.add_command(command)
speak(main)
add_foreign(main)
