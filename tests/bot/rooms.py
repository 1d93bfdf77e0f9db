"""Finished workshops to make minutes of: a usual one, a crowded one, an empty one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from conversations.workshop.questions import workshop_options
from conversations.workshop.state import Leader, Round, Workshop, WorkshopQuestion
from conversations.workshop.tally import Tally, count
from knowledge.models.questions import QUESTION_IDS as QUESTIONS
from knowledge.models.questions import UNKNOWN, of_stage

# Noon in Jakarta on 22 November 2026.
NOON = 1_795_323_600
DAY = 24 * 3600
AGENCIES = (
    "bappeda",
    "pupr",
    "dinkes",
    "diskominfo",
    "setda",
    "dlh",
    "kecamatan",
    "keuangan",
    "dishub",
    "dinas-lain",
    "dprd",
    "mitra",
)
# How many come from one agency, and from the next: 42 in the first seven.
_SIZES = (9, 8, 7, 6, 5, 4, 3)
_SEATS = tuple(
    AGENCIES[turn % len(AGENCIES)] for turn in range(40) for _ in range(_SIZES[turn % len(_SIZES)])
)
# Of each five voters, by kind of question: the place of the option that they choose.
AGREED, CAMPS, WIDE, NOT_KNOWN = (
    (1, 1, 1, 1, 2),
    (0, 0, 0, 2, 3),
    (0, 1, 2, 3, 1),
    (-1, -1, 1, 2, -1),
)


def tally(question: str, people: int, pattern: tuple[int, ...]) -> Tally:
    """What so many people voted first, the pattern over and over."""
    options = workshop_options(question)
    chosen = {str(i): options[_place(pattern[i % 5], len(options))] for i in range(people)}
    agencies = {str(i): _SEATS[i] for i in range(people)}
    return count(question, chosen, agencies)


def _place(place: int, options: int) -> int:
    return place if place < 0 else min(place, options - 2)


def asked(
    question: str, people: int, *patterns: tuple[int, ...], early: bool = False
) -> WorkshopQuestion:
    """A question whose last round was accepted; early: another was revealed by accident."""
    tallies = [tally(question, people, pattern) for pattern in patterns]
    # Agencies are shown in the first round only.
    later = [Round(replace(each, by_agency=())) for each in tallies[1:]]
    spoilt = [Round(early=True)] if early else []
    return WorkshopQuestion(question, (Round(tallies[0]), *spoilt, *later), tallies[-1].proposal)


def finished(people: int, *questions: WorkshopQuestion) -> Workshop:
    """A workshop of one morning."""
    present = Counter(_SEATS[i] for i in range(people))
    return Workshop(
        "w1234567",
        "secret",
        "id",
        "Arah RKPD 2028",
        "Kabupaten Contoh",
        Leader("900", "Rina Wulandari"),
        NOON,
        NOON,
        helpers=(Leader("901", "Budi Santoso"),),
        asked=questions,
        phase="finished",
        question=questions[-1].question,
        finished_at=NOON + 5400,
        attendance=tuple(sorted(present.items(), key=lambda role: (-role[1], role[0]))),
    )


def usual() -> Workshop:
    """Forty-two people, all questions; two were voted on twice, one stayed divided."""
    patterns: dict[str, tuple[tuple[int, ...], ...]] = {
        "sanitation": (WIDE, CAMPS),
        "water": (CAMPS, AGREED),
        "transport": (NOT_KNOWN,),
        "governance": (CAMPS,),
    }
    return finished(42, *(asked(q, 42, *patterns.get(q, (AGREED,))) for q in QUESTIONS))


def crowded() -> Workshop:
    """Two hundred people, four rounds on everything, and one by accident, over three days."""
    rounds = (WIDE, CAMPS, NOT_KNOWN, CAMPS)
    made = finished(200, *(asked(q, 200, *rounds, early=True) for q in QUESTIONS))
    return replace(
        made,
        topic="Penyusunan prioritas bersama layanan dasar perkotaan dan perdesaan tahun 2027-20",
        region="Kabupaten Pangkajene dan Kepulauan serta Siau Tagulandang Bi",
        helpers=tuple(Leader(str(901 + i), "Muhammad Abdurrahman"[:20]) for i in range(6)),
        finished_at=NOON + 2 * DAY,
    )


def short() -> Workshop:
    """Five people, the basic needs only; one was not accepted, one skipped, one not voted on."""
    needs = of_stage("needs")
    first, second, third, fourth, fifth = (asked(q, 5, AGREED) for q in needs)
    return finished(
        5,
        first,
        second,
        replace(third, accepted=None),
        replace(fourth, accepted=None, skipped=True),
        WorkshopQuestion(fifth.question),
    )


def best() -> Workshop:
    """Everything is in good order, and nobody disagrees."""
    best_of_all = (3,) * 5
    return finished(12, *(asked(q, 12, best_of_all) for q in QUESTIONS))


def empty() -> Workshop:
    """Closed before anything was revealed."""
    made = finished(0, *(WorkshopQuestion(question) for question in of_stage("needs")))
    return replace(made, region="", helpers=())


def nobody_knows() -> Workshop:
    """Nobody knows anything."""
    return finished(
        9, *(replace(asked(q, 9, (-1,) * 5), accepted=UNKNOWN) for q in of_stage("needs"))
    )


ALL = {made.__name__: made for made in (usual, crowded, short, best, empty, nobody_knows)}
