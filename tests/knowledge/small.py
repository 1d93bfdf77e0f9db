"""A knowledge of four topics, built in code: the matcher's logic does not hang on real content."""

from __future__ import annotations

from knowledge.matching.lessons import Lessons, make_lessons
from knowledge.matching.matcher import Matcher
from knowledge.models.content import Topic
from knowledge.models.language import Listed
from knowledge.models.texts import AnswerText, Label, More

ASKED = {
    "rubbish": (
        ["sampah menumpuk di pasar", "bagaimana mengelola sampah", "truk sampah kurang"],
        ["how do we manage rubbish", "the landfill is full", "waste is piling up"],
    ),
    "rubbish-cost": (
        ["berapa biaya mengelola sampah", "anggaran sampah berapa", "ongkos truk sampah"],
        ["how much does waste cost", "price of a landfill", "budget for rubbish"],
    ),
    "water": (
        ["air bersih tidak mengalir", "pipa air bocor terus", "PDAM merugi"],
        ["no drinking water at home", "the water pipes leak", "our water utility loses money"],
    ),
    "greeting": (
        ["halo", "selamat pagi", "assalamualaikum"],
        ["hello", "good morning", "hi there"],
    ),
}
RELATED = {
    "rubbish": ("rubbish-cost", "water"),
    "rubbish-cost": ("rubbish", "water"),
    "water": ("rubbish", "greeting"),
    "greeting": ("rubbish", "water"),
}
KEYWORDS = {"greeting": ("halo", "selamat pagi", "hello"), "water": ("pdam",)}
OUT_OF_SCOPE = (
    "siapa presiden pertama",
    "resep nasi goreng",
    "who won the match",
    "gaji naik kapan",
)
SPELLINGS = {"gmn": "bagaimana", "brp": "berapa", "yg": "yang", "bgt": "sangat"}


def topic(name: str) -> Topic:
    """A topic that holds its phrasings and little else."""
    indonesian, english = ASKED[name]
    texts = {"id": ". ".join(indonesian) + ". ", "en": ". ".join(english) + ". "}
    return Topic(
        title=Label(id=indonesian[0], en=english[0]),
        answer=AnswerText(**{language: text * 2 for language, text in texts.items()}),
        more=More(**{language: (text * 20)[:1800] for language, text in texts.items()}),
        related=RELATED[name],
        sources=(),
        keywords=Listed[str]({"id": KEYWORDS.get(name, ())}),
        ask=Listed[str]({"id": tuple(indonesian), "en": tuple(english)}),
    )


def topics() -> dict[str, Topic]:
    """The four topics by id."""
    return {name: topic(name) for name in ASKED}


def lessons() -> Lessons:
    """What the four topics teach."""
    return make_lessons(topics(), SPELLINGS, OUT_OF_SCOPE)


def matcher() -> Matcher:
    """A matcher over the four topics, by words alone, learnt anew."""
    return Matcher(lessons())
