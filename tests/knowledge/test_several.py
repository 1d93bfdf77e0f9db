"""Lists of questions and stories of several problems are taken apart."""

from __future__ import annotations

import pytest

from knowledge.base import Knowledge
from knowledge.matching.matcher import Answered, Unsure
from knowledge.matching.outcomes import AskedTopic
from knowledge.matching.several import clauses, questions, questions_in_a_row

STORY = (
    "Di kecamatan kami beras mahal sekali, orang masih buang air besar di sungai, air pdam mati "
    "seminggu, listrik padam tiap malam, dan angkot sudah tidak ada lagi."
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1. siapa? 2. dananya? 3. lama?", ("", ["siapa?", "dananya?", "lama?"])),
        ("sampah: 1) siapa yang urus 2) biayanya", ("sampah:", ["siapa yang urus", "biayanya"])),
        ("Mau tanya\n- siapa\n- berapa", ("Mau tanya", ["siapa", "berapa"])),
        ("anggaran 2.5 miliar cukup untuk apa", ("", [])),
        ("pasal 2. isinya apa", ("", [])),
        ("air dan listrik", ("", [])),
    ],
)
def test_a_list_of_questions_is_told_from_other_messages(
    text: str, found: tuple[str, list[str]]
) -> None:
    assert questions(text) == found


def test_short_pieces_may_be_questions_in_a_row() -> None:
    row = ["siapa", "dananya dari mana", "berapa lama"]
    assert questions_in_a_row("siapa, dananya dari mana, terus berapa lama") == row
    assert questions_in_a_row("air bersih") == []


@pytest.mark.parametrize(
    "text",
    [
        "peta jalan dibuat siapa, berapa tahun, isinya apa",
        "wifi sudah ada, cctv ada, aplikasi ada. sudah bisa disebut kota pintar belum?",
    ],
)
def test_a_row_about_one_topic_is_one_question(knowledge: Knowledge, text: str) -> None:
    alone = knowledge.matcher.match(text)
    match = knowledge.find(text)
    assert match.ranked[0].topic == alone.ranked[0].topic


def test_no_more_than_eight_questions_are_looked_at() -> None:
    text = " ".join(f"{n}. berapa biaya" for n in range(1, 30))
    assert len(questions(text)[1]) == 8


def test_a_short_message_is_no_story() -> None:
    assert clauses("air mati, listrik padam") == []


def test_numbered_questions_get_a_topic_each(knowledge: Knowledge) -> None:
    match = knowledge.find("1. siapa yang memimpin? 2. dananya? 3. berapa lama? 4. ukurannya?")
    assert isinstance(match, Answered)
    topics = (match.ranked[0].topic, *(asked.topic for asked in match.also))
    assert topics == ("head-of-region-role", "financing-overview", "how-long", "measurement")


def test_questions_in_a_row_get_a_topic_each(knowledge: Knowledge) -> None:
    match = knowledge.find("who leads it, what does it cost and how long does it take?")
    assert isinstance(match, Answered)
    assert match.also == (AskedTopic("how-much-cost"), AskedTopic("how-long"))


def test_at_most_four_topics_are_answered(knowledge: Knowledge) -> None:
    match = knowledge.find(
        "1. apa itu smart city? 2. siapa yang memimpin? 3. dananya? 4. berapa lama? 5. ukurannya? "
        "6. dasar hukumnya?"
    )
    assert isinstance(match, Answered)
    assert len({match.ranked[0].topic, *(asked.topic for asked in match.also)}) == 4


def test_questions_without_a_subject_ask_of_what_stands_before_the_list(
    knowledge: Knowledge,
) -> None:
    match = knowledge.find("Soal sampah: 1. siapa yang urus? 2. biayanya?")
    assert isinstance(match, Answered)
    assert (match.ranked[0].topic, match.facet) == ("waste-management", "who")
    assert match.also == (AskedTopic("waste-management", "cost"),)


@pytest.mark.parametrize(
    ("previous", "text", "topic", "facets"),
    [
        (
            None,
            "ttg stunting: 1 siapa pegang 2 anggarannya 3 brp lama",
            "stunting",
            "who cost time",
        ),
        ("flood", "siapa yang mimpin, duitnya brp, terus brp lama?", "flood", "who cost time"),
        ("flood", "dasar hukumnya apa dan contohnya mana?", "flood", "law example"),
        ("need-water", "1. who leads? 2. budget? 3. the rules?", "need-water", "who cost law"),
        (None, "lampu jalan siapa yang urus dan dananya berapa", "street-lighting", "who cost"),
    ],
)
def test_questions_about_one_topic_get_what_is_asked_of_it_each(
    knowledge: Knowledge, previous: str | None, text: str, topic: str, facets: str
) -> None:
    match = knowledge.find(text, None, previous)
    assert isinstance(match, Answered)
    asked = [(match.ranked[0].topic, match.facet)]
    asked += [(waiting.topic, waiting.facet) for waiting in match.also]
    assert [found for found, _ in asked] == [topic] * len(asked)
    assert [facet for _, facet in asked] == facets.split()


def test_things_counted_without_dots_are_no_list(knowledge: Knowledge) -> None:
    match = knowledge.find("biaya air bersih untuk 1 kecamatan 2 desa berapa")
    assert not isinstance(match, Answered) or match.also == ()


def test_a_story_names_its_problems_basic_needs_first(knowledge: Knowledge) -> None:
    match = knowledge.find(STORY)
    assert isinstance(match, Answered | Unsure)
    needs = [topic for topic in match.problems if topic.startswith("need-")]
    assert len(match.problems) >= 3
    assert needs == [
        need
        for need in ("need-food", "need-sanitation", "need-water", "need-energy", "need-transport")
        if need in needs
    ]


def test_a_message_of_one_problem_names_none_back(knowledge: Knowledge) -> None:
    match = knowledge.find("air pdam sudah seminggu mati, harus bagaimana ya pak, mohon arahan")
    assert isinstance(match, Answered | Unsure)
    assert match.problems == ()


@pytest.mark.parametrize(
    "said",
    [
        "pasar becek, mulai dari mana dong",
        "banjir kiriman terus, mulai dari mana dulu",
        "street lights are out, where do we begin",
        "skor inovasi daerah kami 47,3, itu udah bagus belum",
        "kota pintar, mulai dari mana",
        "rencana induk, langkah pertama apa",
        "sanitasi di bantaran kali, biayanya brp",
    ],
)
def test_what_is_asked_of_the_topic_is_no_second_question(knowledge: Knowledge, said: str) -> None:
    match = knowledge.find(said)
    assert not isinstance(match, Answered) or match.also == ()
