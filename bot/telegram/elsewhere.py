"""Inline queries and mentions where the bot is no member: read, and answered in one call each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    User,
)

from bot.storage.outgoing import Keyboard
from bot.telegram.rendering import Keyboards
from bot.telegram.updates import sender_of
from bot.telegram.words import RawPart, part_in, text_in, words_answered, words_of
from conversations.elsewhere import SelfContained
from conversations.messages import Sender

# Seconds for which Telegram may give somebody the same offers for the same words. Chosen: content
# that was reloaded is there soon.
_CACHED = 60

Mode = Literal["inline", "guest"]
# The kinds of updates that this is about, with what each is called here.
MODES: dict[str, Mode] = {"inline_query": "inline", "guest_message": "guest"}


@dataclass(frozen=True, slots=True)
class AskedElsewhere:
    """What somebody asks in a chat that the bot has not joined. query: what the answer names."""

    mode: Mode
    query: str
    words: str
    sender: Sender


def read_asked(raw: RawPart, me: User) -> AskedElsewhere | None:
    """What an update of one of these kinds asks; None if it cannot be answered."""
    if inline := part_in(raw, "inline_query"):
        query, words = text_in(inline, "id"), text_in(inline, "query")
        user, mode = part_in(inline, "from"), MODES["inline_query"]
    else:
        guest = part_in(raw, "guest_message")
        query, user, mode = text_in(guest, "guest_query_id"), part_in(guest, "from"), "guest"
        words = _without_name(words_of(guest).text, me) or words_answered(guest)
    if not query or user.get("is_bot") is True:
        return None
    return AskedElsewhere(mode, query, words.strip(), sender_of(user))


async def answer_asked(bot: Bot, asked: AskedElsewhere, answers: Iterable[SelfContained]) -> None:
    """Give Telegram the answers, of which a mention takes one. Raises TelegramError."""
    buttons = Keyboards(bot_name=bot.username)
    results = [_article(answer, buttons(answer.rows)) for answer in answers]
    if asked.mode == "guest":
        await bot.answer_guest_query(asked.query, results[0])
    else:
        await bot.answer_inline_query(asked.query, results, cache_time=_CACHED, is_personal=True)


def _article(answer: SelfContained, keyboard: Keyboard) -> InlineQueryResultArticle:
    # Addresses alone: a tap could not be answered where nothing is remembered.
    rows = [[InlineKeyboardButton(label, url=to) for label, to in row] for row in keyboard]
    return InlineQueryResultArticle(
        answer.id,
        answer.title,
        InputTextMessageContent(
            answer.text, "HTML", link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        reply_markup=InlineKeyboardMarkup(rows),
        description=answer.glimpse,
    )


def _without_name(words: str, me: User) -> str:
    return re.sub(rf"@{re.escape(me.username or '')}\b", " ", words, flags=re.IGNORECASE).strip()
