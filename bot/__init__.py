"""The edge: Telegram, storage, the command line."""

import os

# python-telegram-bot is about to give waits as timedelta only; until then it asks for this.
os.environ.setdefault("PTB_TIMEDELTA", "1")

# The vectors here are small: more threads to multiply them only take the processor from the rest.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
