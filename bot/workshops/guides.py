"""The guides of workshops, of the content that is in use."""

from __future__ import annotations

from bot.shelf import Shelf
from conversations.workshop.guide import Guide, Guides
from knowledge.models.language import Language


class GuideShelf:
    """Has the guides of the content that is in use now; a reload makes new ones."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._made = Guides(shelf.knowledge)

    def __call__(self, language: Language) -> Guide:
        """The guide in a language."""
        return self.in_use(language)

    @property
    def in_use(self) -> Guides:
        """The guides of what is in use now."""
        if self._made.knowledge is not self._shelf.knowledge:
            self._made = Guides(self._shelf.knowledge)
        return self._made
