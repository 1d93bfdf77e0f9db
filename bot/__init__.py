"""The edge: Telegram, storage, the command line."""

import os

# python-telegram-bot is about to give waits as timedelta only; until then it asks for this.
os.environ.setdefault("PTB_TIMEDELTA", "1")
