"""What stands on a paper: plain strings in the reader's language, and small whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.models.language import Language
from knowledge.models.wording import PaperTexts, PaperWords

# The headings of a paper in one language.
Words = PaperWords[str, str]


def words_in(papers: PaperTexts, language: Language) -> Words:
    """The headings in one language."""
    return Words(
        **{name: getattr(papers, name).in_(language) for name in type(papers).model_fields}
    )


@dataclass(frozen=True, slots=True)
class Rung:
    """Where one need, enabler or duty stands.

    step: 0 critical, 1 weak, 2 adequate, 3 good; None where nobody knows.
    label: the answer in the person's own terms; may be empty.
    official: the region's official figure beside it; may be empty.
    """

    name: str
    step: int | None
    label: str = ""
    official: str = ""


@dataclass(frozen=True, slots=True)
class Generation:
    """The way of working.

    step: 1 to 4; None where it was not asked.
    following: what the next rung asks; may be empty.
    """

    step: int | None
    name: str = ""
    following: str = ""


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What to do in 30 days, in 90 days, in a year, and what cannot wait for that; each may be
    empty.
    """

    days_30: str = ""
    days_90: str = ""
    year: str = ""
    at_once: str = ""


@dataclass(frozen=True, slots=True)
class SheetPriority:
    """One thing to work on.

    rank: 1 is first.
    headline: what to do in one sentence, for the picture; may be empty, as may all that follows.
    why: why it stands here, in terms of the person's own answers.
    caution: what to postpone. for_role: what the person who answered does first.
    sources: numbers of the sheet's sources, starting at 1.
    """

    rank: int
    title: str
    why: str
    headline: str = ""
    first_steps: FirstSteps = FirstSteps()
    who: str = ""
    money: str = ""
    indicator: str = ""
    caution: str = ""
    sources: tuple[int, ...] = ()
    for_role: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole result.

    title: what the paper is, such as the question it answers.
    region, role: may be empty.
    date: as it is to be read.
    enablers, duties: empty where they were not asked.
    priorities: all that apply, in order.
    domains: names of those chosen.
    note: the honest note on answers that nobody has checked.
    sources: a line each; priorities name them by number.
    """

    language: Language
    title: str
    region: str
    date: str
    role: str
    needs: tuple[Rung, ...]
    enablers: tuple[Rung, ...] = ()
    duties: tuple[Rung, ...] = ()
    generation: Generation = Generation(None)
    priorities: tuple[SheetPriority, ...] = ()
    domains: tuple[str, ...] = ()
    note: str = ""
    sources: tuple[str, ...] = ()
