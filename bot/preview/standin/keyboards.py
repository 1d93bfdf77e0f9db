"""Which keyboards Telegram takes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.preview.standin import limits
from bot.preview.standin.chats import Json
from bot.preview.standin.errors import bad_request
from bot.preview.standin.html import units

_ACTIONS = (
    "url",
    "callback_data",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "pay",
)


def inline(markup: Json | None, *, private: bool) -> Json | None:
    """Return the inline keyboard to store, None if there is no button in it.

    Other keyboards (reply keyboards, force reply) belong to no message and are not stored.
    """
    if markup is None or "inline_keyboard" not in markup:
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be of type Array of Array')
    rows = [row for row in rows if row]
    for row in rows:
        for button in row:
            _check(button, private=private)
    too_many = sum(map(len, rows)) > limits.KEYBOARD_BUTTONS
    if too_many or any(len(row) > limits.KEYBOARD_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _check(button: Any, *, private: bool) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise _unusable('Field "text" must be of type String')
    if not button["text"].strip():
        raise _unusable("Text must be non-empty")
    if not any(action in button for action in _ACTIONS):
        raise _unusable("Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        _check_data(button["callback_data"])
    if "url" in button:
        _check_url(button["url"])
    if "copy_text" in button and not 1 <= units(button["copy_text"]["text"]) <= limits.COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if "web_app" in button and not private:
        raise bad_request("BUTTON_TYPE_INVALID")


def _check_data(data: Any) -> None:
    if not isinstance(data, str):
        raise _unusable('Field "callback_data" must be of type String')
    if not 1 <= len(data.encode()) <= limits.CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: str) -> None:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in ("http", "https", "tg") or not parts.netloc or " " in url:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _unusable(reason: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {reason}")
