"""Messages that ask several questions: each of them gets its topic."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from knowledge.matching.courtesies import COURTESIES, OF_THE_BOT
from knowledge.matching.matcher import ANSWER_FROM, Matcher
from knowledge.matching.outcomes import Answered, Match, Ranked, Unknown
from knowledge.matching.several import questions, questions_in_a_row
from knowledge.models.language import Language

# So many topics of one message are answered one after the other.
MOST_TOPICS = 4


class QuestionLists:
    """Answers lists of questions by asking the matcher each of them.

    broad: topics of the programme as a whole, the first of which is meant where nothing else was
    talked about. general: topics that answer what may be asked of any topic.
    """

    def __init__(self, matcher: Matcher, broad: Sequence[str], general: Collection[str]) -> None:
        self._matcher, self._general = matcher, general
        self._whole = broad[0] if broad else None

    def answer(self, text: str, language: Language | None, previous: str | None) -> Answered | None:
        """The answer to a list of questions: the first one's topic, and the others' below `also`.

        What is asked of no subject ("dananya?") is asked of what stands before the list, of the
        topic shown before, or else of the programme as a whole. None where fewer than two of them
        are understood.
        """
        head, items = questions(text)
        in_a_row = not items
        if in_a_row:
            items = questions_in_a_row(text)
            if not items or not all(self._matcher.asks_alone(item) for item in items):
                return None
        about = self._subject(head, language, previous)
        clear = list(self._clear(items, language, about))
        if len(clear) < 2 or 2 * len(clear) < len(items):
            return None
        first: dict[str, Ranked] = {}
        for match in clear:
            first.setdefault(match.ranked[0].topic, match.ranked[0])
        if in_a_row:
            whole = self._matcher.match(text, language, previous)
            if isinstance(whole, Answered) and whole.ranked[0].topic not in first:
                return None
        asked = tuple(first.values())[:MOST_TOPICS]
        spoken = next((match.language for match in clear if match.language), None)
        return Answered(asked, spoken, tuple(found.topic for found in asked[1:]))

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
            match = self._matcher.match(item, language, about)
            if isinstance(match, Unknown):
                continue
            first = match.ranked[0]
            if first.topic in OF_THE_BOT or first.probability < ANSWER_FROM:
                continue
            if first.topic not in self._general:
                about = first.topic
            yield match
