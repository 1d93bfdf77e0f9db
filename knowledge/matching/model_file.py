"""The file that keeps a trained model, so that a start need not train."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from platformdirs import user_cache_path

from knowledge.matching.lessons import Lessons
from knowledge.matching.meaning import Encoder
from knowledge.matching.model import Model, Vocabulary
from knowledge.matching.similarity import Index
from knowledge.matching.training import digest_of, train_model

log = structlog.get_logger()

# How many models of earlier content are kept: edits are often undone. Chosen.
_KEPT = 4

_AS_THEY_ARE = (
    *("digest", "of_topics", "weights", "letter_sums", "word_sums"),
    *("vectors", "centre", "basis", "theta"),
)


def default_cache() -> Path:
    """The folder for models of this user."""
    return user_cache_path("mulai")


def model_folder_beside(content: Path) -> Path:
    """The folder for a model that ships with a content folder."""
    return content / "model"


def stale_model(lessons: Lessons, encoder: Encoder | None, shipped: Path) -> Path | None:
    """A shipped model that is of other lessons than these, if no right one is there."""
    if is_cached(lessons, encoder, shipped):
        return None
    return next(iter(sorted(shipped.glob("model-*.npz"))), None)


def get_model(
    lessons: Lessons, encoder: Encoder | None, cache: Path | None, shipped: Path | None = None
) -> Model:
    """The model of the lessons: shipped with the content, kept earlier, or trained and kept now.

    cache: None keeps nothing. shipped: see `model_folder_beside`; only read.
    """
    digest = digest_of(lessons, encoder)
    for folder in (shipped, cache):
        if folder and (model := read_model(_path(folder, digest), digest)):
            return model
    if cache:
        log.info("learning the phrasings, which takes a minute or two", rows=len(lessons.rows))
    model = train_model(lessons, encoder)
    if cache:
        try:
            keep_model(model, cache)
        except OSError as error:
            log.warning("the model is not kept; the next start learns again", reason=str(error))
    return model


def may_be_kept(lessons: Lessons, encoder: Encoder | None, *folders: Path) -> bool:
    """Whether a folder has a file for the model of just these lessons."""
    digest = digest_of(lessons, encoder)
    return any(_path(folder, digest).is_file() for folder in folders)


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
                weights=arrays["weights"],
                letter_sums=arrays["letter_sums"],
                word_sums=arrays["word_sums"],
                vectors=arrays["vectors"],
                centre=arrays["centre"],
                basis=arrays["basis"],
                theta=arrays["theta"],
            )
    except (OSError, EOFError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile):
        return None


def write_model(model: Model, path: Path) -> None:
    """Keep a model; a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{os.getpid()}-{path.name}")
    arrays: dict[str, Any] = {name: getattr(model, name) for name in _AS_THEY_ARE}
    arrays["known_words"] = np.array("\n".join(model.vocabulary.words))
    arrays["known_counts"] = model.vocabulary.counts
    arrays["known_edited"] = model.vocabulary.edited
    for name, index in (("letters", model.letters), ("words", model.words)):
        arrays[f"{name}_features"] = np.array("\n".join(index.features))
        for part in ("starts", "rows", "weights", "size"):
            arrays[f"{name}_{part}"] = getattr(index, part)
    try:
        with unfinished.open("wb") as file:
            np.savez(file, **arrays)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)  # the disk is probably full: leave no half file on it
        raise


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


def keep_model(model: Model, folder: Path) -> Path:
    """Keep a model in a folder, with the latest few of others; returns its file."""
    path = _path(folder, model.digest)
    write_model(model, path)
    kept = sorted(folder.glob("model-*.npz"), key=lambda old: old.stat().st_mtime)
    for old in kept[:-_KEPT]:
        old.unlink(missing_ok=True)
    return path
