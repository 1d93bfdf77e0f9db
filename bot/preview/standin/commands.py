"""The command menus a bot may set, and which of them someone sees."""

from __future__ import annotations

import re
from typing import Any

from bot.preview.standin import limits
from bot.preview.standin.chats import Chat, Json, Person
from bot.preview.standin.errors import bad_request

Scope = tuple[str, int, int]


class Commands:
    """Lists of commands by scope and language; the most specific that is set wins."""

    def __init__(self) -> None:
        self._lists: dict[tuple[Scope, str], list[Json]] = {}

    def set(self, commands: list[Any], scope: Json | None, language: str) -> None:
        """Store a list after checking it; an empty list is stored as no list."""
        if len(commands) > limits.MOST_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        checked = [_checked(command) for command in commands]
        self._lists[_scope(scope), _language(language)] = checked

    def get(self, scope: Json | None, language: str) -> list[Json]:
        """Return exactly the list of this scope and language."""
        return self._lists.get((_scope(scope), _language(language)), [])

    def delete(self, scope: Json | None, language: str) -> None:
        """Forget one list."""
        self._lists.pop((_scope(scope), _language(language)), None)

    def seen_by(self, person: Person, chat: Chat) -> list[Json]:
        """Return the menu that this person's phone shows in this chat."""
        languages = [(person.language_code or "")[:2], ""]
        found = (
            self._lists.get((scope, language))
            for scope in _scopes(person, chat)
            for language in languages
        )
        return next((commands for commands in found if commands), [])


def _scopes(person: Person, chat: Chat) -> list[Scope]:
    if chat.is_private:
        return [("chat", chat.id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)]
    admin = chat.is_admin(person.id)
    scopes: list[Scope | None] = [
        ("chat_member", chat.id, person.id),
        ("chat_administrators", chat.id, 0) if admin else None,
        ("chat", chat.id, 0),
        ("all_chat_administrators", 0, 0) if admin else None,
        ("all_group_chats", 0, 0),
        ("default", 0, 0),
    ]
    return [scope for scope in scopes if scope]


def _scope(scope: Json | None) -> Scope:
    scope = scope or {"type": "default"}
    return str(scope.get("type")), int(scope.get("chat_id", 0)), int(scope.get("user_id", 0))


def _language(code: str) -> str:
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("LANG_CODE_INVALID")
    return code


def _checked(command: Any) -> Json:
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", "")).strip()
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
