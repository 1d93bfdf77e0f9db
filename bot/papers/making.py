"""Results, workshops and addresses made into files when their turn to be sent comes."""

from __future__ import annotations

import asyncio

from bot.papers.filling import sheet_of
from bot.papers.minuting import MinutesSheet, minutes_sheet
from bot.papers.sheet import Sheet, words_in
from bot.shelf import Shelf
from bot.storage.outgoing import Outgoing
from conversations.workshop.state import restore


class Papers:
    """Makes the files of results and workshops from the content in use, and codes of addresses."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def make(self, call: Outgoing) -> tuple[str, bytes]:
        """The file of a paper or a code: its name and its content."""
        return await asyncio.to_thread(self._make, call)

    def texts(self, call: Outgoing) -> tuple[str, ...]:
        """The same in plain words, a message each, for when no file can be made.

        A workshop's table and picture have none: the minutes tell it all, once.
        """
        from bot.papers.plain import messages, plain_text

        match call.kind:
            case "card" | "report":
                words = words_in(self._shelf.knowledge.content.papers, call.language)
                return messages(plain_text(self._sheet(call), words))
            case "minutes":
                from bot.papers.minutes_text import minutes_messages

                return minutes_messages(self._minutes(call))
        return ()

    def _make(self, call: Outgoing) -> tuple[str, bytes]:
        # What makes files is loaded with the first of them: most conversations need none.
        match call.kind:
            case "card" | "report":
                from bot.papers.render import card, report

                sheet = self._sheet(call)
                words = words_in(self._shelf.knowledge.content.papers, call.language)
                if call.kind == "card":
                    return "mulai.png", card(sheet, words)
                return "mulai.pdf", report(sheet, words)
            case "minutes" | "minutes-card":
                from bot.papers.render import minutes_card, minutes_report

                told = self._minutes(call)
                if call.kind == "minutes-card":
                    return f"{told.file_name}.png", minutes_card(told)
                return f"{told.file_name}.pdf", minutes_report(told)
            case "minutes-table":
                from bot.papers.workbook import workbook

                told = self._minutes(call)
                return f"{told.file_name}.xlsx", workbook(told)
            case "qr":
                from bot.papers.code import code

                return "mulai.png", code(call.file_text)
        raise ValueError(f"a {call.kind} is no paper")

    def _sheet(self, call: Outgoing) -> Sheet:
        if call.taken is None:
            raise ValueError(f"a {call.kind} needs a result")
        return sheet_of(call.taken, self._shelf.knowledge, call.language)

    def _minutes(self, call: Outgoing) -> MinutesSheet:
        workshop = restore(call.workshop)
        if workshop is None:
            raise ValueError(f"a {call.kind} needs a workshop")
        return minutes_sheet(workshop, self._shelf.knowledge.edition(call.language))
