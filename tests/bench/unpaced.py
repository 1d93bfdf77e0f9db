"""The bot without Telegram's pace, so that what is measured is the bot: for the bench only."""

from __future__ import annotations

from bot.telegram import pacing

pacing.OVERALL = pacing.PRIVATE = pacing.Pace(burst=1e9, per_second=1e9)

from bot.cli import main  # noqa: E402 - what it imports reads the pace

main()
