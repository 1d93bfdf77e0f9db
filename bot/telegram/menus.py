"""The command menu that Telegram shows, per audience and language."""

from __future__ import annotations

from collections.abc import Iterator

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from conversations.commands import in_menu, word_for
from knowledge.base import Knowledge
from knowledge.models.language import DEFAULT, Language


async def register_commands(bot: Bot, knowledge: Knowledge) -> None:
    """Tell Telegram the commands; Indonesian for everybody whose app is in no other language."""
    for language, code in _codes(knowledge):
        for scope, names in (
            (BotCommandScopeAllPrivateChats(), in_menu("private")),
            (BotCommandScopeAllGroupChats(), in_menu("group")),
            (BotCommandScopeAllChatAdministrators(), in_menu("admins")),
        ):
            commands = _commands(knowledge, language, names)
            await bot.set_my_commands(commands, scope=scope, language_code=code)


def _codes(knowledge: Knowledge) -> Iterator[tuple[Language, str | None]]:
    """Each language with each of Telegram's codes for it; None: for all other apps."""
    yield DEFAULT, None
    for language, entry in knowledge.content.languages.items():
        if language != DEFAULT:
            yield from ((language, code) for code in entry.codes if code != "*")


def _commands(knowledge: Knowledge, language: Language, names: tuple[str, ...]) -> list[BotCommand]:
    entries = knowledge.content.wording.commands
    return [
        BotCommand(word_for(name, language, entries), entries[name].about.in_(language))
        for name in names
    ]
