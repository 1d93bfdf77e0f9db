"""What becomes of each held-out message, kept in a file: `python -m tests.ledger` writes it anew.

A gain or a loss of an edit then stands in its diff, message by message.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge.base import Knowledge, open_knowledge
from knowledge.matching.comparing import what_became
from knowledge.matching.evaluation import LabelledQuestion, read_questions
from knowledge.matching.matcher import ANSWER_FROM, OFFER_FROM

QUESTIONS = Path(__file__).parent / "questions"
LEDGER = QUESTIONS / "ledger.txt"
# Nobody tunes on these.
HELD_OUT = ("fresh", "stories", "followups_held")

# So near to a threshold, or to the topic behind it, another processor may decide otherwise: such
# a line begins with this mark, and is not compared.
NEAR, EITHER_WAY = 0.02, "~"


def lines(knowledge: Knowledge) -> Iterator[str]:
    """A line for each held-out message: what became of it, the file, the message."""
    for name in HELD_OUT:
        for question in read_questions([QUESTIONS / f"{name}.jsonl"], knowledge.content.topics):
            yield f"{_outcome(question, knowledge)}\t{name}\t{question.text}"


def compared(ledger: list[str]) -> dict[str, str]:
    """The lines that hold on every machine: message to what becomes of it."""
    rows = (line.split("\t", 1) for line in ledger)
    return {message: outcome for outcome, message in rows if not outcome.startswith(EITHER_WAY)}


def _outcome(question: LabelledQuestion, knowledge: Knowledge) -> str:
    match = knowledge.find(question.text, None, question.previous)
    near = _is_near([found.probability for found in match.ranked])
    said = what_became(question, match)
    return f"{EITHER_WAY if near else ''}{said}"


def _is_near(chances: list[float]) -> bool:
    if not chances:
        return False
    first, known = chances[0], sum(chances)
    close = len(chances) > 1 and first - chances[1] < NEAR
    return close or abs(first - ANSWER_FROM) < NEAR or abs(known - OFFER_FROM) < NEAR


def main() -> None:
    LEDGER.write_text("\n".join(lines(open_knowledge())) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
