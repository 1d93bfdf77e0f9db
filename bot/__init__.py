"""The edge: Telegram, storage, the command line."""

import gc
import os

# A start makes a quarter of a million objects that all stay: to look 400 times for garbage among
# them takes a tenth of it. Counting references frees nearly all the rest at once.
gc.set_threshold(20_000, 20, 50)

# python-telegram-bot is about to give waits as timedelta only; until then it asks for this.
os.environ.setdefault("PTB_TIMEDELTA", "1")

# The vectors here are small: more threads to multiply them only take the processor from the rest.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
