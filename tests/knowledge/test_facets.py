"""What is asked about a topic is told by its words, whatever the topic is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.base import Knowledge
from knowledge.loading.card_checks import check_facets
from knowledge.loading.documents import parse
from knowledge.loading.names import KnownIds
from knowledge.matching.facets import FacetReader
from knowledge.matching.matcher import Answered, Match, Ranked, Unknown, Unsure
from knowledge.models.cards import Card, Cards, Facet
from knowledge.models.files import FACET_WORDS

LABELLED = Path(__file__).parents[1] / "questions" / "facets" / "own.jsonl"
# Of the labelled messages so many are read right; those of today's words, so none may get worse.
RIGHT = 0.95

SMALL = {
    "groups": {"money": ["biaya", "uang", "dana"], "who": ["siapa"]},
    "names": ["dana desa"],
    "facets": {
        "village": {
            "label": {"id": "Di desa", "en": "Village"},
            "name": {"id": "desa", "en": "villages"},
            "cues": ["kami kepala desa"],
            "anywhere": True,
        },
        "cost": {
            "label": {"id": "Biaya", "en": "Cost"},
            "name": {"id": "biaya", "en": "cost"},
            "cues": ["berapa ... <money>", "<who> bayar", "<money> dari mana"],
            "alone": ["biaya"],
            "subjects": ["price"],
        },
        "who": {
            "label": {"id": "Siapa", "en": "Who"},
            "name": {"id": "siapa", "en": "who"},
            "cues": ["<who>", "berapa uang siapa"],
        },
    },
}

CARD = Card.model_validate(
    {"text": {"id": "x" * 40, "en": "x" * 40}, "sources": ["S1"], "as_of": "2025-01"}
)


@pytest.fixture(scope="module")
def reader() -> FacetReader:
    facets = FACET_WORDS.kind.validate_python(SMALL)
    kept: list[tuple[str, str, Facet]] = [("uji lab air berapa", "water", "cost")]
    return FacetReader(facets, {"duit": "uang", "brp": "berapa", "sp": "siapa"}, ["yang"], kept)


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("berapa biaya pipa", "cost"),
        ("brp kira per rumah duitnya", "cost"),  # room for three words, chat spellings
        ("berapa rumah di kota kami yang butuh uang", "general"),  # too much room
        ("uang yang dari mana", "cost"),  # small words may stand between
        ("uang pipa dari mana", "general"),  # others not
        ("sp yg urus", "who"),
        ("siapa bayar pipa", "cost"),  # the first facet with a cue
        ("siapakah yang urus", "who"),
        ("berapa uang siapa dipakai", "who"),  # a longer cue, of a later facet, says more
        ("biaya pipa", "cost"),  # a bare noun in a short message
        ("biaya itu kata mereka terlalu tinggi untuk kami semua", "general"),
        ("dana desa dari mana", "general"),  # the name of a thing asks nothing
        ("pipa bocor", "general"),
        ("", "general"),
    ],
)
def test_a_facet_is_known_by_its_cues(reader: FacetReader, text: str, facet: str) -> None:
    assert reader.read(text).facet == facet


def test_what_is_asked_counts_more_than_what_is_told(reader: FacetReader) -> None:
    told = "Siapa saja sudah kami tanya. Berapa biaya pipa?"
    assert reader.read(told).facet == "cost"
    assert reader.read("Berapa biaya pipa sudah kami hitung. Siapa mengerjakan?").facet == "who"


def test_of_a_long_story_only_the_end_asks(reader: FacetReader) -> None:
    story = "siapa pun datang ke rapat itu " + "dan bercerita panjang " * 7
    assert reader.read(story + "pipa kami tetap bocor").facet == "general"
    assert reader.read(story + "siapa mengurus pipa kami").facet == "who"
    assert reader.read("kami kepala desa " + story + "siapa mengurus pipa").facet == "village"


def test_what_only_one_card_answers_is_known_by_its_own_phrasing(reader: FacetReader) -> None:
    assert reader.read("Uji lab air, brp?", "water").facet == "cost"
    assert reader.read("Uji lab air, brp?", "toilets").facet == "general"


def test_the_cue_and_what_stands_beside_it_are_told(reader: FacetReader) -> None:
    found = reader.read("brp kira kira duitnya pipa kota")
    assert (found.cue, found.rest) == ("berapa ... <money>", "kira kira pipa kota")


def test_a_group_or_a_topic_that_is_not_there_is_a_fault() -> None:
    facets = FACET_WORDS.kind.validate_python(SMALL)
    groups = {"mony": ("uang",), "who": ("siapa",)}
    who = facets.facets["who"].model_copy(update={"own": ("peoples",)})
    update = {"groups": groups, "facets": {**facets.facets, "who": who}}
    broken = facets.model_copy(update=update)
    home = parse("facets: {}\n", "facets.yaml")
    told = {str(fault) for fault in check_facets(broken, home, KnownIds(frozenset({"prices"})))}
    assert any("money is not a group; did you mean mony?" in line for line in told)
    assert any("price is not a topic; did you mean prices?" in line for line in told)
    assert any("peoples is not a topic" in line for line in told)
    assert not list(check_facets(facets, home, KnownIds(frozenset({"price"}))))


def test_labelled_messages_are_read_right(knowledge: Knowledge) -> None:
    lines = LABELLED.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    wrong = [
        (record["facet"], heard, record["text"])
        for record in records
        if (heard := knowledge.facets.read(record["text"]).facet)
        not in (record["facet"], *record["facet_also"])
    ]
    assert len(wrong) <= (1 - RIGHT) * len(records), wrong


def test_what_is_asked_about_the_bot_has_no_facet(knowledge: Knowledge) -> None:
    match = knowledge.find("siapa yang membuat bot ini", "id")
    assert isinstance(match, Answered)
    assert (knowledge.content.kind_of(match.ranked[0].topic), match.facet) == ("bot", "general")


class ByHeart:
    """Stands for the matcher: knows a few messages, whatever the content teaches."""

    def __init__(self, **matches: Match) -> None:
        self._matches = {text.replace("_", " "): match for text, match in matches.items()}

    def match(self, text: str, *_: str | None) -> Match:
        return self._matches.get(text, Unknown(()))


def sure(topic: str) -> Match:
    return Answered((Ranked(topic, 0.9),))


def asked(knowledge: Knowledge, matcher: ByHeart, text: str, **cards: Cards) -> tuple[str, str]:
    """The first topic and the facet of a message, where there are no cards but these."""
    named = {topic.replace("_", "-"): of_topic for topic, of_topic in cards.items()}
    other = replace(knowledge, content=replace(knowledge.content, cards=named))
    other.__dict__["matcher"] = matcher
    match = other.find(text, "id")
    assert isinstance(match, Answered | Unsure)
    return match.ranked[0].topic, match.facet


def test_of_a_message_that_names_topic_and_cost_the_topics_card_is_meant(
    knowledge: Knowledge,
) -> None:
    """ "How much" is a topic of its own, and would be answered whatever it is that costs."""
    matcher = ByHeart(
        biaya_jamban_berapa=sure("how-much-cost"),
        biaya_smart_city_berapa=sure("how-much-cost"),
        jamban=sure("need-sanitation"),
        smart_city=sure("what-is-smart-city"),
    )
    text = "biaya jamban berapa"
    cost = ("how-much-cost", "cost")
    assert asked(knowledge, matcher, text) == cost
    there = Cards(cost=CARD)
    assert asked(knowledge, matcher, text, need_sanitation=there) == ("need-sanitation", "cost")
    text = "biaya smart city berapa"
    assert asked(knowledge, matcher, text, need_sanitation=there) == cost
    assert asked(knowledge, matcher, text, how_much_cost=there) == cost


def test_a_topic_that_is_clear_without_the_words_that_ask_is_answered_by_its_card(
    knowledge: Knowledge,
) -> None:
    unsure = Unsure((Ranked("mountain-region", 0.4), Ranked("need-sanitation", 0.3)))
    text = "siapa yang mengurus jamban"
    rest = knowledge.facets.read(text).rest
    assert "jamban" in rest
    matcher = ByHeart(**{text: unsure, rest: sure("need-sanitation")})
    assert asked(knowledge, matcher, text) == ("mountain-region", "who")
    there = Cards(who=CARD)
    assert asked(knowledge, matcher, text, need_sanitation=there) == ("need-sanitation", "who")
    # What was not among the likely ones is not believed.
    matcher = ByHeart(**{text: unsure, rest: sure("need-water")})
    assert asked(knowledge, matcher, text, need_water=there) == ("mountain-region", "who")
