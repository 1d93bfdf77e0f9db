"""The content of workshops in each language, put together once for each edition."""

from __future__ import annotations

from bot.shelf import Shelf
from conversations.workshop.guide import Guide, guide_of
from knowledge.base import Edition, Knowledge
from knowledge.models.language import Language


class Guides:
    """Guides of the content that is in use now; a reload makes new ones."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._made: dict[Language, tuple[Edition, Guide]] = {}

    def __call__(self, language: Language) -> Guide:
        """The guide in a language."""
        edition = self.edition(language)
        made = self._made.get(language)
        if made is None or made[0] is not edition:
            made = self._made[language] = (edition, guide_of(edition))
        return made[1]

    @property
    def knowledge(self) -> Knowledge:
        """The content in use."""
        return self._shelf.knowledge

    def edition(self, language: Language) -> Edition:
        """All that is said in a language."""
        return self.knowledge.edition(language)
