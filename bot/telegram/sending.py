"""One Bot API call made through python-telegram-bot, and what its refusals mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

import structlog
from telegram import (
    Bot,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, RetryAfter

from bot.papers.making import Papers
from bot.storage.outgoing import OPENS, Keyboard, Outgoing
from knowledge.loading import markup

log = structlog.get_logger()

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_PICTURES = ("card", "minutes-card", "qr")

# Refusals after which the call is as good as done, by the beginning of Telegram's words.
_DONE = ("message is not modified", "query is too old")
# Nothing can be sent to the topic: it was closed or deleted, or never was one.
_CLOSED = "topic_closed"
_NO_TOPIC = ("message thread not found", "topic_deleted", _CLOSED)
# The message to edit is gone: what it should have said is said anew.
_GONE = ("message to edit not found", "message can't be edited", "there is no text in the message")


async def send(bot: Bot, call: Outgoing, papers: Papers) -> int | None:
    """Make a call; come back when Telegram has it, or has it already.

    What a topic refuses is sent to the chat without it.

    Returns the id of a new message with text, None for every other call.

    papers: makes the files of results and workshops, and the codes of addresses.
    Raises telegram.error.TelegramError for everything that somebody else must decide.
    """
    try:
        return await _send(bot, call, papers)
    except BadRequest as error:
        words = error.message.lower()
        if call.thread_id is None or not words.startswith(_NO_TOPIC):
            raise
        log.info("topic refused", chat=call.chat_id, thread=call.thread_id, error=error.message)
        # A reply would go to the closed topic again, where its message stands.
        reply_to = None if words.startswith(_CLOSED) else call.reply_to
        return await _send(bot, replace(call, thread_id=None, reply_to=reply_to), papers)


async def _send(bot: Bot, call: Outgoing, papers: Papers) -> int | None:
    """The same, for which a refused topic is somebody else's matter too."""
    try:
        return await _make(bot, call, papers)
    except BadRequest as error:
        words = error.message.lower()
        if words.startswith(_DONE):
            return None
        if call.kind == "edit" and words.startswith(_GONE):
            return await _send_message(bot, call, call.text, "HTML")
        if words.startswith("can't parse entities"):
            return await _send_message(bot, call, markup.plain(call.text), None)
        raise


def seconds(error: RetryAfter) -> float:
    """The wait that Telegram asks for; a timedelta since bot/__init__.py opts in to it."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


async def _make(bot: Bot, call: Outgoing, papers: Papers) -> int | None:
    match call.kind:
        case "answer":
            await bot.answer_callback_query(
                call.query_id,
                text=call.text or None,
                show_alert=call.dialog or None,
                url=call.opens or None,
            )
        case "edit":
            await bot.edit_message_text(
                call.text,
                chat_id=call.chat_id,
                message_id=call.message_id,
                parse_mode="HTML",
                reply_markup=_markup(call.keyboard),
                link_preview_options=_NO_PREVIEW,
            )
        case "document":
            await bot.send_document(
                _chat(call),
                document=call.file_text.encode(),
                filename=call.file_name,
                caption=call.text,
                message_thread_id=call.thread_id,
            )
        case "send":
            return await _send_message(bot, call, call.text, "HTML")
        case _:
            await _send_paper(bot, call, papers)
    return None


async def _send_paper(bot: Bot, call: Outgoing, papers: Papers) -> None:
    chat = _chat(call)
    picture = call.kind in _PICTURES
    sending = ChatAction.UPLOAD_PHOTO if picture else ChatAction.UPLOAD_DOCUMENT
    await bot.send_chat_action(chat, sending, message_thread_id=call.thread_id)
    try:
        name, content = await papers.make(call)
    except Exception:
        log.exception("paper could not be made", kind=call.kind)
        await _send_in_words(bot, call, papers)
        return
    await (bot.send_photo if picture else bot.send_document)(
        chat,
        content,
        filename=name,
        caption=call.text or None,
        parse_mode="HTML",
        reply_markup=_markup(call.keyboard),
        message_thread_id=call.thread_id,
    )


async def _send_in_words(bot: Bot, call: Outgoing, papers: Papers) -> None:
    """What a file would have told."""
    if call.text:
        await _send_message(bot, call, call.text, "HTML")
    for text in papers.texts(call):
        await _send_message(bot, replace(call, keyboard=()), text, None)


async def _send_message(bot: Bot, call: Outgoing, text: str, parse_mode: str | None) -> int:
    reply = None
    if call.reply_to is not None:
        reply = ReplyParameters(call.reply_to, allow_sending_without_reply=True)
    message = await bot.send_message(
        _chat(call),
        text,
        parse_mode=parse_mode,
        reply_markup=_markup(call.keyboard),
        reply_parameters=reply,
        message_thread_id=call.thread_id,
        link_preview_options=_NO_PREVIEW,
    )
    return message.message_id


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    if not keyboard:
        return None
    rows = [[_button(label, carries) for label, carries in row] for row in keyboard]
    # As it goes out: the library's own buttons would be made only to be taken apart again.
    return cast("InlineKeyboardMarkup", {"inline_keyboard": rows})


def _button(label: str, carries: str) -> dict[str, str]:
    return {"text": label, "url" if carries.startswith(OPENS) else "callback_data": carries}


def _chat(call: Outgoing) -> int:
    if call.chat_id is None:
        raise ValueError(f"a {call.kind} needs a chat")
    return call.chat_id
