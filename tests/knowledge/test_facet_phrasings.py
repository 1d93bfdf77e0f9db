"""What is asked of a topic is told by phrasings where no cue tells it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from knowledge.base import Knowledge
from knowledge.matching.intents import Intents
from knowledge.matching.outcomes import Answered
from knowledge.models.cards import AskedFacet

LABELLED = Path(__file__).parents[1] / "questions" / "facets" / "own.jsonl"


def test_a_phrasing_is_known_again_by_others_of_its_facet(knowledge: Knowledge) -> None:
    """Each left out in turn; a guess would be right for one of twelve."""
    read = list(knowledge.facet_phrasings.intents.left_out())
    assert sum(facet == found for _, facet, found, _ in read) / len(read) > 0.8


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("daerah mana yang bisa ditiru soal jamban", "example"),
        ("apa untungnya ikut ascn", "why"),
        ("takutnya nanti command center mangkrak", "risk"),
    ],
)
def test_words_that_no_cue_knows_ask_for_a_facet(
    knowledge: Knowledge, text: str, facet: str
) -> None:
    assert knowledge.facet_phrasings.read(text) == facet


@pytest.mark.parametrize(
    ("text", "facet", "told"),
    [
        ("buat apa repot repot satu data, toh tiap dinas sudah punya", "why", "risk"),
        ("inovasi yang menang tahun kemarin yang kayak apa contohnya", "example", "what"),
    ],
)
def test_a_cue_that_stands_there_by_chance_is_outvoted(
    knowledge: Knowledge, text: str, facet: str, told: AskedFacet
) -> None:
    assert knowledge.facet_phrasings.read(text, told) == facet


def test_a_cue_decides_where_phrasings_leave_it_open(knowledge: Knowledge) -> None:
    text = "pungut iuran air warga"
    assert knowledge.facet_phrasings.read(text) == "general"
    assert knowledge.facet_phrasings.read(text, "law") == "law"
    assert knowledge.facet_phrasings.read("", "law") == "law"


def test_the_phrasing_of_one_card_is_not_weighed(knowledge: Knowledge) -> None:
    cards = knowledge.content.cards.items()
    for topic, facet, text in (
        (topic, facet, text)
        for topic, of_topic in cards
        for facet, card in of_topic.each()
        for texts in card.ask.root.values()
        for text in texts
    ):
        read = knowledge.facets.read(text, topic)
        assert (read.facet, read.certain) == (facet, True)


def test_messages_that_others_wrote_are_told_by_phrasings_alone(knowledge: Knowledge) -> None:
    lines = LABELLED.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    wrong = [
        (record["facet"], read, record["text"])
        for record in records
        if (read := knowledge.facet_phrasings.read(record["text"]))
        not in (record["facet"], *record["facet_also"])
    ]
    assert len(wrong) < 0.15 * len(records), wrong


@pytest.mark.parametrize(
    "text",
    [
        "tempat kami tiap kemarau sumur mengering dan orang antre tangki, mohon masukannya",
        "izin, kami ingin konsultasi terkait penataan trotoar",
        "gimana soal bank sampah ya",
    ],
)
def test_what_raises_the_topic_itself_asks_for_no_facet(knowledge: Knowledge, text: str) -> None:
    assert knowledge.facet_phrasings.read(text) == "general"


def test_nothing_asks_for_no_facet(knowledge: Knowledge) -> None:
    assert knowledge.facet_phrasings.read("") == "general"


def test_what_was_learnt_is_kept_and_read_again(tmp_path: Path) -> None:
    rows = [("siapa yang kerja", "who"), ("siapa pemimpinnya", "who"), ("berapa biaya", "cost")]
    first = Intents("some", ("who", "cost"), rows, {}, cache=tmp_path)
    assert first.best("siapa")[0] == "who"
    again = Intents("some", ("who", "cost"), rows, {}, cache=tmp_path)
    assert np.array_equal(again.model.weights, first.model.weights)
    assert (tmp_path / "some.npz").is_file()


def test_a_file_of_other_phrasings_or_a_broken_one_is_learnt_anew(tmp_path: Path) -> None:
    rows = [("siapa yang kerja", "who"), ("berapa biaya", "cost")]
    Intents("some", ("who", "cost"), rows, {}, cache=tmp_path).best("siapa")
    more = [*rows, ("habis berapa", "cost")]
    assert len(Intents("some", ("who", "cost"), more, {}, cache=tmp_path).model.tokens) == 3
    (tmp_path / "some.npz").write_bytes(b"no archive")
    assert len(Intents("some", ("who", "cost"), more, {}, cache=tmp_path).model.tokens) == 3


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("terus biayanya?", "cost"),
        ("dasar hukumnya apa", "law"),
        ("kalau di desa gimana", "village"),
    ],
)
def test_what_names_only_a_facet_stays_with_the_topic_before_it(
    knowledge: Knowledge, text: str, facet: str
) -> None:
    match = knowledge.find(text, "id", "need-sanitation")
    assert isinstance(match, Answered)
    assert (match.ranked[0].topic, match.facet, match.follows) == ("need-sanitation", facet, True)


def test_what_names_another_topic_does_not(knowledge: Knowledge) -> None:
    match = knowledge.find("berapa biaya command center", "id", "need-sanitation")
    assert isinstance(match, Answered)
    assert match.ranked[0].topic != "need-sanitation"


@pytest.mark.parametrize("text", ["air sering mati", "jalan sering rusak", "lampu sering padam"])
def test_a_trouble_told_asks_for_the_topic_not_for_its_risks(
    knowledge: Knowledge, text: str
) -> None:
    told = knowledge.facets.read(text).facet
    assert knowledge.facet_phrasings.read(text, told) == "general"
