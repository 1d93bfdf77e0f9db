"""The advice: its properties over all cases of a pass, that the checks can fail, and its cost."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from conversations.advice.answers import Answers, WrongAnswerError, read_answers
from conversations.advice.answers import answers as made
from conversations.advice.rules import RULES, Advice, Priority, advise, scored
from knowledge.models.diagnostic import RULE_IDS
from knowledge.models.questions import DOMAINS, NEEDS, PRIORITIES, SCORED
from tests.conversations import advice_properties as properties

pytestmark = pytest.mark.slow

COUNTER = itertools.count()


def good(**but: object) -> Answers:
    """Everything good, but for some answers."""
    return read_answers({**dict.fromkeys(SCORED, 3), "generation": 4, **but})


def ids(answers: Answers) -> list[str]:
    return [priority.id for priority in advise(answers).priorities]


# --- What a reader of the rules expects -------------------------------------------------------


def test_with_all_good_there_is_nothing_left_to_advise() -> None:
    assert advise(good()) == Advice(4, ())


def test_equal_needs_go_water_sanitation_food_energy_transport() -> None:
    assert ids(made(0, 0, 0, 0, 0)) == [
        "water",
        "sanitation",
        "food",
        "energy",
        "transport",
    ]


def test_a_critical_need_precedes_measuring_and_measuring_precedes_enablers() -> None:
    answers = good(food=0, energy="unknown", governance=0, people=1)
    assert ids(answers) == ["food", "data", "governance", "people"]


def test_chosen_domains_come_after_duties_and_before_the_last_gaps() -> None:
    answers = good(water=2, interaction=1, domains=["social", "economy"])
    assert ids(answers) == ["interaction", "economy", "social", "water"]


def test_measuring_names_every_unknown_answer_wherever_it_stands() -> None:
    answers = good(people="unknown", investment="unknown")
    (data,) = advise(answers).priorities
    assert data.rule == "measure-enablers"
    assert data.because == (("people", "unknown"), ("investment", "unknown"))


def test_every_priority_says_its_rank_rule_and_answers() -> None:
    answers = good(water=0, governance=1, domains=["social"])
    assert advise(answers).priorities == (
        Priority("water", 1, "need", "critical-need", (("water", 0),)),
        Priority("governance", 2, "enabler", "weak-enabler", (("governance", 1),)),
        Priority("social", 3, "domain", "chosen-domain", (("domains", "social"),)),
    )


def test_a_rule_may_look_at_a_single_question() -> None:
    assert list(scored(("water",), 0)(good(water=0))) == [("water", (("water", 0),))]


def test_generation_three_goes_to_co_creation_only_on_sound_ground() -> None:
    assert ids(good(generation=3, water=2)) == ["co-creation", "water"]
    assert ids(good(generation=3, water=2, people=1)) == ["people", "water"]


@pytest.mark.parametrize("generation", [1, 2])
def test_early_generations_go_to_co_creation_when_nothing_else_is_missing(generation: int) -> None:
    assert ids(good(generation=generation)) == ["co-creation"]
    assert ids(good(generation=generation, water=2)) == ["water"]


def test_the_rules_stand_in_the_order_that_the_content_describes() -> None:
    assert tuple(rule.id for rule in RULES) == RULE_IDS


def test_every_priority_is_first_for_somebody() -> None:
    """Rule 1: no dead advice."""
    alone: dict[str, str] = {id_: ids(good(**{id_: 0}))[0] for id_ in SCORED}
    alone |= {id_: ids(good(domains=[id_]))[0] for id_ in DOMAINS}
    alone["data"] = ids(good(water="unknown"))[0]
    alone["co-creation"] = ids(good(generation=3))[0]
    assert alone == {id_: id_ for id_ in PRIORITIES}


# --- The quick path ---------------------------------------------------------------------------


def test_stopping_after_the_needs_gives_the_same_first_priorities() -> None:
    """Rule 8, for every setting of the needs: what the quick path says first, the full one does."""
    rest: dict[str, object] = {
        "people": 0,
        "governance": "unknown",
        "infrastructure": 2,
        "generation": 2,
    }
    rest |= {"innovation": 0, "integration": 1, "investment": 2, "domains": ["economy"]}
    for scores in itertools.product((0, 1, 2, 3, "unknown"), repeat=5):
        needs: dict[str, object] = dict(zip(NEEDS, scores, strict=True))
        urgent = sum(score in (0, 1) for score in scores) + ("unknown" in scores)
        quick, full = ids(read_answers(needs)), ids(read_answers({**needs, **rest}))
        assert quick[:urgent] == full[:urgent], needs


def test_what_was_not_asked_is_neither_listed_nor_measured() -> None:
    assert ids(made(3, 3, 2, 3, 3)) == ["water"]
    assert advise(made(3, 3, 3, 3, 3)) == Advice(None, ())


# --- The twenty properties --------------------------------------------------------------------


def test_no_property_breaks_over_stages_one_to_three() -> None:
    """Every setting of needs and enablers, in each generation; `make prove` has all of P1."""
    of_each_generation = [("P1", 0, 1), ("P1", 1, 2), ("P1", 2, 3), ("P1", 0, 4)]
    assert set(of_each_generation) <= set(properties.P1)
    findings = properties.run(of_each_generation)
    assert not findings.broken(), properties.report(findings)
    assert findings.tallies["1"].checked == 5**8 * 4


def test_no_property_breaks_over_draws_from_everything() -> None:
    """A small P3; it also asks twice in another order (rule 2)."""
    findings = properties.check_draws(properties.draws(99, 5_000), advise)
    assert not findings.broken(), properties.report(findings)
    assert set(findings.tallies) == {*BROKEN}
    assert min(tally.checked for tally in findings.tallies.values()) > 0


def test_ranks_count_from_one_and_rules_belong_to_their_stage() -> None:
    stages = {rule.id: rule.stage for rule in RULES}
    for case in properties.draws(98, 2_000).tolist():
        priorities = advise(properties.answers_of(case)).priorities
        assert [p.rank for p in priorities] == list(range(1, len(priorities) + 1))
        assert all(p.stage == stages[p.rule] and p.because for p in priorities)


# --- The checks can fail ----------------------------------------------------------------------

Order = Callable[[Answers, list[str]], list[str]]


def to_front(name: str, listed: list[str]) -> list[str]:
    return [name, *[other for other in listed if other != name]]


def sort_by(listed: list[str], key: Callable[[str], int]) -> list[str]:
    """Reorder the needs among themselves."""
    needs = iter(sorted((n for n in listed if n in NEEDS), key=key))
    return [next(needs) if name in NEEDS else name for name in listed]


def of(answers: Answers, name: str) -> object:
    return answers.given.get(name)


def unknown(answers: Answers) -> list[str]:
    return [name for name in SCORED if of(answers, name) == "unknown"]


def after_weak_needs_come_domains(answers: Answers, listed: list[str]) -> list[str]:
    chosen = [name for name in listed if name in DOMAINS]
    return chosen + [name for name in listed if name not in DOMAINS]


# One way to break each property: the rule that must notice, and what the bad engine does.
BROKEN: dict[str, Order] = {
    "1": lambda a, r: r + r[:1],
    "2": lambda a, r: r if next(COUNTER) % 2 else r[::-1],
    "3": lambda a, r: to_front("data", r) if "data" in r else r,
    "4": lambda a, r: to_front("governance", r) if of(a, "governance") == 1 else r,
    "5": lambda a, r: sort_by(r, lambda n: NEEDS.index(n)),
    "6": lambda a, r: to_front("people", r) if of(a, "people") == 2 else r,
    "7": lambda a, r: sort_by(r, lambda n: -NEEDS.index(n) if of(a, "food") == 3 else 0),
    "8": lambda a, r: sort_by(r, lambda n: NEEDS.index(n) * (a.generation or 0) % 3),
    "9": lambda a, r: [*r, *["water"] * (a["water"] == 3)],
    "10": lambda a, r: [n for n in r if n != "data"] + ["data"] * ("data" in r),
    "11": lambda a, r: [n for n in r if n != "data"] if a["governance"] == "unknown" else r,
    "11 alone": lambda a, r: r if unknown(a) != ["governance"] else [n for n in r if n != "data"],
    "12a": lambda a, r: to_front("data", r) if "data" in r else r,
    "12b": lambda a, r: [n for n in r if n != "data" or a["water"] != "unknown"],
    "13": lambda a, r: r if "data" in r else [*r, "data"],
    "14": after_weak_needs_come_domains,
    "15": lambda a, r: [n for n in r if of(a, n) == 2] + [n for n in r if of(a, n) != 2],
    "16": lambda a, r: [n for n in r if n != "governance"],
    "17ab": lambda a, r: to_front("infrastructure", r) if "infrastructure" in r else r,
    "18": lambda a, r: [n for n in r if n != "co-creation"],
    "19": lambda a, r: [n for n in r if of(a, n) != 0 or n not in ("integration", "innovation")],
    "20": lambda a, r: [*r, *[d for d in DOMAINS if d not in r]] if a.domains else r,
    "20 added": lambda a, r: r[1:] if len(a.domains) == 2 else r,
}


def broken_engine(order: Order) -> Callable[[Answers], Advice]:
    """The real advice, put into a bad order."""

    def engine(answers: Answers) -> Advice:
        advice = advise(answers)
        known = {priority.id: priority for priority in advice.priorities}
        listed = order(answers, [priority.id for priority in advice.priorities])
        strange = Priority("data", 1, "data", "measure-needs", ())
        found = tuple(replace(known.get(name, strange), id=name) for name in listed)
        return replace(advice, priorities=found)

    return engine


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_engine_is_noticed(rule: str) -> None:
    """A check that cannot fail proves nothing: each property has an engine that breaks it."""
    findings = properties.check_draws(properties.draws(97, 800), broken_engine(BROKEN[rule]))
    assert rule in findings.broken()
    assert findings.tallies[rule].smallest is not None


def test_a_raised_generation_is_noticed() -> None:
    """Rule 18: good scores must not make a generation 3 of a generation 2."""

    def engine(answers: Answers) -> Advice:
        return replace(
            advise(answers), generation=4 if answers["people"] == 3 else answers.generation
        )

    assert "18" in properties.check_draws(properties.draws(96, 500), engine).broken()


def test_the_grid_finds_what_the_draws_find() -> None:
    """In the passes P1 and P2 neighbours are looked up, not asked: they must be the same ones."""
    score = range(5)
    columns = [score, [0], [3], [3], [3], score, [3], [3], [3], score, [3], [3], [3], range(8)]
    engine = broken_engine(BROKEN["6"])
    by_grid = properties.check_grid(columns, engine)
    cases = np.array(list(itertools.product(*columns)), np.uint8)
    block = properties.ask(cases, engine)

    def neighbours(step: properties.Step, changed: properties.Bytes) -> properties.Block | None:
        varied = len(columns[step.column]) > 1
        return properties.ask(changed, engine) if varied else None

    assert by_grid.tallies == properties.check(block, neighbours).tallies
    assert by_grid.broken()


# --- Reading answers --------------------------------------------------------------------------

NEEDS_MET: dict[str, object] = dict.fromkeys(NEEDS, 3)


def test_answers_are_read_from_plain_values() -> None:
    given = {**NEEDS_MET, "water": "unknown", "generation": 2, "domains": ["social", "economy"]}
    domains: frozenset[str] = frozenset(["economy", "social"])
    expected = made(3, 3, "unknown", 3, 3, generation=2, domains=domains)
    assert read_answers(given) == expected


def test_an_answer_given_wrong_and_then_corrected_leaves_no_trace() -> None:
    """Rule 2: the order of answering and correcting does not matter."""
    corrected: dict[str, object] = {"transport": 0, "domains": ["social"]}
    corrected |= {"energy": 3, "water": 1, "food": 3, "sanitation": 3}
    corrected["transport"] = 3
    straight = {**NEEDS_MET, "water": 1, "domains": ["social"]}
    assert advise(read_answers(corrected)) == advise(read_answers(straight))


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({**NEEDS_MET, "water": 4}, "water"),
        ({**NEEDS_MET, "water": None}, "water"),
        ({**NEEDS_MET, "water": True}, "water"),
        ({**NEEDS_MET, "water": 1.0}, "water"),
        ({**NEEDS_MET, "water": [1]}, "water"),
        ({**NEEDS_MET, "generation": 0}, "generation"),
        ({**NEEDS_MET, "generation": "unknown"}, "generation"),
        ({**NEEDS_MET, "domains": "social"}, "domains"),
        ({**NEEDS_MET, "domains": [{"social": 1}]}, "domains"),
        ({**NEEDS_MET, "wifi": 1}, "wifi"),
        ({"water": 1}, "food"),
    ],
)
def test_an_answer_that_cannot_be_read_is_named(given: dict[str, object], key: str) -> None:
    with pytest.raises(WrongAnswerError) as caught:
        read_answers(given)
    assert caught.value.key == key
    assert caught.value.remedy


# --- What it costs ----------------------------------------------------------------------------


def test_advice_costs_less_than_fifty_microseconds() -> None:
    assert properties.microseconds_per_case(20_000) < 50
