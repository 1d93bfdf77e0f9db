"""One Bot API call, and what its refusals mean.

Messages, edits and answers of taps go past the methods of python-telegram-bot, by its connection:
the methods would read Telegram's answer as objects, of which only a message's id is used.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, cast

import structlog
from telegram import (
    Bot,
    InlineKeyboardMarkup,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, RetryAfter
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.papers.making import PaperMaker
from bot.storage.outgoing import (
    COPIES,
    OPENS,
    AnswerTap,
    EditText,
    Keyboard,
    Outgoing,
    Place,
    SendCaptioned,
    SendDocument,
    SendFile,
    SendText,
)
from knowledge import markup

log = structlog.get_logger()

_NO_PREVIEW: Final = {"is_disabled": True}

# Refusals after which nothing is left to do, by the beginning of Telegram's text.
_DONE = ("message is not modified", "query is too old")
# Nothing can be sent to the topic: it was closed or deleted, or never was one.
_CLOSED = "topic_closed"
_NO_TOPIC = ("message thread not found", "topic_deleted", _CLOSED)
# The message to edit is gone: its text is sent as a new message.
_GONE = ("message to edit not found", "message can't be edited", "there is no text in the message")

# The markup is not well-formed: the text is sent without markup.
_UNREADABLE = "can't parse entities"


async def send(bot: Bot, call: Outgoing, papers: PaperMaker) -> int | None:
    """Make a call; come back when Telegram has it, or has it already.

    What a topic refuses is sent to the chat without it.

    Returns the id of a new message with text, None for every other call.

    papers: makes the files of results and workshops, and the codes of addresses. Raises
    telegram.error.TelegramError for everything that the caller must decide.
    """
    try:
        return await _send(bot, call, papers)
    except BadRequest as error:
        words = error.message.lower()
        if isinstance(call, AnswerTap) or not _is_refused_topic(call.to, words):
            raise
        to = call.to
        log.info("topic refused", chat=to.chat_id, thread=to.thread_id, error=error.message)
        # As a reply it would go to the closed topic again, where the message is.
        reply_to = None if words.startswith(_CLOSED) else to.reply_to
        return await _send(bot, replace(call, to=Place(to.chat_id, None, reply_to)), papers)


def _is_refused_topic(to: Place, words: str) -> bool:
    return to.thread_id is not None and words.startswith(_NO_TOPIC)


async def _send(bot: Bot, call: Outgoing, papers: PaperMaker) -> int | None:
    """The same without the second try for a refused topic."""
    try:
        return await _make(bot, call, papers)
    except BadRequest as error:
        words = error.message.lower()
        if words.startswith(_DONE):
            return None
        if isinstance(call, EditText) and words.startswith(_GONE):
            return await _send_message(bot, call.to, call.text, call.keyboard)
        if isinstance(call, SendText | EditText | SendCaptioned) and words.startswith(_UNREADABLE):
            plain = markup.without_markup(call.text)
            return await _send_message(bot, call.to, plain, call.keyboard, parse_mode=None)
        raise


def seconds(error: RetryAfter) -> float:
    """The wait that Telegram asks for; a timedelta, because bot/__init__.py opts in to that."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


async def _make(bot: Bot, call: Outgoing, papers: PaperMaker) -> int | None:
    match call:
        case SendText():
            return await _send_message(bot, call.to, call.text, call.keyboard)
        case EditText():
            await _call(
                bot,
                "editMessageText",
                text=call.text,
                chat_id=call.to.chat_id,
                message_id=call.message_id,
                parse_mode="HTML",
                reply_markup=_markup(call.keyboard),
                link_preview_options=_NO_PREVIEW,
            )
        case AnswerTap():
            await _call(
                bot,
                "answerCallbackQuery",
                callback_query_id=call.query_id,
                text=call.text or None,
                show_alert=call.dialog or None,
                url=call.opens or None,
            )
        case SendDocument():
            await bot.send_document(
                call.to.chat_id,
                document=call.content.encode(),
                filename=call.name,
                caption=call.caption,
                message_thread_id=call.to.thread_id,
            )
        case _:
            await _send_paper(bot, call, papers)
    return None


async def _send_paper(bot: Bot, call: SendFile, papers: PaperMaker) -> None:
    chat, thread = call.to.chat_id, call.to.thread_id
    text, keyboard = (call.text, call.keyboard) if isinstance(call, SendCaptioned) else ("", ())
    picture = papers.is_picture(call)
    sending = ChatAction.UPLOAD_PHOTO if picture else ChatAction.UPLOAD_DOCUMENT
    await bot.send_chat_action(chat, sending, message_thread_id=thread)
    try:
        name, content = await papers.make(call)
    except Exception as error:
        if isinstance(error, OSError):  # no room, or no file to be had: not our fault
            log.warning("paper could not be made", kind=type(call).__name__, error=str(error))
        else:
            log.exception("paper could not be made", kind=type(call).__name__)
        if text:
            await _send_message(bot, call.to, text, keyboard)
        for words in papers.texts(call):
            await _send_message(bot, call.to, words, parse_mode=None)
        return
    await (bot.send_photo if picture else bot.send_document)(
        chat,
        content,
        filename=name,
        caption=text or None,
        parse_mode="HTML",
        reply_markup=cast("InlineKeyboardMarkup | None", _markup(keyboard)),
        message_thread_id=thread,
    )


async def _send_message(
    bot: Bot, to: Place, text: str, keyboard: Keyboard = (), *, parse_mode: str | None = "HTML"
) -> int:
    reply = None
    if to.reply_to is not None:
        reply = {"message_id": to.reply_to, "allow_sending_without_reply": True}
    message = await _call(
        bot,
        "sendMessage",
        chat_id=to.chat_id,
        text=text,
        parse_mode=parse_mode,
        reply_markup=_markup(keyboard),
        reply_parameters=reply,
        message_thread_id=to.thread_id,
        link_preview_options=_NO_PREVIEW,
    )
    return int(message["message_id"])


async def _call(bot: Bot, method: str, **parameters: Any) -> Any:
    """Make a call; return what Telegram answers, as it is. Raises TelegramError."""
    given = [RequestParameter(name, it, None) for name, it in parameters.items() if it is not None]
    return await bot.request.post(f"{bot.base_url}/{method}", RequestData(given))


def _markup(keyboard: Keyboard) -> dict[str, Any] | None:
    if not keyboard:
        return None
    rows = [[_button(label, carries) for label, carries in row] for row in keyboard]
    return {"inline_keyboard": rows}


def _button(label: str, carries: str) -> dict[str, str | dict[str, str]]:
    if carries.startswith(COPIES):
        return {"text": label, "copy_text": {"text": carries.removeprefix(COPIES)}}
    return {"text": label, "url" if carries.startswith(OPENS) else "callback_data": carries}
