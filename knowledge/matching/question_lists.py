"""Messages that ask several questions: each of them gets its topic and what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from knowledge.matching.courtesies import COURTESIES, OF_THE_BOT
from knowledge.matching.matcher import Matcher
from knowledge.matching.outcomes import Answered, AskedTopic, Match, Ranked, Unknown
from knowledge.matching.several import (
    questions,
    questions_after_bare_numbers,
    questions_in_a_row,
)
from knowledge.matching.weighed import CLEAR_FROM
from knowledge.models.language import Language

# So many questions of one message are answered one after the other.
MOST_QUESTIONS = 4

# Finds the topic and the facet of one question: its text, what the person reads, and what it is
# asked of.
FindOne = Callable[[str, Language | None, str | None], Match]


class QuestionLists:
    """Answers lists of questions by asking each of them alone.

    broad: topics of the programme as a whole, the first of which is meant where nothing else was
    talked about. general: topics that answer what may be asked of any topic.
    """

    def __init__(
        self, matcher: Matcher, find: FindOne, broad: Sequence[str], general: Collection[str]
    ) -> None:
        self._matcher, self._find = matcher, find
        self._broad, self._general = frozenset(broad), frozenset(general)
        self._whole = broad[0] if broad else None

    def answer(self, text: str, language: Language | None, previous: str | None) -> Answered | None:
        """The answer to a list of questions: the first one's, and the others below `also`.

        What is asked of no subject ("dananya?") is asked of what stands before the list, of the
        topic shown before, or else of the programme as a whole. None where fewer than two of them
        are understood.
        """
        head, items, in_a_row = self._items(text)
        if len(items) < 2:
            return None
        about = self._subject(head, language, previous)
        clear = list(self._clear(items, language, about))
        asked: dict[AskedTopic, Match] = {}
        for match in clear:
            asked.setdefault(self._asked(match), match)
        if len(clear) < 2 or 2 * len(clear) < len(items):
            return None
        if in_a_row and not self._is_row(text, list(asked), items, (language, previous)):
            return None
        first, *others = list(asked)[:MOST_QUESTIONS]
        ranked = {question.topic: asked[question].ranked[0] for question in reversed(asked)}
        order = dict.fromkeys(question.topic for question in (first, *others))
        spoken = next((match.language for match in clear if match.language), None)
        return Answered(
            tuple(Ranked(topic, ranked[topic].probability) for topic in order),
            spoken,
            tuple(others),
            facet=first.facet,
        )

    def _items(self, text: str) -> tuple[str, list[str], bool]:
        """What stands before the questions, the questions, and whether only words part them."""
        head, items = questions(text)
        if items:
            return head, items, False
        for in_a_row, (head, items) in (
            (False, questions_after_bare_numbers(text)),
            (True, ("", questions_in_a_row(text))),
        ):
            if items and all(self._matcher.asks_alone(item) for item in items):
                return head, items, in_a_row
        return "", [], True

    def _is_row(
        self,
        text: str,
        asked: Sequence[AskedTopic],
        items: Sequence[str],
        known: tuple[Language | None, str | None],
    ) -> bool:
        """Whether a message that no numbers part is a row of questions.

        Two are one only where both ask something else of the same topic.
        """
        topics = {question.topic for question in asked}
        if len(items) == 2:
            facets = {question.facet for question in asked} - {"general"}
            return len(topics) == 1 and len(facets) == 2
        whole = self._matcher.match(text, *known)
        return not isinstance(whole, Answered) or whole.ranked[0].topic in topics

    def _subject(self, head: str, language: Language | None, previous: str | None) -> str | None:
        """What the questions of a list are asked of."""
        opening = self._matcher.match(head, language, previous) if head else None
        if isinstance(opening, Answered) and opening.ranked[0].topic not in COURTESIES:
            return opening.ranked[0].topic
        return previous or self._whole

    def _clear(
        self, items: Sequence[str], language: Language | None, about: str | None
    ) -> Iterable[Match]:
        """The matches that are clear, each understood in the light of the one before."""
        for item in items:
            # Of the programme as a whole the cost as such is asked, not the cost of one topic.
            find = self._matcher.match if about is None or about in self._broad else self._find
            match = find(item, language, about)
            if isinstance(match, Unknown):
                continue
            first = match.ranked[0]
            if first.topic in OF_THE_BOT or first.probability < CLEAR_FROM:
                continue
            if first.topic not in self._general:
                if first.topic != about:
                    match = self._find(item, language, None)
                about = first.topic
            yield match

    def _asked(self, match: Match) -> AskedTopic:
        topic = match.ranked[0].topic
        facet = "general" if isinstance(match, Unknown) or topic in self._general else match.facet
        return AskedTopic(topic, facet)
