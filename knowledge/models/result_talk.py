"""What people type about the result of a diagnostic."""

from __future__ import annotations

from typing import Annotated, Final, Literal, get_args

from pydantic import Field, model_validator

from knowledge.models.content import ContentModel
from knowledge.models.language import Listed
from knowledge.models.questions import PRIORITIES
from knowledge.models.texts import Filled

ResultIntent = Literal[
    "why_order",
    "what_changes",
    "who",
    "when_first",
    "steps_of",
    "money_of",
    "indicator_of",
    "compare_last",
    "change_answer",
    "change_region",
    "send_picture",
    "send_pdf",
    "send_word",
    "share",
    "explain_term",
    "plan_reminder",
    "other_region",
    "restart",
    "thanks",
    "none",
]
RESULT_INTENTS: Final[tuple[ResultIntent, ...]] = get_args(ResultIntent)


class IntentWords(ContentModel):
    """How an intent is said. cues: words that decide alone."""

    phrasings: Listed[Filled]
    cues: tuple[Filled, ...] = ()


class ResultTalkWords(ContentModel):
    """All intents, and the words by which a message names what a result lists.

    priorities: words for each priority. ranks: words for the numbers 1, 2 ... counting: words
    before a number that make it a place in the list. units: words behind a number that make it a
    measure. last: words for the last of the list. not_named: words that hold the name of a priority
    and mean something else. polite: words before what is asked. steps: words of answers.
    speaking_of: words that speak of a result. neutral: a word in place of each of them, when
    meanings are compared.
    """

    intents: dict[ResultIntent, IntentWords]
    priorities: dict[str, Annotated[tuple[Filled, ...], Field(min_length=1)]]
    ranks: tuple[tuple[Filled, ...], ...]
    counting: tuple[Filled, ...]
    units: tuple[Filled, ...]
    last: tuple[Filled, ...]
    not_named: tuple[Filled, ...]
    polite: tuple[Filled, ...]
    steps: tuple[Filled, ...]
    speaking_of: tuple[Filled, ...]
    neutral: dict[Literal["priority", "rank", "region", "step"], Filled]

    @model_validator(mode="after")
    def _whole(self) -> ResultTalkWords:
        if missing := set(RESULT_INTENTS) - set(self.intents):
            raise ValueError(f"{min(missing)} has no entry; write its phrasings")
        if missing_words := set(PRIORITIES) - set(self.priorities):
            raise ValueError(f"{min(missing_words)} has no words; write them")
        return self
