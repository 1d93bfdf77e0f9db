"""Matching: right topics, honest refusals, two questions, follow-ups, any input, one model."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits  # type: ignore[import-untyped] # it has none

from knowledge.matching.lessons import make_lessons
from knowledge.matching.matcher import ANSWER_FROM, Answered, Unknown, Unsure
from knowledge.matching.meaning import open_encoder
from knowledge.matching.model_file import get_model, is_cached, stale_model
from knowledge.matching.outcomes import AskedTopic
from tests.knowledge import small

MATCHER = small.matcher()


def first(text: str, previous: str | None = None) -> str:
    found = MATCHER.match(text, None, previous)
    assert isinstance(found, Answered), (text, found)
    return found.ranked[0].topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("halo", "greeting"),
        ("sampah menumpuk gmn", "rubbish"),
        ("brp biaya sampah", "rubbish-cost"),
        ("the pipes leak", "water"),
        ("pdam?", "water"),
        ("halo pak, pipa air bocor terus", "water"),
        ("pipa air bocor, hello", "water"),
    ],
)
def test_a_message_finds_its_topic(text: str, topic: str) -> None:
    assert first(text) == topic


def test_what_is_likely_but_not_sure_is_offered() -> None:
    found = MATCHER.match("smpah numpuk di pasr")
    assert isinstance(found, Unsure)
    assert found.ranked[0].topic == "rubbish"
    assert found.ranked[0].probability < ANSWER_FROM


@pytest.mark.parametrize(
    "text",
    ["", "   ", "🙂🙂", "12345", "?!...", "\ud83d", "siapa presiden", "xqzw vvkp", "\x00\x01"],
)
def test_what_no_topic_answers_is_unknown(text: str) -> None:
    assert isinstance(MATCHER.match(text), Unknown)


def test_probabilities_are_probabilities_and_fall() -> None:
    found = MATCHER.match("truk sampah").ranked
    chances = [ranked.probability for ranked in found]
    assert chances == sorted(chances, reverse=True)
    assert 0 <= sum(chances) <= 1.001


def test_the_second_question_of_a_message_is_offered() -> None:
    found = MATCHER.match("sampah menumpuk di pasar dan pipa air bocor terus")
    assert isinstance(found, Answered)
    assert found.ranked[0].topic == "rubbish"
    assert found.also == (AskedTopic("water"),)


def test_a_message_that_leans_on_the_topic_before_prefers_its_neighbours() -> None:
    alone = {r.topic: r.probability for r in MATCHER.match("berapa").ranked}
    after = {r.topic: r.probability for r in MATCHER.match("berapa", None, "rubbish").ranked}
    assert after["rubbish-cost"] >= alone["rubbish-cost"]


def test_an_unheard_of_previous_topic_changes_nothing() -> None:
    assert MATCHER.match("pipa bocor", None, "gone") == MATCHER.match("pipa bocor")


@pytest.mark.parametrize(
    ("text", "language"),
    [("bagaimana mengelola sampah", "id"), ("how do we manage rubbish", "en"), ("pdam", None)],
)
def test_the_language_is_told_only_where_it_is_clear(text: str, language: str | None) -> None:
    assert MATCHER.match(text).language == language


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_an_outcome(text: str) -> None:
    MATCHER.match(text)
    MATCHER.match(text, "en", "water")


def test_an_explanation_names_what_was_read_and_who_spoke() -> None:
    found = MATCHER.explain("smpah numpuk gmn")
    assert (found.words[0].written, found.words[0].read) == ("smpah", "sampah")
    assert found.cases[0].topic == "rubbish"
    assert found.cases[0].witnesses[0].by_wording > 0
    assert 0 <= found.none.probability <= 1


def test_the_same_content_gives_the_same_answers() -> None:
    again = small.matcher()
    for text in ("sampah", "pipa bocor", "how much", "halo semua"):
        assert again.match(text) == MATCHER.match(text)


def test_a_kept_model_is_read_back_and_another_content_learns_anew(tmp_path: Path) -> None:
    lessons = make_lessons(small.topics())
    model = get_model(lessons, None, tmp_path)
    assert is_cached(lessons, None, tmp_path)
    again = get_model(lessons, None, tmp_path)
    assert np.array_equal(again.weights, model.weights)
    assert again.vocabulary.words == model.vocabulary.words
    assert not is_cached(make_lessons(small.topics(), out_of_scope=["apa"]), None, tmp_path)


def test_a_shipped_model_is_used_until_the_content_changes(tmp_path: Path) -> None:
    shipped, cache = tmp_path / "shipped", tmp_path / "cache"
    small.matcher().write(shipped)
    assert stale_model(small.lessons(), None, shipped) is None
    get_model(small.lessons(), None, cache, shipped)
    assert not cache.exists()
    edited = make_lessons(small.topics(), small.SPELLINGS)
    assert stale_model(edited, None, shipped) is not None


@pytest.mark.parametrize("left", [0, 100])  # a power cut may leave nothing at all
def test_a_broken_file_is_as_good_as_none(left: int, tmp_path: Path) -> None:
    lessons = make_lessons(small.topics())
    get_model(lessons, None, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:left])
    assert not is_cached(lessons, None, tmp_path)
    get_model(lessons, None, tmp_path)
    assert is_cached(lessons, None, tmp_path)


def test_a_full_disk_keeps_no_part_of_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: BinaryIO, **_: object) -> None:
        file.write(b"some of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    assert len(get_model(make_lessons(small.topics()), None, tmp_path).weights)
    assert list(tmp_path.iterdir()) == []


def test_matching_by_words_alone_keeps_to_one_thread() -> None:
    with threadpool_limits(limits=2, user_api="blas"):
        small.matcher()
        pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
        assert pools
        assert all(pool["num_threads"] == 1 for pool in pools)


def test_no_encoder_is_used_when_it_is_switched_off() -> None:
    assert open_encoder(semantic=False) is None
