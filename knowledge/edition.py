"""The content as readers of one language see it."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from knowledge.loading.content import Content
from knowledge.matching.mentions_of_terms import TermSpotter
from knowledge.models.cards import Card
from knowledge.models.content import Topic
from knowledge.models.language import Language
from knowledge.models.regions import RegionType
from knowledge.regions.abroad import SpeakersAbroad
from knowledge.regions.finder import Gazetteer

# So many letters of a month's name are enough to recognise it.
_MONTH = 3


@dataclass(frozen=True)
class Edition:
    """The content in one language.

    gazetteer: gives the regions' names; made when the first one is asked for.
    spotter: finds the terms inside a text; made when first asked for, too.
    """

    language: Language
    content: Content
    gazetteer: Callable[[], Gazetteer]
    spotter: Callable[[], TermSpotter]

    def say(self, key: str, **values: str) -> str:
        """A message of the wording; the values are escaped, so a typed "<" stays a "<"."""
        escaped = {name: html.escape(value, quote=False) for name, value in values.items()}
        return self.fill(key, **escaped)

    def fill(self, key: str, **values: str) -> str:
        """A message whose values are marked-up texts of the content themselves."""
        return _fill(self.content.wording.messages[key].in_(self.language), values)

    def label(self, key: str, **values: str) -> str:
        """A button's label."""
        return _fill(self.content.wording.buttons[key].in_(self.language), values)

    def toast(self, key: str, **values: str) -> str:
        """The note that answers a tap."""
        return _fill(self.content.wording.toasts[key].in_(self.language), values)

    def title(self, topic_id: str) -> str:
        """A topic's title, plain."""
        return self.content.topics[topic_id].title.in_(self.language)

    def date(self, day: str, *, short: bool = False) -> str:
        """ "2026-01-31" as people write it; with the month's name it is never ambiguous.

        short: the first letters of the month are enough, as on a button.
        """
        year, month, number = day.split("-")
        name = self.content.wording.months[int(month) - 1].in_(self.language)
        return f"{int(number)} {name[:_MONTH] if short else name} {year}"

    def number(self, value: float) -> str:
        """A figure as the statistics print it, at most two decimals: "12,8", "85,35", "7,0"."""
        whole = f"{value:.2f}"
        short = whole.removesuffix("0")
        return short.replace(".", self.content.languages[self.language].decimal)

    def province(self, code: str) -> str:
        """The name of the province of a regency or city; "" for anything else."""
        region = self.gazetteer().region(code)
        return region.province if region and region.type != "province" else ""

    def month(self, month: str) -> str:
        """ "2026-01" as people write it."""
        year, number = month.split("-")
        return f"{self.content.wording.months[int(number) - 1].in_(self.language)} {year}"

    def card(self, topic_id: str, facet: str) -> Card | None:
        """What a topic says to one kind of question, if it has a card for it."""
        cards = self.content.cards.get(topic_id)
        return cards.card(facet) if cards else None

    def terms_in(self, text: str, topic_id: str) -> tuple[str, ...]:
        """The ids of the glossary's terms in a text about a topic, in their order."""
        return self.spotter().spot(text, topic_id)

    def speaks_from_abroad(self, text: str) -> bool:
        """Whether a message says that its writer is at home in another country."""
        return self._speakers_abroad.speaks(text)

    @cached_property
    def _speakers_abroad(self) -> SpeakersAbroad:
        return SpeakersAbroad(self.content.regions.abroad)

    def region(self, code: str) -> str:
        """A region's name in full; "" for a code that there is not.

        A place abroad has no code and is kept by its name, which is given as it is.
        """
        region = self.gazetteer().region(code)
        return region.name if region else _abroad(code)

    def region_kind(self, code: str) -> RegionType | None:
        """Whether a code is that of a province, a regency or a city; None for any other."""
        region = self.gazetteer().region(code)
        return region.type if region else None

    def has_region(self, code: str) -> bool:
        """Whether a code is that of a region of Indonesia."""
        return self.gazetteer().region(code) is not None

    def region_label(self, code: str) -> str:
        """A region's name short enough for a button; "" for a code that there is not."""
        region = self.gazetteer().region(code)
        return region.label if region else _abroad(code)

    def code_labelled(self, label: str) -> str:
        """The code of the region whose name for a button this is; "" if there is none."""
        regions = self.gazetteer().regions
        return next((region.code for region in regions if region.label == label), "")

    def sources(self, topic: Topic) -> tuple[str, ...]:
        """A topic's sources, a marked-up line each."""
        return tuple(self.source(code) for code in topic.sources)

    def source(self, code: str) -> str:
        """One source as a marked-up line."""
        source = self.content.sources[code]
        said = (source.english if self.language == "en" else None) or source.title
        title = html.escape(said, quote=False)
        if source.url:
            title = f'<a href="{html.escape(str(source.url))}">{title}</a>'
        publisher = html.escape(source.publisher, quote=False) if source.publisher else ""
        year = str(source.year) if source.year else ""
        line = ", ".join(part for part in (title, publisher, year) if part)
        notes = [source.note.in_(self.language)] if source.note else []
        if source.is_copy:
            notes.append(self.fill("source-copy"))
        return f"{line} ({'. '.join(notes)})" if notes else line


def _abroad(name: str) -> str:
    """A place abroad is its own name; "" for what looks like a code."""
    return "" if name[:1].isdecimal() else name


def _fill(text: str, values: dict[str, str]) -> str:
    return text.format_map(values) if values else text
