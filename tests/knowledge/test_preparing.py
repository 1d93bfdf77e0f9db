"""What reads messages is made before the first one comes."""

from __future__ import annotations

from knowledge.base import Knowledge, open_knowledge


def made(knowledge: Knowledge) -> set[str]:
    """The parts that were made, with those of the learnt intents that wait for a first message."""
    parts = set(vars(knowledge))
    for name in ("result_talk", "facet_phrasings"):
        if name in parts:
            intents = vars(vars(knowledge)[name]).get("intents")
            parts |= {f"{name}.{part}" for part in (vars(intents.model) if intents else ())}
    return parts


def test_after_preparing_a_message_makes_nothing_more() -> None:
    knowledge = open_knowledge()
    knowledge.prepare()
    before = made(knowledge)
    for text in ("berapa biaya jamban", "siapa yg ngerjain nomor 3", "kota bandung", "?"):
        knowledge.find(text, "id", "need-water")
        knowledge.find_result_talk(text)
        knowledge.facet_phrasings.read(text)
        knowledge.figure_questions.find(text, knowledge.gazetteer.mentions(text))
    assert made(knowledge) == before
