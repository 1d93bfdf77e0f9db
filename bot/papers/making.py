"""Results, workshops and addresses made into files when their turn to be sent comes.

The registry: which papers there are, by the name that the outbox keeps, and what makes each.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from bot.papers import render
from bot.papers.code import code
from bot.papers.composing import OfficeSheet
from bot.papers.filling import sheet_of
from bot.papers.minutes_text import minutes_messages
from bot.papers.minuting import MinutesSheet, minutes_sheet
from bot.papers.office import office_sheet, office_text
from bot.papers.plain import messages, plain_text
from bot.papers.sheet import Sheet, Words, words_in
from bot.papers.word import minutes_word, word
from bot.papers.workbook import workbook
from bot.shelf import Shelf
from bot.storage.outgoing import (
    SendCode,
    SendFile,
    SendMinutes,
    SendOfficePaper,
    SendProgressPicture,
    SendRegionPicture,
    SendResult,
)
from conversations.place.picture import region_picture
from conversations.plan.progress import progress_picture
from knowledge.models.language import Language
from knowledge.models.office_papers import OfficePaperId

_PICTURE: Final = "png"


@dataclass(frozen=True, slots=True)
class ResultPaper:
    """A paper of a result. ending: of its file's name; "png" is sent as a picture."""

    ending: str
    make: Callable[[Sheet, Words], bytes]


@dataclass(frozen=True, slots=True)
class MinutesPaper:
    """A paper of a workshop. ending: of its file's name; "png" is sent as a picture.

    in_words: what is said where it cannot be made. for_leaders: they get it too, not only the room.
    """

    ending: str
    make: Callable[[MinutesSheet], bytes]
    in_words: Callable[[MinutesSheet], tuple[str, ...]] | None = None
    for_leaders: bool = True


RESULT_PAPERS: Mapping[str, ResultPaper] = {
    "card": ResultPaper(_PICTURE, render.card),
    "report": ResultPaper("pdf", render.report),
}
# In the order in which they come at the end of a workshop. The minutes tell all that the others do,
# so only they have a text version.
MINUTES_PAPERS: Mapping[str, MinutesPaper] = {
    "minutes-card": MinutesPaper(_PICTURE, render.minutes_card, for_leaders=False),
    "minutes": MinutesPaper("pdf", render.minutes_report, minutes_messages),
    "minutes-word": MinutesPaper("docx", minutes_word),
    "minutes-table": MinutesPaper("xlsx", workbook),
}
# Papers for the office are set from content, all in one way.
PAPERS: Final = frozenset((*RESULT_PAPERS, *MINUTES_PAPERS, *get_args(OfficePaperId)))


class PaperMaker:
    """Makes the files of results and workshops from the content in use, and codes of addresses."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    @staticmethod
    def is_picture(call: SendFile) -> bool:
        """Whether it is shown as a picture, not sent as a document."""
        match call:
            case SendCode() | SendRegionPicture() | SendProgressPicture():
                return True
            case SendResult(paper=name):
                return RESULT_PAPERS[name].ending == _PICTURE
            case SendMinutes(paper=name):
                return MINUTES_PAPERS[name].ending == _PICTURE
            case SendOfficePaper():
                return False

    async def make(self, call: SendFile) -> tuple[str, bytes]:
        """The file of a paper or a code: its name and its content."""
        return await asyncio.to_thread(self._make, call)

    def texts(self, call: SendFile) -> tuple[str, ...]:
        """The same in plain words, a message each, for when no file can be made."""
        match call:
            case SendResult():
                return messages(plain_text(self._sheet(call), self._words(call.language)))
            case SendMinutes(paper=name):
                in_words = MINUTES_PAPERS[name].in_words
                return in_words(self._minutes(call)) if in_words else ()
            case SendOfficePaper():
                # The content may have been exchanged meanwhile, and its topic gone.
                with contextlib.suppress(KeyError):
                    return messages(office_text(self._office(call)))
                return ()
            case SendCode() | SendRegionPicture() | SendProgressPicture():
                return ()

    def _make(self, call: SendFile) -> tuple[str, bytes]:
        match call:
            case SendCode(address=address):
                return f"mulai.{_PICTURE}", code(address)
            case SendRegionPicture(region=region, language=language):
                picture = region_picture(region, self._shelf.knowledge.edition(language))
                return f"mulai.{_PICTURE}", render.region_bars(picture, self._words(language))
            case SendProgressPicture(plan=plan, day=day, language=language):
                progress = progress_picture(plan, day, self._shelf.knowledge.edition(language))
                return f"mulai.{_PICTURE}", render.progress(progress, self._words(language))
            case SendResult(paper=name):
                result = RESULT_PAPERS[name]
                return f"mulai.{result.ending}", result.make(
                    self._sheet(call), self._words(call.language)
                )
            case SendMinutes(paper=name):
                paper, told = MINUTES_PAPERS[name], self._minutes(call)
                return f"{told.file_name}.{paper.ending}", paper.make(told)
            case SendOfficePaper(paper=name):
                sheet = self._office(call)
                template = self._shelf.knowledge.content.templates.get(name)
                return f"{sheet.file_name}.docx", word(sheet, template)

    def _words(self, language: Language) -> Words:
        return words_in(self._shelf.knowledge.content.papers, language)

    def _sheet(self, call: SendResult) -> Sheet:
        return sheet_of(call.result, self._shelf.knowledge, call.language)

    def _office(self, call: SendOfficePaper) -> OfficeSheet:
        return office_sheet(call, self._shelf.knowledge.edition(call.language))

    def _minutes(self, call: SendMinutes) -> MinutesSheet:
        edition = self._shelf.knowledge.edition(call.language)
        return minutes_sheet(call.workshop, edition, call.kept)
