"""The words by which a message is known to ask for official figures."""

from __future__ import annotations

from knowledge.models.content import ContentModel
from knowledge.models.indicator import FiguresPage
from knowledge.models.texts import Filled

Lowercase = tuple[Filled, ...]


class AskedFigures(ContentModel):
    """Lowercase of all languages together, in small letters.

    figures: they alone ask for figures. comparing: for figures beside those of another place.
    similar: for regions like one. amounts: they ask for the figure of a subject.
    subjects: what is asked about, by the page of a region on which it stands.
    ours: "we" in place of a name. others: then something else is asked. small: to pass over.
    """

    figures: Lowercase
    comparing: Lowercase
    similar: Lowercase
    amounts: Lowercase
    subjects: dict[FiguresPage, Lowercase]
    ours: Lowercase
    others: Lowercase
    small: Lowercase
