"""Answers of the diagnostic in free words: an option nearly as it is worded, a share, domains.

Only what is clear is read as an answer; for what is nearly clear there are the two likeliest
options, to be asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.matching.shares import Share, ShareReader
from knowledge.models.diagnostic import Diagnostic, QuestionEntry
from knowledge.models.questions import DOMAINS, QUESTION, STEPS
from knowledge.models.wording import Typed
from knowledge.text import plain, read_word, stem

# A longer message is a story, not an answer. Chosen.
_LONGEST = 14
# A message must share at least _SHARED words with an option, and may have or lack _APART words.
# Chosen.
_SHARED, _APART = 2, 1
# With more unrelated words than this beside a share, it is the share of something else. Chosen.
_STRANGE = 1
_TOKEN = re.compile(
    r"%|\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?(?![^\W\d_])|[^\W_]+(?:['’][^\W_]+)*"
)
_JOINED = re.compile(r"(\d)(?=%|(?:persen|percent|prosen|pct|an)\b)")


@dataclass(frozen=True, slots=True)
class Change:
    """An earlier answer that a person wants to change, by its question.

    option: to what; None if that is to be asked.
    """

    question: str
    option: str | None = None


@dataclass(frozen=True, slots=True)
class _Wording:
    """How an option may be put: the words that negate or size it, and its other words."""

    option: str
    weighty: frozenset[str]
    others: frozenset[str]


class AnswerReader:
    """Reads answers that are neither tapped nor typed as labels.

    spellings: chat spelling to plain form.
    """

    def __init__(self, diagnostic: Diagnostic, typed: Typed, spellings: Mapping[str, str]) -> None:
        words = diagnostic.free_text
        self._spellings = spellings
        self._questions = diagnostic.questions
        self._weighty = self._words(words.weighty)
        self._negations = self._words(words.negations)
        self._small = (self._words(words.small) | self._words(typed.small)) - self._weighty
        self._asking = tuple(map(self._plain, words.asking))
        self._shares = ShareReader(words, self._plain)
        self._wordings = {id_: self._worded(q) for id_, q in self._questions.items()}
        self._beside = {id_: self._words(q.beside) for id_, q in self._questions.items()}
        self._domains = self._domain_words(self._questions["domains"])
        self._both, self._either = self._words(words.both), self._words(words.either)
        self._changing = self._words(words.changing)
        self._changed = self._words(words.changed) | self._small
        self._names = self._named()

    def asks(self, text: str) -> bool:
        """Whether a message asks something, so that it is no answer."""
        said = f" {self._plain(text)} "
        return "?" in text or any(f" {word} " in said for word in self._asking)

    def read(self, question: str, text: str) -> str | None:
        """The option that a message clearly means, else None."""
        said = self._plain(text)
        if self.asks(text) or said.count(" ") >= _LONGEST:
            return None
        if QUESTION[question].kind == "domains":
            return self._of_domains(said)
        options = {wording.option for wording in self._alike(question, said)}
        if len(options) == 1:
            return options.pop()
        return self._by_share(question, said)

    def likeliest(self, question: str, text: str) -> tuple[str, ...]:
        """The two options that a message may mean; empty if it is about none."""
        said = self._plain(text)
        if self.asks(text) or said.count(" ") >= _LONGEST:
            return ()
        if QUESTION[question].kind == "domains":
            return self._either_domain(said)
        share = self._shares.find(said)
        if share is not None:
            return self._between(question, share)
        return self._nearly(question, said)

    def tells_share(self, text: str) -> bool:
        """Whether a message is a share and hardly more."""
        share = None if self.asks(text) else self._shares.find(self._plain(text))
        return share is not None and not share.bare and len(self._telling(share)) <= _STRANGE

    def change(self, text: str) -> Change | None:
        """The earlier answer that a message asks to change by its question's name."""
        said = self._plain(text)
        if "?" in text or said.count(" ") >= _LONGEST or self._changing.isdisjoint(said.split()):
            return None
        named = {
            question: left
            for name, question in self._names
            if (left := _without(said, name)) is not None
        }
        if len(named) != 1:
            return None
        ((question, left),) = named.items()
        rest = [word for word in left.split() if word not in self._changing]
        if all(word in self._changed for word in rest):
            return Change(question)
        value = " ".join(word for word in rest if word not in self._changed or word.isdecimal())
        option = None if QUESTION[question].kind == "domains" else self._by_share(question, value)
        return Change(question, option) if option else None

    def _of_domains(self, said: str) -> str | None:
        found, strange = self._domains_in(said)
        return "+".join(found) if found and not strange else None

    def _either_domain(self, said: str) -> tuple[str, ...]:
        found, strange = self._domains_in(said)
        return found[:2] if strange <= self._either and len(found) > 1 else ()

    def _domains_in(self, said: str) -> tuple[tuple[str, ...], set[str]]:
        """The domains that a message names, and its words that say something else."""
        words = said.split()
        named = {self._domains[word] for word in words if word in self._domains}
        known = self._domains.keys() | self._both | self._small
        return tuple(d for d in DOMAINS if d in named), {w for w in words if w not in known}

    def _alike(self, question: str, said: str) -> list[_Wording]:
        """The wordings of options that match the message except for one word more or less."""
        weighty, others = self._parted(said)
        return [
            wording
            for wording in self._wordings[question]
            if wording.weighty == weighty
            and len(wording.others & others) + len(weighty) >= _SHARED
            and wording.others & others
            and len(others - wording.others) <= _APART
            # Without a word that negates or sizes it, "satu data" may be the subject of a question.
            and len(wording.others - others) <= (_APART if weighty else 0)
        ]

    def _nearly(self, question: str, said: str) -> tuple[str, ...]:
        """The two options that share most words with a message that has few other words."""
        weighty, others = self._parted(said)
        scores: dict[str, int] = {}
        for wording in self._wordings[question]:
            alike = 2 * len(wording.others & others) + len(wording.weighty & weighty)
            if len(others - wording.others) <= _APART and alike > _SHARED:
                scores[wording.option] = max(scores.get(wording.option, 0), alike)
        best = sorted(scores, key=lambda option: (-scores[option], option))[:2]
        return tuple(sorted(best)) if len(best) > 1 else ()

    def _by_share(self, question: str, said: str) -> str | None:
        share = self._shares.find(said)
        shares = self._questions[question].shares
        if share is None or shares is None or share.bare:
            return None
        if lacking := self._lacking(question, share):
            return lacking[0] if len(lacking) == 1 else None
        telling = self._telling(share)
        negations = telling & self._negations
        if telling - negations - self._beside[question] or len(negations) > 1:
            return None
        if negations.intersection(share.before[-1:]):
            return (
                None  # "belum 40%" is ambiguous: less than 40, or 40 percent that do not have it.
            )
        if negations:
            share = share.rest()
        lowest, highest = _step(shares.steps, share.low), _step(shares.steps, share.high)
        if lowest != highest or (shares.ask_best and highest == STEPS[-1]):
            return None
        return lowest

    def _lacking(self, question: str, share: Share) -> tuple[str, ...]:
        """The steps, the lower first, to which the share of a measure of lack leads; empty where it
        is not one.
        """
        rule, telling = self._questions[question].lacking, self._telling(share)
        if rule is None or telling.isdisjoint(self._words(rule.named)):
            return ()
        known = self._words((*rule.named, *rule.beside)) | self._beside[question]
        if telling - known or self._negations.intersection(share.before[-1:]):
            return ()
        ends = (sum(value < limit for limit in rule.steps) for value in (share.high, share.low))
        return tuple(dict.fromkeys(map(str, ends)))

    def _between(self, question: str, share: Share) -> tuple[str, ...]:
        if lacking := self._lacking(question, share):
            return lacking if len(lacking) > 1 else ()
        shares = self._questions[question].shares
        telling = self._telling(share)
        strange = telling - self._beside[question] - self._negations
        if shares is None or (len(strange) > _STRANGE and not telling & self._beside[question]):
            return ()
        lowest, highest = int(_step(shares.steps, share.low)), int(_step(shares.steps, share.high))
        likely = {*range(lowest, highest + 1)}
        if len(likely) == 1 and (telling & self._negations or strange):
            likely.add(int(_step(shares.steps, share.rest().low)))
        if len(likely) == 1:
            # The step below is offered too: where measures disagree, the lower one counts.
            likely.add(lowest - 1 if lowest else 1)
        # "Less than 90" means nearly 90, not nearly nothing.
        ordered = sorted(likely)
        return tuple(map(str, ordered[-2:] if share.low == 0 else ordered[:2]))

    def _telling(self, share: Share) -> set[str]:
        return {word for word in (*share.before, *share.after) if word not in self._small}

    def _worded(self, question: QuestionEntry) -> tuple[_Wording, ...]:
        texts = [
            (option, said)
            for option, label in question.options.items()
            for said in (*(text for _, text in label.each()), *question.said.get(option, ()))
        ]
        return tuple(_Wording(option, *self._parted(self._plain(said))) for option, said in texts)

    def _parted(self, said: str) -> tuple[frozenset[str], frozenset[str]]:
        words = [word for word in said.split() if word not in self._small]
        weighty = frozenset(word for word in words if word in self._weighty)
        return weighty, frozenset(stem(word) for word in words if word not in self._weighty)

    def _domain_words(self, question: QuestionEntry) -> dict[str, str]:
        return {
            word: domain
            for domain, label in question.options.items()
            for said in (*(text for _, text in label.each()), *question.said.get(domain, ()))
            for word in self._plain(said).split()
        }

    def _named(self) -> list[tuple[str, str]]:
        """The names of the questions, the longest first, each with its question."""
        names = {
            self._plain(name): id_
            for id_, question in self._questions.items()
            for name in (*(text for _, text in question.name.each()), *question.known_as)
        }
        return sorted(names.items(), key=lambda item: -len(item[0]))

    def _plain(self, text: str) -> str:
        """The words and numbers of a text in their plain form, a percent sign as a word."""
        return " ".join(self._tokens(text))

    def _tokens(self, text: str) -> Iterable[str]:
        for token in _TOKEN.findall(_JOINED.sub(r"\1 ", plain(text))):
            if token[0].isdecimal():
                yield token.replace(",", ".")
            elif not token[0].isalpha():
                yield "persen"
            else:
                yield from read_word(token, self._spellings).read.split()

    def _words(self, texts: Sequence[str]) -> frozenset[str]:
        return frozenset(word for text in texts for word in self._plain(text).split())


def _step(steps: tuple[float, float, float], percent: float) -> str:
    return str(sum(percent >= begin for begin in steps))


def _without(said: str, name: str) -> str | None:
    """A message without a name that is in it; None if it is not."""
    left = f" {said} ".replace(f" {name} ", " ", 1).strip()
    return left if left != said else None
