"""What is asked: labelled messages that the matcher has not learnt from."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from knowledge.base import open_knowledge
from knowledge.matching.evaluation import read_questions
from knowledge.text import key

FOLDER = Path(__file__).parents[1] / "questions"
FILES = ("fresh", "stories", "in_scope", "out_of_scope")


def held_out() -> tuple[str, ...]:
    """The texts of FILES but those that stand in the content too, in the order of their SHA-256.

    That order mixes the files and is the same on every machine; a new message moves no other.
    """
    knowledge = open_knowledge()
    learnt = {key(row.text) for row in knowledge.lessons.rows}
    files = [FOLDER / f"{name}.jsonl" for name in FILES]
    texts = {question.text for question in read_questions(files, knowledge.content.topics)}
    fresh = [text for text in texts if key(text) not in learnt]
    return tuple(sorted(fresh, key=lambda text: sha256(text.encode()).digest()))
