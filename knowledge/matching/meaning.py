"""The optional layer of meaning: a sentence encoder behind a small interface.

Encoders come and go; whatever turns a text into a vector of a fixed length fits here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import structlog

from knowledge.matching.similarity import Floats

log = structlog.get_logger()


class Encoder(Protocol):
    """Turns texts into vectors whose cosine says how close they are in meaning."""

    @property
    def version(self) -> str:
        """Changes whenever the vectors may change."""
        ...

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors (texts, dimensions), each of length 1."""
        ...


def open_encoder(semantic: bool, cache: Path | None = None) -> Encoder | None:
    """The encoder, or None when it is switched off or not installed (told in the log).

    cache: a folder that it may keep files in.
    """
    if not semantic:
        log.info("matching by words alone", reason="the meaning layer is off")
        return None
    try:
        from knowledge.matching.sentence_encoder import SentenceEncoder

        return SentenceEncoder(cache)
    except ImportError as error:
        log.warning("matching by words alone", reason=f"a package is missing: {error}")
        return None
