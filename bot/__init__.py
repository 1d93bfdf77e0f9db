"""The edge: Telegram, storage, the command line."""

import gc
import os

# A start makes a quarter of a million objects that all stay; searching them for garbage 400 times
# takes a tenth of the start. Reference counting frees nearly everything else at once.
gc.set_threshold(20_000, 20, 50)

# python-telegram-bot is about to give waits as timedelta only; until then it asks for this.
os.environ.setdefault("PTB_TIMEDELTA", "1")

# The matrices are small: more threads would only take processor time from the rest.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
