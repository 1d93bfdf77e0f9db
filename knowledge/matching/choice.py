"""The choice between the likeliest topics and "none of them": what it is made on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.similarity import Doubles, Floats

# How many topics are weighed against each other and "none of them". Chosen: the right topic is
# hardly ever ranked lower, see `_considered`.
CONSIDERED = 8


@dataclass(frozen=True)
class TopicEvidence:
    """What speaks for the topics in some messages.

    scores: (messages, topics + 1), the last for "none".
    unknown: share of each message's weight in words that no row of a topic has.
    tokens: words in each message.
    """

    scores: Floats
    unknown: Floats
    tokens: Floats


# The features of the choice: the first two belong to topics, the others to "none of them".
# Measured: further features (each layer by itself, whether the layers agree, the nearest phrasing)
# fitted the phrasings better and the test questions worse.
FEATURES = (
    "root of the score",
    "score times length",
    "none at all",
    "unknown words",
    "score of none",
    "length",
    "score of none times length",
)
_OF_TOPICS = 2


def alternatives(
    found: TopicEvidence, excluded: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.intp], Doubles]:
    """The topics worth considering, best first, and the features of the choice between them.

    excluded: (messages, topics), topics that must not be considered.
    Returns (messages, considered) topics and (messages, considered + 1, len(FEATURES)); the
    last alternative is "none of them".
    """
    scores = found.scores.astype(np.float64)
    total, none = scores[:, :-1], scores[:, -1]
    if excluded is not None:
        total = np.where(excluded, -np.inf, total)
    topics = np.argsort(-total, axis=1, kind="stable")[:, :CONSIDERED]
    score = np.maximum(np.take_along_axis(total, topics, axis=1), 0)
    length = np.log1p(found.tokens)
    features = np.zeros((len(topics), topics.shape[1] + 1, len(FEATURES)))
    features[:, :-1, :_OF_TOPICS] = np.stack([np.sqrt(score), score * length[:, None]], axis=-1)
    of_none = (np.ones(len(topics)), found.unknown, none, length, none * length)
    features[:, -1, _OF_TOPICS:] = np.stack(of_none, axis=-1)
    return topics, features
