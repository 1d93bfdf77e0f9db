"""The arguments of a call, whichever way they came: form fields, JSON or multipart."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.preview.standin.chats import Json
from bot.preview.standin.errors import bad_request

_OBJECTS = frozenset(
    {
        "allowed_updates",
        "caption_entities",
        "commands",
        "entities",
        "link_preview_options",
        "media",
        "menu_button",
        "reaction",
        "reply_markup",
        "reply_parameters",
        "result",
        "results",
        "scope",
    }
)
_NUMBERS = frozenset(
    {
        "chat_id",
        "limit",
        "max_connections",
        "message_id",
        "message_thread_id",
        "offset",
        "reply_to_message_id",
        "timeout",
        "user_id",
    }
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Arguments:
    """Parsed arguments: numbers are numbers, and JSON in strings is unpacked."""

    values: dict[str, Any] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    @classmethod
    def parse(cls, raw: Mapping[str, Any], files: Mapping[str, Upload]) -> Arguments:
        """Read the raw fields of a request; malformed JSON is refused."""
        return cls({name: _value(name, value) for name, value in raw.items()}, files)

    def text(self, name: str, default: str = "") -> str:
        """Return a string argument."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number; anything else counts as not given."""
        value = self.values.get(name)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool:
        """Return a boolean, which Telegram also takes as text."""
        return str(self.values.get(name, "")).lower() in ("true", "1")

    def object(self, name: str) -> Json | None:
        """Return a JSON object, or None where it is missing."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f'object expected as "{name}"')
        return value

    def list(self, name: str) -> list[Any] | None:
        """Return a JSON array, or None where it is missing."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, list):
            raise bad_request(f'array expected as "{name}"')
        return value

    def chat_id(self) -> int | str:
        """Return the chat that is addressed: a number, or whatever else was given."""
        value = self.values.get("chat_id", "")
        return value if isinstance(value, int) else str(value)

    def upload(self, name: str) -> Upload | str:
        """Return the file of an argument: what was uploaded, or else a file id or URL."""
        if name in self.files:
            return self.files[name]
        return self.attached(self.text(name))

    def attached(self, reference: str) -> Upload | str:
        """Follow attach:// to the uploaded file; return other references as they are."""
        if not reference.startswith("attach://"):
            return reference
        name = reference.removeprefix("attach://")
        if name not in self.files:
            raise bad_request(f"attached file {name} not found")
        return self.files[name]


def _value(name: str, value: Any) -> Any:
    if name in _OBJECTS and isinstance(value, str):
        return _unpacked(name, value)
    if name in _NUMBERS and isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            return value
    return value


def _unpacked(name: str, value: str) -> Any:
    if not value:
        return None
    try:
        return json.loads(value)
    except ValueError:
        what = "reply keyboard markup" if name == "reply_markup" else name
        raise bad_request(f"can't parse {what} JSON object") from None


# One method of the Bot API: from its arguments to its result.
Method = Callable[[Arguments], Awaitable[Any]]
