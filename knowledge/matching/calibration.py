"""How sure the choice may be: fitted on phrasings scored as if they had not been learnt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.choice import FEATURES, TopicEvidence, alternatives
from knowledge.matching.learning import Ridge, fit_choice
from knowledge.matching.similarity import Doubles, Floats


@dataclass(frozen=True)
class CalibrationCases:
    """Choices to fit the calibration on, of a kind each: features and the right alternatives."""

    asked: tuple[Doubles, NDArray[np.intp]]
    held_out: Doubles
    none: Doubles


def calibration_cases(
    ridge: Ridge,
    owners: NDArray[np.intp],
    asked: NDArray[np.bool_],
    stems: Sequence[Sequence[str]],
) -> CalibrationCases:
    """Three kinds of cases, each scored as if it had not been learnt: questions about a topic,
    questions whose whole topic is missing, and messages that no topic answers.
    """
    topics = ridge.weights.shape[1] - 1
    mine = np.flatnonzero(asked & (owners < topics))
    none = np.flatnonzero(owners == topics)
    alone = _left_out(ridge, owners, stems)
    away = np.zeros((len(mine), topics), dtype=bool)
    away[np.arange(len(mine)), owners[mine]] = True
    held_out = alternatives(_held_out(ridge, owners, stems, mine), away)[1]
    asked_cases = _considered(_take(alone, mine), owners[mine])
    return CalibrationCases(asked_cases, held_out, alternatives(_take(alone, none))[1])


def fit_calibration(cases: CalibrationCases) -> Doubles:
    """Fit the choice to the cases."""
    asked, chosen = cases.asked
    features = np.concatenate([asked, cases.held_out, cases.none])
    if not len(features):
        return np.zeros(len(FEATURES))
    last = features.shape[1] - 1
    strange = len(cases.held_out) + len(cases.none)
    picks = np.concatenate([chosen, np.full(strange, last)])
    shares = [
        (len(asked), SHARE_ASKED),
        (len(cases.held_out), SHARE_HELD_OUT),
        (len(cases.none), SHARE_NONE),
    ]
    weights = np.concatenate([np.full(n, share / max(n, 1)) for n, share in shares])
    return BOLDNESS * fit_choice(features, picks.astype(np.intp), weights)


# Multiplies the fitted weights. The phrasings of a topic were written to differ from each other, so
# real messages are nearer to them than they are to one another, and the model is right more often
# than its held-out phrasings suggest. Measured on the labelled messages, answers right, wrong and
# out of scope: 640, 5, 8; with 1 they are 607, 6, 7, with 1.5 655, 6, 9.
BOLDNESS = 1.25
# How often each kind of case is expected among real messages: about a known topic, about a topic
# that is missing, about nothing we answer. Chosen, not measured: real questions are not labelled.
SHARE_ASKED, SHARE_HELD_OUT, SHARE_NONE = 0.75, 0.05, 0.20


def _considered(found: TopicEvidence, right: NDArray[np.intp]) -> tuple[Doubles, NDArray[np.intp]]:
    """The cases in which the right topic is among the CONSIDERED ones."""
    topics, features = alternatives(found)
    hit = topics == right[:, None]
    kept = hit.any(axis=1)
    return features[kept], hit[kept].argmax(axis=1)


def _take(found: TopicEvidence, rows: NDArray[np.intp]) -> TopicEvidence:
    return TopicEvidence(found.scores[rows], found.unknown[rows], found.tokens[rows])


def _left_out(
    ridge: Ridge, owners: NDArray[np.intp], stems: Sequence[Sequence[str]]
) -> TopicEvidence:
    """Scores of every row, as if that row had not been learnt."""
    return TopicEvidence(
        ridge.without_each(),
        *_known_by_others(stems, np.arange(len(stems)), owners),
    )


def _held_out(
    ridge: Ridge,
    owners: NDArray[np.intp],
    stems: Sequence[Sequence[str]],
    rows: NDArray[np.intp],
) -> TopicEvidence:
    """Scores of rows, as if their whole topic had not been learnt."""
    scores = np.zeros((len(owners), ridge.weights.shape[1]), dtype=np.float32)
    for topic in np.unique(owners[rows]):
        block = np.flatnonzero(owners == topic)
        scores[block] = ridge.without(block)
    return TopicEvidence(
        scores[rows],
        *_known_by_others(stems, owners, owners, rows),
    )


def _known_by_others(
    stems: Sequence[Sequence[str]],
    groups: Sequence[int] | NDArray[np.signedinteger[Any]],
    owners: NDArray[np.intp],
    rows: NDArray[np.intp] | None = None,
) -> tuple[Floats, Floats]:
    """The unknown share and the length of rows, as if the rows of their own group were missing."""
    none = int(owners.max())
    everywhere: Counter[str] = Counter()
    within: Counter[tuple[int, str]] = Counter()
    for said, group, owner in zip(stems, groups, owners, strict=True):
        if owner < none:
            everywhere.update(set(said))
            within.update((int(group), s) for s in set(said))
    wanted = range(len(stems)) if rows is None else rows
    unknown, lengths = [], []
    for i in wanted:
        said, group = stems[i], int(groups[i])
        lost = sum(1 for s in said if everywhere[s] <= within[group, s])
        unknown.append(lost / max(len(said), 1))
        lengths.append(len(said))
    return np.array(unknown, dtype=np.float32), np.array(lengths, dtype=np.float32)
