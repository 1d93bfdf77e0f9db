"""Content in which every answer tells the whole history of its conversation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.base import Knowledge, open_knowledge
from knowledge.matching.matcher import Answered, Match, Ranked
from knowledge.models.content import Topic
from knowledge.models.language import Language
from knowledge.models.texts import Label

_MARK = "chain-"


class _Endless(dict[str, Topic]):
    """A topic under every id that begins with the mark, made from a real one when asked for."""

    def __contains__(self, topic_id: object) -> bool:
        return super().__contains__(topic_id) or str(topic_id).startswith(_MARK)

    def __missing__(self, topic_id: str) -> Topic:
        if topic_id not in self:
            raise KeyError(topic_id)
        model = next(iter(self.values()))
        title = Label(id=topic_id, en=topic_id)
        return model.model_copy(update={"title": title, "related": (), "first_steps": ()})


@dataclass(frozen=True)
class Chain(Knowledge):
    """Each message leads to a topic that follows from the topic before and from its words.

    A message lost, handled twice or handled in another order changes every answer after it,
    so that the topic in a state stands for all that led there.
    """

    def find(
        self,
        text: str,
        language: Language | None = None,
        previous: str | None = None,
        dialect: str | None = None,
    ) -> Match:
        """The next link."""
        link = hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()[:16]
        return Answered((Ranked(_MARK + link, 0.9),))


def chain(folder: Path | None = None) -> Chain:
    """The content of a folder with endless topics."""
    content = open_knowledge(folder).content
    return Chain(replace(content, topics=_Endless(content.topics)))
