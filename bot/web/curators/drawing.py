"""The pages as HTML. All that people wrote is escaped here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from string import Template

from bot.operations.curating import Case, day_asked
from bot.storage.curating import Complaint
from bot.web.curators.words import PageWords
from knowledge.base import Knowledge
from knowledge.matching.outcomes import Answered, Explanation, TopicCase, Unknown

# Most wordings of a question and most witnesses of a topic. Chosen.
_WORDINGS, _WITNESSES = 8, 5

_PAGE = Template((Path(__file__).parent / "static" / "page.html").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class QuestionList:
    """A page of the list of questions.

    groups, questions: how many there are in all. number, pages: which page this is, from 1.
    by_button: complaints without words. cut: after how many questions the list ends, 0 if it is
    whole.
    """

    cases: Sequence[Case]
    by_button: Sequence[Complaint]
    groups: int
    questions: int
    number: int
    pages: int
    cut: int


class Leaves:
    """Draws pages in one language. knowledge: gives topics and months their names."""

    def __init__(self, words: PageWords, knowledge: Knowledge) -> None:
        self._say = words.say
        self._language = words.language
        self._content = knowledge.content

    def page(self, body: str, here: str = "") -> str:
        """A whole page. here: which part of the menu it is; without one there is no menu."""
        return _PAGE.substitute(
            language=self._language,
            title=self._say("title"),
            menu=self._menu(here) if here else "",
            body=body,
        )

    def entry(self, problem: str = "") -> str:
        """The door. problem: why it stayed closed, as HTML."""
        told = f'<p role="alert" class="warn">{problem}</p>' if problem else ""
        return (
            f"<h1>{self._say('title')}</h1><p>{self._say('about-entry')}</p>{told}"
            '<form method="post" action="/curators/enter">'
            # For the memory of browsers, which keep passwords by names.
            '<input name="name" value="curators" autocomplete="username" hidden>'
            f'<label for="password">{self._say("password")}</label>'
            '<input id="password" name="password" type="password" required '
            'autocomplete="current-password" maxlength="200">'
            f"<button>{self._say('enter')}</button></form>"
        )

    def questions(self, listed: QuestionList) -> str:
        """The questions that were not answered well, those that ask the same together."""
        head = f"<h1>{self._say('questions')}</h1>"
        if not listed.questions and not listed.by_button:
            return f"{head}<p>{self._say('none')}</p>"
        told = self._say("groups", groups=listed.groups, questions=listed.questions)
        cut = f" {self._say('not-all', most=listed.cut)}" if listed.cut else ""
        download = (
            f'<p><a class="key" href="/curators/questions.yaml?page={listed.number}" download>'
            f"{self._say('download')}</a></p><p>{self._say('how-to-paste')}</p>"
        )
        return (
            f"{head}<p>{told}. {self._say('anonymous')}{cut}</p>{download if listed.cases else ''}"
            + "".join(map(self._case, listed.cases))
            + self._by_button(listed.by_button)
            + self._pages(listed)
        )

    def sentence(self, text: str = "", most: int = 0, found: str = "") -> str:
        """The form for a sentence, and what was found. most: its longest, in characters."""
        return (
            f"<h1>{self._say('try')}</h1>"
            '<form method="post" action="/curators/try">'
            f'<label for="text">{self._say("sentence")}</label>'
            f'<textarea id="text" name="text" rows="2" maxlength="{most}" required '
            f'placeholder="{self._say("sentence-hint")}">\n{escape(text)}</textarea>'
            f"<button>{self._say('look')}</button></form>{found}"
        )

    def explained(self, found: Explanation, facet: str) -> str:
        """What the matcher read and decided. facet: what is asked about the topic."""
        answer, offer = (f"{share:.0%}" for share in found.thresholds)
        cases = [*found.cases, found.none]
        rows = [(self._name(case), self._share(case.probability)) for case in cases]
        read = [(word.written, word.read, self._say(word.how)) for word in found.words]
        heads = [self._say(key) for key in ("written", "read", "how")]
        return (
            f'<p class="decision">{self._decision(found)}</p>'
            f"<p>{self._say('thresholds', answer=answer, offer=offer)} "
            f"{self._say('asks-for', facet=facet)}</p>"
            f"<h2>{self._say('topics')}</h2>"
            + _table([self._say("topic"), self._say("chance")], rows)
            + f"<h2>{self._say('read-as')}</h2>"
            + _table(heads, [(escape(w), escape(r), how) for w, r, how in read])
            + "".join(map(self._witnesses, found.cases))
        )

    def told(self, key: str) -> str:
        """A page of one line."""
        return f"<p>{self._say(key)}</p>"

    def _menu(self, here: str) -> str:
        entries = (("questions", "/curators"), ("try", "/curators/try"))
        links = "".join(
            f'<a href="{address}"{" aria-current=page" if here == key else ""}>{self._say(key)}</a>'
            for key, address in entries
        )
        leave = (
            f'<form method="post" action="/curators/leave"><button>{self._say("leave")}</button>'
        )
        return f'<nav aria-label="{self._say("title")}">{links}</nav>{leave}</form>'

    def _case(self, case: Case) -> str:
        why = [self._say("not-answered")] if case.unanswered else []
        why += [self._say("did-not-help", topic=self._title(topic)) for topic in case.rejected]
        wordings = case.wordings
        items = "".join(f"<li>{escape(wording)}</li>" for wording in wordings[:_WORDINGS])
        if left := len(wordings) - _WORDINGS:
            items += f"<li>{self._say('more-wordings', count=left)}</li>" if left > 0 else ""
        near = ", ".join(
            f"{escape(self._title(topic))} {chance:.0%}" for topic, chance in case.nearest
        )
        label = self._say("answered-today" if case.answered else "nearest")
        times = self._say("times", count=len(case.asked), day=self._day(case.last))
        return (
            f'<article><h2>{escape(wordings[0])}</h2><p class="quiet">{times}: {", ".join(why)}</p>'
            + (f"<ul>{items}</ul>" if len(wordings) > 1 else "")
            + f"<p><b>{label}:</b> {near or self._say('nothing')}</p>"
            '<form method="post" action="/curators/try">'
            f'<input type="hidden" name="text" value="{escape(wordings[0])}">'
            f"<button>{self._say('try')}</button></form></article>"
        )

    def _by_button(self, complaints: Sequence[Complaint]) -> str:
        topics: dict[str, list[Complaint]] = {}
        for complaint in complaints:
            topics.setdefault(complaint.topic, []).append(complaint)
        items = "".join(
            f"<li>{escape(self._title(topic))}: "
            f"{self._say('times', count=len(found), day=self._day(day_asked(found[0])))}</li>"
            for topic, found in topics.items()
        )
        return f"<h2>{self._say('by-button')}</h2><ul>{items}</ul>" if items else ""

    def _pages(self, listed: QuestionList) -> str:
        def link(number: int, key: str) -> str:
            there = 1 <= number <= listed.pages
            return f'<a href="/curators?page={number}">{self._say(key)}</a>' if there else ""

        links = link(listed.number - 1, "newer") + link(listed.number + 1, "older")
        return f'<nav aria-label="{self._say("pages")}">{links}</nav>' if links else ""

    def _decision(self, found: Explanation) -> str:
        if isinstance(found.match, Answered):
            return self._say("answered", topic=self._title(found.match.ranked[0].topic))
        return self._say("refused" if isinstance(found.match, Unknown) else "unsure")

    def _witnesses(self, case: TopicCase) -> str:
        said = "".join(f"<li>{escape(each.text)}</li>" for each in case.witnesses[:_WITNESSES])
        head = self._say("speaks-for", topic=self._title(case.topic))
        return f"<h3>{head}</h3><ul>{said}</ul>" if said else ""

    def _name(self, case: TopicCase) -> str:
        return escape(self._title(case.topic)) if case.topic else self._say("none-of-them")

    def _title(self, topic: str) -> str:
        """A topic as a person reads it, with the id by which its file names it."""
        found = self._content.topics.get(topic)
        return f"{found.title.in_(self._language)} ({topic})" if found else topic

    def _share(self, share: float) -> str:
        shown = f"{share:.1%}"
        return shown.replace(".", ",") if self._language == "id" else shown

    def _day(self, day: date) -> str:
        months = self._content.wording.months
        return f"{day.day} {months[day.month - 1].in_(self._language)} {day.year}"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f'<th scope="col">{cell}</th>' for cell in heads)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
