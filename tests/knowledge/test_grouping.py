"""Questions that ask the same are put together."""

from __future__ import annotations

from knowledge.matching.grouping import grouped


def test_wordings_of_one_question_stand_together_in_the_order_of_their_firsts() -> None:
    questions = [
        "apa itu e-voting desa",
        "bagaimana mengelola sampah pasar?",
        "E-voting desa itu apa",
        "Bagaimanakah pengelolaan sampah pasar",
        "siapa presiden",
    ]
    assert grouped(questions) == [[0, 2], [1, 3], [4]]


def test_nothing_and_signs_without_words_are_no_trouble() -> None:
    assert grouped([]) == []
    assert grouped(["", "?!", "?!", "😀"]) == [[0], [1, 2], [3]]
