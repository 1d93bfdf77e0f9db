"""What a developer would take off the shelf, on the same content, to compare the matcher with.

Needs the development dependencies bm25s and scikit-learn.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process, utils

from knowledge.matching.evaluation import LabelledQuestion, QuestionOutcome, Report, measure
from knowledge.models.content import Topic

Scores = NDArray[np.float64]
Scorer = Callable[[Sequence[str]], Scores]

# A baseline gives no probability. It gets the threshold at which it answers at most this share of
# the messages out of scope, found on the same messages: better than anybody could set it
# beforehand.
ANSWERED_BEYOND = 0.04


@dataclass(frozen=True, slots=True)
class Phrasings:
    """All phrasings and the positions of their topics."""

    texts: tuple[str, ...]
    owners: NDArray[np.intp]
    topics: tuple[str, ...]


def baselines(topics: Mapping[str, Topic]) -> dict[str, Scorer]:
    """The baselines by name; each gives scores (messages, topics)."""
    pairs = [
        (phrasing, i)
        for i, topic in enumerate(topics.values())
        for phrasings in topic.ask.root.values()
        for phrasing in phrasings
    ]
    texts = tuple(text for text, _ in pairs)
    phrasings = Phrasings(texts, np.array([owner for _, owner in pairs]), tuple(topics))
    return {
        "WRatio": lambda asked: _fuzzy(phrasings, asked, fuzz.WRatio),
        "token_set_ratio": lambda asked: _fuzzy(phrasings, asked, fuzz.token_set_ratio),
        "BM25": lambda asked: _bm25(phrasings, asked),
        "TF-IDF + linear SVM": lambda asked: _svm(phrasings, asked),
    }


def measure_baseline(
    score: Scorer, questions: Sequence[LabelledQuestion], topics: Mapping[str, Topic]
) -> Report:
    """What a baseline makes of questions, with the most favourable threshold."""
    scores = score([question.text for question in questions])
    order = np.argsort(-scores, axis=1, kind="stable")
    best = scores[np.arange(len(scores)), order[:, 0]]
    beyond = [top for top, question in zip(best, questions, strict=True) if not question.in_scope]
    threshold = np.quantile(beyond, 1 - ANSWERED_BEYOND) if beyond else -np.inf
    names = tuple(topics)
    return measure(
        [
            QuestionOutcome(
                question,
                tuple(names[place] for place in places[:3]),
                "answered" if top > threshold else "suggested",
                0.0,
                (),
                0.0,
            )
            for question, places, top in zip(questions, order, best, strict=True)
        ]
    )


def _by_topic(phrasings: Phrasings, scores: NDArray[Any]) -> Scores:
    """The best score of each topic's phrasings: (messages, phrasings) to (messages, topics)."""
    starts = np.flatnonzero(np.diff(phrasings.owners, prepend=-1))
    best: Scores = np.maximum.reduceat(scores.astype(np.float64), starts, axis=1)
    return best


def _fuzzy(phrasings: Phrasings, asked: Sequence[str], scorer: Any) -> Scores:
    scores = process.cdist(asked, phrasings.texts, scorer=scorer, processor=utils.default_process)
    return _by_topic(phrasings, scores)


def _bm25(phrasings: Phrasings, asked: Sequence[str]) -> Scores:
    bm25s = importlib.import_module("bm25s")
    retriever = bm25s.BM25()
    retriever.index(
        bm25s.tokenize(phrasings.texts, stopwords=None, show_progress=False), show_progress=False
    )
    tokens = bm25s.tokenize(list(asked), stopwords=None, return_ids=False, show_progress=False)
    nothing = np.zeros(len(phrasings.texts))
    scores = [retriever.get_scores(words) if words else nothing for words in tokens]
    return _by_topic(phrasings, np.stack(scores))


def _svm(phrasings: Phrasings, asked: Sequence[str]) -> Scores:
    text = importlib.import_module("sklearn.feature_extraction.text")
    svm = importlib.import_module("sklearn.svm")
    vectorizer = text.TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    machine = svm.LinearSVC(random_state=0)
    machine.fit(vectorizer.fit_transform(phrasings.texts), phrasings.owners)
    scores: Scores = machine.decision_function(vectorizer.transform(asked))
    return scores
