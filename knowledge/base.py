"""The knowledge base as conversations see it: texts in the reader's language, and one matcher."""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from knowledge.loader import Content, load
from knowledge.matcher import Match, Matcher
from knowledge.models import LANGUAGES, Language, Topic


@dataclass(frozen=True)
class Edition:
    """The content in one language."""

    language: Language
    content: Content

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

    def sources(self, topic: Topic) -> tuple[str, ...]:
        """A topic's sources, a marked-up line each."""
        return tuple(self._source(code) for code in topic.sources)

    def _source(self, code: str) -> str:
        source = self.content.sources[code]
        title = html.escape(source.title, quote=False)
        if source.url:
            title = f'<a href="{html.escape(str(source.url))}">{title}</a>'
        parts = [title, html.escape(source.publisher, quote=False)]
        if source.year:
            parts.append(str(source.year))
        line = ", ".join(parts)
        return f"{line} ({source.note.in_(self.language)})" if source.note else line


@dataclass(frozen=True)
class Knowledge:
    """Content, its two editions, and the matcher over it."""

    content: Content

    @cached_property
    def matcher(self) -> Matcher:
        """Made at first use: listing content needs none."""
        return Matcher(self.content.topics)

    @cached_property
    def _editions(self) -> dict[str, Edition]:
        return {language: Edition(language, self.content) for language in LANGUAGES}

    def prepare(self) -> None:
        """Make the matcher now, so that the first question does not wait for it."""
        _ = self.matcher

    def edition(self, language: Language) -> Edition:
        """The content as readers of one language see it."""
        return self._editions[language]

    def find(
        self, text: str, language: Language | None = None, previous: str | None = None
    ) -> Match:
        """The topic of a message; see Matcher.match."""
        return self.matcher.match(text, language, previous)


def open_knowledge(folder: Path | None = None) -> Knowledge:
    """Load a content folder, checked; raises KnowledgeError."""
    return Knowledge(load(folder))


def _fill(text: str, values: dict[str, str]) -> str:
    return text.format_map(values) if values else text
