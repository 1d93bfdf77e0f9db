"""The command line: `mulai` and its commands, one module for each kind of work."""

from __future__ import annotations

import click

from bot.cli.content import check, schema, show, topics
from bot.cli.curating import questions
from bot.cli.diagnosing import diagnose
from bot.cli.naming import region
from bot.cli.operating import backup, doctor, forget, restore
from bot.cli.serve import preview, run
from bot.cli.talk import ask, chat
from bot.cli.understanding import evaluate, explain, train


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Mulai: where does a smart city start? A Telegram bot, and the tools of its keepers."""


for command in (
    run,
    preview,
    ask,
    chat,
    diagnose,
    region,
    check,
    topics,
    show,
    schema,
    train,
    evaluate,
    explain,
    questions,
    doctor,
    backup,
    restore,
    forget,
):
    main.add_command(command)
