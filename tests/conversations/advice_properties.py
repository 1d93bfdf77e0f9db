"""The twenty properties of the advice, checked by enumeration.

`python -m tests.conversations.advice_properties --complete` asks `advise` about every case of the
passes P1, P2 and P3 (some 21 million, and their neighbours) and prints a line for each property.
Only `advise` is asked; the checks then compare what it said as arrays, a block at a time.

P1: stages 1 to 3 in full, with three settings of stages 4 and 5.
P2: stages 2 to 5 in full, with six profiles of needs.
P3: a million seeded draws from everything, half of them with every need at 2 or 3.
Settings: every kind of region, in and outside of Papua, with every role. They change what to do
(17c: no text of it buys technology) and never what comes first (21).
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import getitem
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conversations.advice.answers import Answers
from conversations.advice.answers import answers as answers_in_order
from conversations.advice.fitting import Setting, action_for, for_role
from conversations.advice.rules import Advice, Priority, advise
from conversations.messages import DiagnosticRecord
from conversations.results.pages import advice_on
from knowledge.base import Knowledge, open_knowledge
from knowledge.models.diagnostic import ActionEntry
from knowledge.models.language import LANGUAGES, Language
from knowledge.models.questions import (
    DOMAINS,
    DUTIES,
    ENABLERS,
    NEEDS,
    PRIORITIES,
    QUESTION_IDS,
    UNKNOWN,
)
from knowledge.models.regions import REGION_KINDS

Advise = Callable[[Answers], Advice]
Bytes = NDArray[np.uint8]
# Arrays too, of bools and of numbers: numpy types what comes of comparing arrays as Any.
Flags = Any
Numbers = Any

# A case is a row of fourteen small numbers: scores 0-3 with 4 for unknown, the generation, and
# the chosen domains as bits.
U = 4
N, E, G, L, D = range(5), range(5, 8), 8, range(9, 13), 13
SCORES = (*N, *E, *L)
COLUMNS = (*NEEDS, *ENABLERS, "generation", *DUTIES, "domains")
_CHOICES = [
    frozenset(domain for bit, domain in enumerate(DOMAINS) if mask >> bit & 1) for mask in range(8)
]
# What each number of a column stands for.
MEANING: list[Sequence[Any]] = [(0, 1, 2, 3, "unknown")] * 14
MEANING[G], MEANING[D] = (None, 1, 2, 3, 4), _CHOICES

# An id is its place in this list: the answers' columns first, so that a need's id is its column.
IDS = (*NEEDS, *ENABLERS, *DUTIES, "co-creation", *DOMAINS, "data")
ID = {name: number for number, name in enumerate(IDS)}
ID_OF = {column: ID[COLUMNS[column]] for column in SCORES}
CO_CREATION, DATA = ID["co-creation"], ID["data"]
DOMAIN_IDS = tuple(ID[domain] for domain in DOMAINS)
UPPER = tuple(i for i in range(len(IDS)) if i not in (*N, DATA))
NONE, STRANGE = 255, 254  # no further priority; a priority whose id is not known
LONGEST = len(IDS) + 1  # one more than can be right
INFINITY = 99  # the place of what is not listed


@dataclass(frozen=True, slots=True)
class Block:
    """Cases and what was advised.

    cases: rows of fourteen numbers.
    order: the advised ids by rank, NONE after the last.
    place: the rank of each id, INFINITY where it is not listed.
    generation: as reported.
    """

    cases: Bytes
    order: Bytes
    place: Bytes
    generation: Bytes

    def take(self, rows: Any) -> Block:
        """Some of the cases."""
        return Block(self.cases[rows], self.order[rows], self.place[rows], self.generation[rows])

    def needs(self) -> Bytes:
        return self.cases[:, 0:5]

    def enablers(self) -> Bytes:
        return self.cases[:, 5:8]

    def duties(self) -> Bytes:
        return self.cases[:, 9:13]


@dataclass(slots=True)
class Tally:
    """What came of one property: how many checked and broken, and the smallest case breaking it."""

    checked: int = 0
    broken: int = 0
    smallest: tuple[int, ...] | None = None

    def add(self, cases: Bytes, broken: Flags) -> None:
        """Count; broken has a flag for each case."""
        self.checked += len(cases)
        self.broken += int(broken.sum())
        if broken.any():
            self._keep(min((tuple(case) for case in cases[broken].tolist()), key=_size))

    def join(self, other: Tally) -> None:
        self.checked += other.checked
        self.broken += other.broken
        if other.smallest:
            self._keep(other.smallest)

    def _keep(self, case: tuple[int, ...]) -> None:
        if self.smallest is None or _size(case) < _size(self.smallest):
            self.smallest = case


def _size(case: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    """Fewest answers that are not 3 first; then any order, but always the same."""
    return sum(case[column] != 3 for column in SCORES), case


@dataclass(slots=True)
class Findings:
    """What blocks told, to be joined: tallies, ids that were first, and need orders (rule 8)."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    firsts: set[int] = field(default_factory=set)
    need_orders: dict[bytes, bytes] = field(default_factory=dict)

    def add(self, name: str, cases: Bytes, broken: Flags) -> None:
        self.tallies.setdefault(name, Tally()).add(cases, broken)

    def join(self, other: Findings) -> None:
        for name, tally in other.tallies.items():
            self.tallies.setdefault(name, Tally()).join(tally)
        self.firsts |= other.firsts
        for needs, order in other.need_orders.items():
            if self.need_orders.setdefault(needs, order) != order:
                case = (*needs, 3, 3, 3, 4, 3, 3, 3, 3, 0)
                self.tallies["8"].broken += 1
                self.tallies["8"].join(Tally(smallest=case))

    def broken(self) -> dict[str, Tally]:
        return {name: tally for name, tally in self.tallies.items() if tally.broken}


# --- Asking -----------------------------------------------------------------------------------


def answers_of(case: Sequence[int]) -> Answers:
    """A row as the answers it stands for."""
    return answers_in_order(*map(getitem, MEANING, case))


def ask(cases: Bytes, advise: Advise) -> Block:
    """Ask about every row; some at a time, which keeps the memory small."""
    parts = [_ask(cases[i : i + 50_000], advise) for i in range(0, len(cases), 50_000)]
    order, place, generation = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Block(cases, order, place, generation)


def _ask(cases: Bytes, advise: Advise) -> tuple[Bytes, Bytes, Bytes]:
    """The orders, places and generations of a few rows."""
    orders, generations = bytearray(), bytearray()
    for case in cases.tolist():
        advice = advise(answers_of(case))
        said = bytes([ID.get(priority.id, STRANGE) for priority in advice.priorities])
        orders += said[:LONGEST].ljust(LONGEST, b"\xff")
        generations.append(advice.generation or 0)
    order = np.frombuffer(orders, np.uint8).reshape(-1, LONGEST)
    return order, _places(order), np.frombuffer(generations, np.uint8)


def _places(order: Bytes) -> Bytes:
    place = np.full((len(order), 256), INFINITY, np.uint8)
    rows = np.arange(len(order))
    for rank in reversed(range(LONGEST)):
        place[rows, order[:, rank]] = rank + 1
    return place[:, : len(IDS)].copy()


# --- Properties of one case -------------------------------------------------------------------


def _listed(block: Block, ids: Sequence[int]) -> Flags:
    return block.place[:, list(ids)] < INFINITY


def _first(block: Block, ids: Sequence[int]) -> Numbers:
    """The smallest place among some ids."""
    return block.place[:, list(ids)].min(axis=1)


def _last(block: Block, ids: Sequence[int], where: Flags) -> Numbers:
    """The largest place among those ids that are flagged; 0 if none is."""
    return np.where(where, block.place[:, list(ids)], 0).max(axis=1)


def _breaks_before(block: Block, early: Sequence[int], where: Flags, late: Sequence[int]) -> Flags:
    """Whether a flagged early id is not before some late id that is listed."""
    some_late = _first(block, late)
    return (some_late < INFINITY) & (_last(block, early, where) > some_late)


def rule_1(b: Block) -> Flags:
    """Only known ids, each once; empty only if all is good."""
    count = (b.order != NONE).sum(axis=1)
    listed = (b.place < INFINITY).sum(axis=1)
    all_good = (b.cases[:, SCORES] == 3).all(axis=1) & (b.cases[:, G] == 4) & (b.cases[:, D] == 0)
    return (count != listed) | ((count == 0) & ~all_good)


def rule_3(b: Block) -> Flags:
    """Critical needs fill the first places."""
    critical = b.needs() == 0
    return _last(b, N, critical) != critical.sum(axis=1)


def rule_4(b: Block) -> Flags:
    """Unmet needs precede everything that is not a need."""
    unmet = b.needs() < 2
    missing = (unmet & ~_listed(b, N)).any(axis=1)
    return missing | _breaks_before(b, N, unmet, UPPER)


def rule_5(b: Block) -> Flags:
    """Worse before better inside a stage."""
    broken = np.zeros(len(b.cases), bool)
    for stage in (N, E, L):
        for x, y in itertools.permutations(stage, 2):
            worse = (b.cases[:, x] < b.cases[:, y]) & (b.cases[:, y] < U)
            broken |= worse & (b.place[:, ID_OF[y]] < b.place[:, ID_OF[x]])
    return broken


def rule_9(b: Block) -> Flags:
    """What is good is no priority."""
    good = b.cases[:, SCORES] == 3
    return (good & _listed(b, [ID_OF[x] for x in SCORES])).any(axis=1)


def rule_10(b: Block) -> Flags:
    """An unknown need is measured before climbing."""
    unknown = (b.needs() == U).any(axis=1)
    data = b.place[:, DATA]
    allowed = [(i in E) for i in UPPER]
    upper = b.place[:, list(UPPER)].copy()
    critical = np.zeros(upper.shape, bool)
    critical[:, allowed] = b.enablers() == 0
    upper[critical] = INFINITY
    itself = np.where((b.needs() == U) & _listed(b, N), b.place[:, N], 0).max(axis=1)
    return unknown & ((data == INFINITY) | (np.maximum(data, itself) > upper.min(axis=1)))


def rule_11(b: Block) -> Flags:
    """Unknown is never treated as good: enablers and duties."""
    broken = np.zeros(len(b.cases), bool)
    domain = _first(b, DOMAIN_IDS)
    for x in (*E, *L):
        either = np.minimum(b.place[:, ID_OF[x]], b.place[:, DATA])
        missing = either == INFINITY
        late = (domain < either) if x in E else missing
        broken |= (b.cases[:, x] == U) & (missing | late)
    return broken


def rule_12a(b: Block) -> Flags:
    """A critical need ranks above every unknown one and its measuring."""
    critical, unknown = b.needs() == 0, b.needs() == U
    worst = _last(b, N, critical)
    itself = np.where(unknown, b.place[:, N], INFINITY).min(axis=1)
    applies = critical.any(axis=1) & unknown.any(axis=1)
    return applies & (np.minimum(itself, b.place[:, DATA]) < worst)


def rule_13(b: Block) -> Flags:
    """Measure only what is unknown."""
    unknown = (b.cases[:, SCORES] == U).any(axis=1)
    return ~unknown & (b.place[:, DATA] < INFINITY)


def rule_14(b: Block) -> Flags:
    """Weak enablers and missing duties precede every domain."""
    enablers = _breaks_before(b, E, b.enablers() < 2, DOMAIN_IDS)
    duties = [ID_OF[x] for x in L]
    return enablers | _breaks_before(b, duties, b.duties() == 0, DOMAIN_IDS)


def rule_15(b: Block) -> Flags:
    """With all needs met, what is critical precedes what is adequate, across stages."""
    columns = [*SCORES]
    ids = [ID_OF[x] for x in columns]
    critical, adequate = b.cases[:, columns] == 0, b.cases[:, columns] == 2
    first_adequate = np.where(adequate, b.place[:, ids], INFINITY).min(axis=1)
    met = _met(b.needs())
    return met & (first_adequate < INFINITY) & (_last(b, ids, critical) > first_adequate)


def rule_16(b: Block) -> Flags:
    """The list is cut only at its end: nothing that rules 3-5, 10 or 14 put earlier is missing."""
    later_upper = _listed(b, UPPER).any(axis=1)
    broken = later_upper & ((b.needs() < 2) & ~_listed(b, N)).any(axis=1)
    broken |= later_upper & (b.needs() == U).any(axis=1) & (b.place[:, DATA] == INFINITY)
    domains = _listed(b, DOMAIN_IDS).any(axis=1)
    broken |= domains & ((b.enablers() < 2) & ~_listed(b, E)).any(axis=1)
    for stage in (N, E, L):
        for x, y in itertools.permutations(stage, 2):
            worse = (b.cases[:, x] < b.cases[:, y]) & (b.cases[:, y] < U)
            missing = b.place[:, ID_OF[x]] == INFINITY
            broken |= worse & missing & (b.place[:, ID_OF[y]] < INFINITY)
    return broken


def rule_17(b: Block) -> Flags:
    """Technology is not bought first: not before needs, nor before people and governance."""
    not_met = ~_met(b.needs())
    first = b.order[:, 0]
    broken = not_met & ((first == ID["infrastructure"]) | (first == ID["innovation"]))
    for late in (ID["infrastructure"], ID["innovation"]):
        broken |= _breaks_before(b, N, b.needs() < 2, [late])
    things = b.cases[:, 7]
    for x in (5, 6):
        worse = (b.cases[:, G] == 2) & (b.cases[:, x] <= things) & (things < U)
        listed = b.place[:, 7] < INFINITY
        broken |= worse & listed & (b.place[:, 7] < b.place[:, x])
    return broken


def rule_18(b: Block) -> Flags:
    """The generation is truthful, and the next rung is named."""
    g, listed = b.cases[:, G], b.place[:, CO_CREATION] < INFINITY
    ground = b.cases[:, 0:8]
    ready = (g == 3) & _met(ground) & ((b.duties() != 0) & (b.duties() != U)).all(axis=1)
    ready |= (g <= 3) & (ground == 3).all(axis=1)
    first_too_early = ~_met(b.needs()) & (b.place[:, CO_CREATION] == 1)
    return (b.generation != g) | ((g == 4) & listed) | (ready & ~listed) | first_too_early


def rule_19(b: Block) -> Flags:
    """Leaders' duties are named once the ground is sound, the worst first; never before needs."""
    ids = [ID_OF[x] for x in L]
    known = np.where(b.duties() == U, 9, b.duties())
    worst = known.min(axis=1)
    is_worst = known == worst[:, None]
    best_place = np.where(is_worst, b.place[:, ids], INFINITY).min(axis=1)
    better = np.where(~is_worst & (known < 9), b.place[:, ids], INFINITY).min(axis=1)
    due = _met(b.cases[:, 0:8]) & (worst < 2)
    too_early = ~_met(b.needs()) & (_first(b, ids) == 1)
    return (due & ((best_place == INFINITY) | (better < best_place))) | too_early


def rule_20(b: Block) -> Flags:
    """Domains are the city's own choice, and come first only on sound ground."""
    chosen = np.stack([b.cases[:, D] >> bit & 1 for bit in range(3)], axis=1).astype(bool)
    listed = _listed(b, DOMAIN_IDS)
    foreign = chosen.any(axis=1) & (listed & ~chosen).any(axis=1)
    sound = _met(b.cases[:, 0:8])
    early = ~sound & (_first(b, DOMAIN_IDS) == 1)
    silent = sound & chosen.any(axis=1) & ~(listed & chosen).any(axis=1)
    return foreign | early | silent


def _met(scores: Bytes) -> Flags:
    return ((scores == 2) | (scores == 3)).all(axis=1)


OF_ONE_CASE: dict[str, Callable[[Block], Flags]] = {
    "1": rule_1,
    "3": rule_3,
    "4": rule_4,
    "5": rule_5,
    "9": rule_9,
    "10": rule_10,
    "11": rule_11,
    "12a": rule_12a,
    "13": rule_13,
    "14": rule_14,
    "15": rule_15,
    "16": rule_16,
    "17ab": rule_17,
    "18": rule_18,
    "19": rule_19,
    "20": rule_20,
}

# --- Properties of two neighbours: cases that differ in one answer ----------------------------


def rule_6(x: int, before: Block, after: Block) -> Flags:
    """Improvement never promotes."""
    return after.place[:, ID_OF[x]] < before.place[:, ID_OF[x]]


def rule_7(x: int, before: Block, after: Block) -> Flags:
    """One need's improvement harms no other."""
    others = [n for n in N if n != x]
    broken = np.zeros(len(before.cases), bool)
    for y in others:
        unmet = (before.cases[:, y] < 2) & (before.place[:, y] < INFINITY)
        broken |= unmet & (after.place[:, y] > before.place[:, y])
    for y, z in itertools.combinations(others, 2):
        broken |= _sign(before, y, z) != _sign(after, y, z)
    return broken


def _sign(block: Block, y: int, z: int) -> Numbers:
    difference = block.place[:, y].astype(np.int16) - block.place[:, z].astype(np.int16)
    return np.sign(difference)


def rule_11_alone(x: int, unknown: Block, good: Block) -> Flags:
    """The only unknown answer makes a difference."""
    del x
    only = (unknown.cases[:, SCORES] == U).sum(axis=1) == 1
    return only & (unknown.order == good.order).all(axis=1)


def rule_12b(x: int, unknown: Block, adequate: Block) -> Flags:
    """An unknown need is at least as urgent as an adequate one."""
    urgent = np.minimum(unknown.place[:, ID_OF[x]], unknown.place[:, DATA])
    return urgent > adequate.place[:, ID_OF[x]]


def rule_20_added(bit: int, without: Block, with_it: Block) -> Flags:
    """Choosing one more domain does not worsen its place, nor touch anything but domains."""
    domain = DOMAIN_IDS[bit]
    worse = with_it.place[:, domain] > without.place[:, domain]
    return worse | (_but_domains(without) != _but_domains(with_it)).any(axis=1)


def _but_domains(block: Block) -> Numbers:
    """Each id's place counted without the domains."""
    place = block.place.astype(np.int16)
    earlier = np.zeros(place.shape, np.int16)
    for domain in DOMAIN_IDS:
        earlier += place[:, [domain]] < place
    others = [i for i in range(len(IDS)) if i not in DOMAIN_IDS]
    return np.where(place == INFINITY, INFINITY, place - earlier)[:, others]


@dataclass(frozen=True, slots=True)
class Step:
    """One answer changed: where it applies, and what it becomes there.

    column: which answer; bit: for domains, which is added.
    """

    column: int
    applies: Callable[[Bytes], Flags]
    becomes: Callable[[Bytes], Bytes]
    rules: tuple[tuple[str, Callable[[Block, Block], Flags]], ...]


def _steps() -> Iterator[Step]:
    for x in SCORES:
        improving = [("6", partial(rule_6, x))]
        if x in N:
            improving.append(("7", partial(rule_7, x)))
        yield Step(x, lambda v: v < 3, lambda v: v + np.uint8(1), tuple(improving))
    for x in (*E, *L):
        alone = ("11 alone", partial(rule_11_alone, x))
        yield Step(x, lambda v: v == U, lambda v: v - np.uint8(1), (alone,))
    for x in N:
        yield Step(x, lambda v: v == U, lambda v: v - np.uint8(2), (("12b", partial(rule_12b, x)),))
    for bit in range(3):
        added = ("20 added", partial(rule_20_added, bit))
        without = partial(_without, bit)
        yield Step(D, without, partial(np.bitwise_or, np.uint8(1 << bit)), (added,))


def _without(bit: int, masks: Bytes) -> Flags:
    return masks >> bit & 1 == 0


STEPS = tuple(_steps())

# Where the neighbours of some rows are found: a block of them, or None if they are not at hand.
Neighbours = Callable[[Step, Bytes], "Block | None"]


# --- Going over a block -----------------------------------------------------------------------


def check(block: Block, neighbours: Neighbours) -> Findings:
    """Every property that a block and its neighbours can show."""
    findings = Findings()
    for name, rule in OF_ONE_CASE.items():
        findings.add(name, block.cases, rule(block))
    for step in STEPS:
        rows = np.flatnonzero(step.applies(block.cases[:, step.column]))
        changed = block.cases[rows]
        changed[:, step.column] = step.becomes(changed[:, step.column])
        after = neighbours(step, changed) if len(rows) else None
        if after is not None:
            before = block.take(rows)
            for name, compare in step.rules:
                findings.add(name, before.cases, compare(before, after))
    _check_need_orders(block, findings)
    findings.firsts = set(block.order[:, 0].tolist()) - {NONE, STRANGE}
    return findings


def _check_need_orders(block: Block, findings: Findings) -> None:
    """Rule 8: the order of the unmet needs depends on the needs alone."""
    unmet = block.needs() < 2
    place = np.where(unmet, block.place[:, 0:5], INFINITY)
    order = np.argsort(place, axis=1, kind="stable").astype(np.uint8)
    order[np.take_along_axis(place, order, axis=1) == INFINITY] = NONE
    # With a critical need the first priority of all is fixed too.
    fixed = (block.needs() == 0).any(axis=1)
    said = np.column_stack([order, np.where(fixed, block.order[:, 0], NONE)])
    groups, first, of = np.unique(block.needs(), axis=0, return_index=True, return_inverse=True)
    differs = (said != said[first][of.reshape(-1)]).any(axis=1)
    findings.add("8", block.cases, differs)
    for needs, row in zip(groups, first, strict=True):
        findings.need_orders[needs.tobytes()] = said[row].tobytes()


def check_grid(columns: Sequence[Sequence[int]], advise: Advise) -> Findings:
    """Check every combination of some values for each column; neighbours stand in the grid."""
    grid = np.array(list(itertools.product(*columns)), np.uint8)
    block = ask(grid, advise)

    def neighbours(step: Step, changed: Bytes) -> Block | None:
        if len(columns[step.column]) == 1:
            return None
        return block.take(_numbers(changed, columns))

    return check(block, neighbours)


def _numbers(cases: Bytes, columns: Sequence[Sequence[int]]) -> Numbers:
    """The place of cases in the product of columns, whose values are runs of numbers."""
    numbers = np.zeros(len(cases), np.intp)
    for column, values in enumerate(columns):
        numbers = numbers * len(values) + (cases[:, column] - values[0])
    return numbers


def check_draws(cases: Bytes, advise: Advise) -> Findings:
    """Check drawn cases; their neighbours are asked about too."""
    block = ask(cases, advise)
    findings = check(block, lambda step, changed: ask(changed, advise))
    sample = np.arange(0, len(cases), 100)
    findings.add("2", cases[sample], np.array([_unsteady(cases[i], advise) for i in sample], bool))
    return findings


def _unsteady(case: Bytes, advise: Advise) -> bool:
    """Rule 2: asked again with everything in another order, does it say something else?"""
    row = case.tolist()
    answers = answers_of(row)
    shuffled = frozenset(sorted(answers.domains, key=lambda d: hash((d, tuple(row)))))
    names = [name for name in COLUMNS if name != "domains"]
    again = answers_in_order(**{n: answers[n] for n in reversed(names)}, domains=shuffled)
    return advise(answers) != advise(again)


# --- The passes -------------------------------------------------------------------------------

SCORE = range(5)
BACKGROUNDS = (((3, 3, 3, 3), 0), ((0, 1, 2, U), 1), ((0, 0, 0, 0), 7))
PROFILES = ("33333", "22222", "22221", "03333", "U2222", "U0123")
DRAWS, DRAWS_A_BLOCK, SEED = 1_000_000, 100_000, 20260101

# A pass, which of its blocks, and the generation (0: any). No property compares two generations.
Task = tuple[str, int, int]


def check_task(task: Task, advise: Advise = advise) -> Findings:
    """Go over one block: of a background (P1), a profile of needs (P2) or a seed (P3)."""
    pass_, number, generation = task
    if pass_ == "P1":
        duties, domains = BACKGROUNDS[number]
        fixed = ([duty] for duty in duties)
        return check_grid([*[SCORE] * 8, [generation], *fixed, [domains]], advise)
    if pass_ == "P2":
        needs = ([U if sign == "U" else int(sign)] for sign in PROFILES[number])
        return check_grid([*needs, *[SCORE] * 3, [generation], *[SCORE] * 4, range(8)], advise)
    return check_draws(draws(number, DRAWS_A_BLOCK), advise)


def draws(seed: int, count: int) -> Bytes:
    """Cases drawn from everything, half of them with every need at 2 or 3."""
    random = np.random.default_rng(SEED + seed)
    cases = random.integers(0, 5, (count, 14), np.uint8)
    cases[:, G] = random.integers(1, 5, count)
    cases[:, D] = random.integers(0, 8, count)
    half = count // 2
    cases[:half, 0:5] = random.integers(2, 4, (half, 5))
    return cases


P1: tuple[Task, ...] = tuple(("P1", i, g) for i in range(len(BACKGROUNDS)) for g in range(1, 5))
P2: tuple[Task, ...] = tuple(("P2", i, g) for i in range(len(PROFILES)) for g in range(1, 5))
P3: tuple[Task, ...] = tuple(("P3", i, 0) for i in range(DRAWS // DRAWS_A_BLOCK))


# --- Who asks, and where ----------------------------------------------------------------------

TECHNOLOGY = re.compile(
    r"command cent|data cent|pusat data|aplikasi|\bapps?\b|dashboard|dasbor|cctv|sensor"
    r"|\biot\b|\bai\b",
    re.IGNORECASE,
)
WAITING = re.compile(
    r"\b(tunda|jangan|belum|bukan|wait|do not|not yet|not)\b",
    re.IGNORECASE,
)
# Nowhere, a city, a highland regency of Papua, islands of Papua, a regency, and a place abroad.
CODES = ("", "32.73", "95.03", "91.06", "53.06", "Melaka")


def settings(knowledge: Knowledge) -> Iterator[Setting]:
    """Every kind, in and outside of Papua, with every role."""
    roles = ("", *knowledge.content.diagnostic.roles)
    for code, kind, role in itertools.product(CODES, ("", *REGION_KINDS), roles):
        yield Setting(code, kind, role)


def texts_of(action: ActionEntry, language: Language) -> Iterator[str]:
    """All that an action says."""
    steps = action.first_steps
    texts = [action.title, action.headline, *action.why.values(), action.who, action.money]
    texts += [steps.day_30, steps.day_90, steps.day_365, action.indicator]
    texts += [text for text in (action.caution, steps.at_once) if text]
    return (text.in_(language) for text in texts)


def buys_technology(text: str) -> bool:
    """Whether a sentence names technology and does not say to wait (rule 17 c)."""
    return any(
        TECHNOLOGY.search(sentence) and not WAITING.search(sentence)
        for sentence in re.split(r"[.;:]\s", text)
    )


def check_settings(cases: Bytes, knowledge: Knowledge) -> Findings:
    """What is advised in every setting: the texts of each priority, and the order of each case."""
    findings = Findings()
    everywhere = tuple(settings(knowledge))
    distinct: dict[tuple[str, Any], tuple[Priority, Bytes]] = {}
    for number, case in enumerate(cases.tolist()):
        answers = answers_of(case)
        found = advise(answers)
        given = tuple((q, _option(answers[q])) for q in QUESTION_IDS if answers[q] is not None)
        setting = everywhere[number % len(everywhere)]
        record = DiagnosticRecord(
            1, setting.region, setting.role, given, "2026-01-01", setting.kind
        )
        row = cases[number : number + 1]
        findings.add("21", row, np.array([advice_on(record) != found]))
        for priority in found.priorities:
            distinct.setdefault((priority.id, priority.because[0][1]), (priority, row))
    for priority, row in distinct.values():
        for setting in everywhere:
            told = _texts_in(priority, setting, knowledge)
            findings.add("17c", row, np.array([any(buys_technology(text) for text in told)]))
    return findings


def _texts_in(priority: Priority, setting: Setting, knowledge: Knowledge) -> Iterator[str]:
    action = action_for(priority, setting, knowledge.content)
    for language in LANGUAGES:
        yield from texts_of(action, language)
        yield for_role(priority, setting, knowledge.content, language)


def _option(given: Any) -> str:
    """An answer by the id of its option."""
    if isinstance(given, frozenset):
        return "+".join(domain for domain in DOMAINS if domain in given) or "none"
    return UNKNOWN if given == UNKNOWN else str(given)


def run(tasks: Iterable[Task], workers: int = 2) -> Findings:
    """Go over blocks in several processes and join what they found."""
    findings = Findings()
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for found in pool.imap_unordered(check_task, tasks):
            findings.join(found)
    return findings


def run_complete(workers: int = 2) -> Findings:
    """All three passes; they also show that everything is first for somebody (rule 1)."""
    findings = run((*P1, *P2, *P3), workers)
    findings.join(check_settings(draws(100, DRAWS_A_BLOCK), open_knowledge()))
    never = len(PRIORITIES) - len(findings.firsts)
    findings.tallies["1 live"] = Tally(len(PRIORITIES), never)
    return findings


def report(findings: Findings) -> str:
    """A line for each property: checked, broken, smallest breaking case."""
    lines = [f"{'rule':<10}{'checked':>14}{'broken':>12}  smallest breaking case"]
    for name, tally in sorted(findings.tallies.items(), key=lambda item: _by_number(item[0])):
        case = _told(tally.smallest) if tally.smallest else ""
        lines.append(f"{name:<10}{tally.checked:>14,}{tally.broken:>12,}  {case}")
    return "\n".join(lines)


def _by_number(name: str) -> tuple[int, str]:
    digits = "".join(itertools.takewhile(str.isdecimal, name))
    return int(digits), name


def _told(case: tuple[int, ...]) -> str:
    answers = answers_of(case)
    parts = [f"{name}={answers[name]}" for name in COLUMNS[:-1]]
    return " ".join([*parts, "domains=" + "+".join(sorted(answers.domains))])


def microseconds_per_case(count: int = 1_000_000) -> float:
    """What one call of `advise` costs on average, over drawn cases."""
    spent, asked = 0.0, 0
    for seed in range(-(-count // DRAWS_A_BLOCK)):
        drawn = draws(seed, min(DRAWS_A_BLOCK, count - asked))
        cases = [answers_of(case) for case in drawn.tolist()]
        start = time.process_time()
        for answers in cases:
            advise(answers)
        spent += time.process_time() - start
        asked += len(cases)
    return spent / asked * 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--complete", action="store_true", help="P1, P2 and P3 (default: P1)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--bench", action="store_true", help="the cost of a million cases, only")
    options = parser.parse_args()
    if options.bench:
        sys.stdout.write(f"{microseconds_per_case():.1f} microseconds a case\n")
        return 0
    start = time.perf_counter()
    findings = run_complete(options.workers) if options.complete else run(P1, options.workers)
    sys.stdout.write(report(findings) + "\n")
    sys.stdout.write(f"{time.perf_counter() - start:.0f} s with {options.workers} workers\n")
    return 1 if findings.broken() else 0


if __name__ == "__main__":
    sys.exit(main())
