"""The file that keeps a trained model, so that a start need not train."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from platformdirs import user_cache_path

from knowledge.lessons import Lessons
from knowledge.meaning import Encoder
from knowledge.similarity import Index
from knowledge.training import Block, Model, Vocabulary, digest_of, train

log = structlog.get_logger()


def default_cache() -> Path:
    """The folder for models of this user."""
    return user_cache_path("mulai")


def get_model(lessons: Lessons, encoder: Encoder | None, cache: Path | None) -> Model:
    """The model of the lessons, from the cache folder or trained now and put there.

    cache: None keeps nothing.
    """
    digest = digest_of(lessons, encoder)
    if cache and (model := read_model(_path(cache, digest), digest)):
        return model
    if cache:
        log.info("learning the phrasings, which takes some seconds", rows=len(lessons.rows))
    model = train(lessons, encoder)
    if cache:
        _keep(model, _path(cache, digest))
    return model


def is_cached(lessons: Lessons, encoder: Encoder | None, cache: Path) -> bool:
    """Whether the cache folder has the model of just these lessons."""
    digest = digest_of(lessons, encoder)
    return read_model(_path(cache, digest), digest) is not None


def read_model(path: Path, digest: str) -> Model | None:
    """A kept model; None if there is none, or it cannot be read, or is of other lessons."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if str(arrays["digest"]) != digest:
                return None
            return Model(
                digest=digest,
                vocabulary=Vocabulary(
                    tuple(str(arrays["known_words"]).split("\n")),
                    arrays["known_counts"],
                    arrays["known_edited"],
                ),
                of_topics=int(arrays["of_topics"]),
                letters=_index(arrays, "letters"),
                words=_index(arrays, "words"),
                blocks=tuple(
                    Block((rows[0], rows[1]), (topics[0], topics[1]), arrays[f"block_{i}"])
                    for i, (rows, topics) in enumerate(arrays["blocks"].tolist())
                ),
                vectors=arrays["vectors"],
                centre=arrays["centre"],
                basis=arrays["basis"],
                theta=arrays["theta"],
            )
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None


def write_model(model: Model, path: Path) -> None:
    """Keep a model; a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{os.getpid()}-{path.name}")
    arrays: dict[str, Any] = {
        name: getattr(model, name)
        for name in ("digest", "of_topics", "vectors", "centre", "basis", "theta")
    }
    arrays["known_words"] = np.array("\n".join(model.vocabulary.words))
    arrays["known_counts"] = model.vocabulary.counts
    arrays["known_edited"] = model.vocabulary.edited
    arrays["blocks"] = np.array([(block.rows, block.topics) for block in model.blocks])
    arrays |= {f"block_{i}": block.weights for i, block in enumerate(model.blocks)}
    for name, index in (("letters", model.letters), ("words", model.words)):
        arrays[f"{name}_features"] = np.array("\n".join(index.features))
        for part in ("starts", "rows", "weights", "size"):
            arrays[f"{name}_{part}"] = getattr(index, part)
    with unfinished.open("wb") as file:
        np.savez(file, **arrays)
    unfinished.replace(path)


def _index(arrays: Any, name: str) -> Index:
    features = str(arrays[f"{name}_features"])
    return Index(
        features.split("\n") if features else [],
        arrays[f"{name}_starts"],
        arrays[f"{name}_rows"],
        arrays[f"{name}_weights"],
        int(arrays[f"{name}_size"]),
    )


def _path(cache: Path, digest: str) -> Path:
    return cache / f"model-{digest[:16]}.npz"


def _keep(model: Model, path: Path) -> None:
    try:
        write_model(model, path)
    except OSError as error:
        log.warning("the model is not kept; the next start learns again", reason=str(error))
