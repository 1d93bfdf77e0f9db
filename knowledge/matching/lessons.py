"""What the matcher learns from: the content's phrasings as rows, sorted by topic."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from knowledge.markup import without_markup
from knowledge.models.cards import Cards
from knowledge.models.content import Topic
from knowledge.models.language import Language
from knowledge.models.understanding import Dialect, Followups, RemarkWords, WordedRemark

# Answers use the words of their topic, but nobody asks in whole paragraphs: they count less than
# phrasings. Chosen, not measured.
ANSWER_WEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class LessonRow:
    """One text that is known to be about a topic.

    topic: position of the topic; the number of topics for a text that is about none. question:
    whether people ask like this; titles, keywords and answers only point. weight: how much the row
    counts in training, above 0 and up to 1. keyword: whether it is a bare keyword.
    """

    text: str
    topic: int
    language: Language | None
    question: bool
    weight: float = 1.0
    keyword: bool = False


@dataclass(frozen=True, slots=True)
class Lessons:
    """Everything that training reads.

    rows: sorted by topic, those about none last. prose: the edited texts, with their markup.
    followups, dialects, remarks: how follow-up questions are recognised, how messages in a regional
    language are read, and which messages ask nothing. They are used as they are, not learnt.
    """

    topics: tuple[str, ...]
    related: tuple[tuple[int, ...], ...]
    rows: tuple[LessonRow, ...]
    spellings: Mapping[str, str]
    prose: tuple[str, ...]
    followups: Followups = field(default_factory=Followups)
    dialects: Mapping[str, Dialect] = field(default_factory=dict)
    remarks: Mapping[WordedRemark, RemarkWords] = field(default_factory=dict)

    def digest(self) -> str:
        """Changes whenever anything that is learnt from changes."""
        rows = [(row.text, row.topic, row.language, row.question, row.weight) for row in self.rows]
        parts = (self.topics, rows, sorted(self.spellings.items()), self.prose)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def make_lessons(
    topics: Mapping[str, Topic],
    spellings: Mapping[str, str] | None = None,
    out_of_scope: Iterable[str] = (),
    followups: Followups | None = None,
    dialects: Mapping[str, Dialect] | None = None,
    remarks: Mapping[WordedRemark, RemarkWords] | None = None,
    cards: Mapping[str, Cards] | None = None,
) -> Lessons:
    """Collect the lessons of a content.

    spellings: chat spelling to plain form.
    out_of_scope: messages that no topic answers.
    cards: by topic; what only one of its cards answers is about the topic too.
    """
    ids = tuple(topics)
    rows = [
        row
        for i, (topic_id, topic) in enumerate(topics.items())
        for row in (*_rows(i, topic), *_card_rows(i, (cards or {}).get(topic_id)))
    ]
    rows += [LessonRow(text, len(ids), None, question=True) for text in out_of_scope]
    place = {topic_id: i for i, topic_id in enumerate(ids)}
    related = tuple(
        tuple(place[other] for other in topic.related if other in place)
        for topic in topics.values()
    )
    prose = tuple(text for topic in topics.values() for text in _prose(topic))
    return Lessons(
        ids,
        related,
        tuple(rows),
        spellings or {},
        prose,
        followups or Followups(),
        dialects or {},
        remarks or {},
    )


def _rows(i: int, topic: Topic) -> Iterator[LessonRow]:
    titles, answers = dict(topic.title.each()), dict(topic.answer.each())
    for language in topic.title.root:
        for phrasing in topic.ask.in_(language):
            yield LessonRow(phrasing, i, language, question=True)
        if language in titles:
            yield LessonRow(titles[language], i, language, question=False)
        for keyword in topic.keywords.in_(language):
            yield LessonRow(keyword, i, None, question=False, keyword=True)
        if language in answers:
            answer = without_markup(answers[language])
            yield LessonRow(answer, i, language, question=False, weight=ANSWER_WEIGHT)


def _card_rows(i: int, cards: Cards | None) -> Iterator[LessonRow]:
    for _, card in cards.each() if cards else ():
        for language, phrasings in card.ask.root.items():
            for phrasing in phrasings:
                yield LessonRow(phrasing, i, language, question=True)


def _prose(topic: Topic) -> Iterator[str]:
    """The texts of the topic's answer. They serve as a source of correct spelling."""
    for text in (topic.title, topic.answer, topic.more, *(step.do for step in topic.first_steps)):
        yield from (said for _, said in text.each())
