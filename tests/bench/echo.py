"""A bare echo bot: the least that python-telegram-bot's Application does to answer a message."""

from __future__ import annotations

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say what was said."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main() -> None:
    """Poll with default settings."""
    token, url = os.environ["MULAI_TELEGRAM_TOKEN"], os.environ["MULAI_TELEGRAM_API_URL"]
    application = Application.builder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main()
