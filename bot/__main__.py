"""`python -m bot` does the same as `mulai`."""

from bot.cli import main

main()
