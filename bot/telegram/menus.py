"""The command menu that Telegram shows, per audience and language."""

from __future__ import annotations

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from conversations.commands import COMMANDS, word_for
from knowledge.base import Knowledge
from knowledge.models.language import Language

_IN_GROUPS = ("ask", "workshop", "help")
_FOR_ADMINS = ("quiet", "talk")
_IN_PRIVATE = tuple(name for name in COMMANDS if name not in _FOR_ADMINS)


async def register_commands(bot: Bot, knowledge: Knowledge) -> None:
    """Tell Telegram the commands; Indonesian for everybody whose app is not in English."""
    for language, code in (("id", None), ("en", "en")):
        for scope, names in (
            (BotCommandScopeAllPrivateChats(), _IN_PRIVATE),
            (BotCommandScopeAllGroupChats(), _IN_GROUPS),
            (BotCommandScopeAllChatAdministrators(), (*_IN_GROUPS, *_FOR_ADMINS)),
        ):
            commands = _commands(knowledge, "en" if language == "en" else "id", names)
            await bot.set_my_commands(commands, scope=scope, language_code=code)


def _commands(knowledge: Knowledge, language: Language, names: tuple[str, ...]) -> list[BotCommand]:
    described = knowledge.content.wording.commands
    return [BotCommand(word_for(name, language), described[name].in_(language)) for name in names]
