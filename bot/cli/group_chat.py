"""A group in the terminal: several people by name, each with a private chat, and a workshop."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import click

from bot.cli.group_workshop import GROUP, GroupWorkshop
from conversations.commands import command_named
from conversations.messages import (
    ANYBODY,
    Button,
    ButtonRows,
    Chose,
    Commanded,
    CopyButton,
    Event,
    PrivateChatButton,
    Reply,
    Revise,
    Say,
    Sender,
    Started,
    Toast,
)
from conversations.router import step
from conversations.state import State, restore, save
from conversations.workshop.guide import Guides
from conversations.workshop.session import is_workshop_event, request_of, workshop_step
from knowledge import markup
from knowledge.base import Knowledge
from knowledge.models.language import Language

HOW_TO: Final = (
    "A group. Say who speaks: `Ani: /lokakarya`, and tap by number: `Budi: 2`. A line without a"
    " name is of who spoke last. What one person alone sees stands below their name. Ctrl-D ends."
)
_SPOKEN: Final = re.compile(r"(?P<name>[^\W\d_][\w .'-]{0,30}?)\s*:\s*(?P<said>.*)")


@dataclass(frozen=True, slots=True)
class _Shown:
    """A message with buttons. owner: whose they are, or ANYBODY."""

    text: str
    rows: ButtonRows = ()
    owner: str = ANYBODY

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.rows for button in row]


class GroupChat:
    """The group. now: seconds since 1970."""

    def __init__(self, knowledge: Knowledge, language: Language, now: Callable[[], float]) -> None:
        self._knowledge = knowledge
        self._language = language
        self._guides = Guides(knowledge)
        self._people: dict[str, Sender] = {}
        self._speaker: Sender | None = None
        self._workshop = GroupWorkshop(self._guides, now)
        # By person and place, as saved; what was answered last, by place.
        self._states: dict[tuple[str, str], str] = {}
        self._answers: dict[str, _Shown] = {}
        # What stands on the screen, by place and kind.
        self._screen: dict[tuple[str, str], list[str]] = {}

    def hear(self, line: str) -> Iterator[str]:
        """Take a line that somebody typed; give the lines to print."""
        spoken = _SPOKEN.fullmatch(line.strip())
        if spoken:
            self._speaker = self._person(spoken["name"])
        if self._speaker is None:
            yield HOW_TO
            return
        event = self._event(self._speaker, spoken["said"] if spoken else line.strip())
        if event is None:
            return  # talk of the room
        yield from self._take(event)
        for place in (GROUP, *(person.id for person in self._people.values())):
            yield from self._redrawn(place)

    def _person(self, name: str) -> Sender:
        """Somebody by name; whoever speaks for the first time has just come."""
        number = str(len(self._people) + 1)
        return self._people.setdefault(name.casefold(), Sender(number, name, self._language))

    def _event(self, who: Sender, said: str) -> Event | None:
        if said.isdecimal():
            return self._tap(who, int(said))
        if not said.startswith("/"):
            return None
        word, _, argument = said[1:].partition(" ")
        name = command_named(word, self._knowledge.content.wording.commands) or word
        if name == "start":
            return Event(Started(argument), who)
        # Here everybody counts as an admin of the group.
        return Event(Commanded(name, argument), who, in_group=True, decides=True)

    def _tap(self, who: Sender, number: int) -> Event | None:
        here = [
            (button, shown) for shown in self._pages(GROUP).values() for button in shown.buttons
        ]
        own = [
            (button, shown) for shown in self._pages(who.id).values() for button in shown.buttons
        ]
        if not 0 < number <= len(here) + len(own):
            return None
        button, shown = (*here, *own)[number - 1]
        if isinstance(button, PrivateChatButton):
            return Event(Started(button.payload), who)
        if isinstance(button, CopyButton):
            return None
        owner = ANYBODY if button.for_anybody else shown.owner
        tap = Chose(button.conversation, button.question, button.option, owner, "screen")
        return Event(tap, who, in_group=number <= len(here))

    def _take(self, event: Event) -> Iterator[str]:
        if not is_workshop_event(event):
            yield from self._converse(event)
            return
        request = request_of(event, self._guides)
        scene = self._workshop.scene(request, event)
        outcome = workshop_step(request, event, scene, self._guides)
        yield from self._said(outcome.replies, event)
        for change in outcome.changes:
            for place, text in self._workshop.keep(change):
                yield from self._told(place, text)
        for moved in self._workshop.moved:
            self._screen.pop(moved, None)

    def _converse(self, event: Event) -> Iterator[str]:
        """What concerns no workshop is a conversation like any other."""
        key = event.sender.id, _place(event)
        state, replies = step(restore(self._states.get(key, save(State()))), event, self._knowledge)
        self._states[key] = save(state)
        yield from self._said(replies, event)

    def _said(self, replies: Sequence[Reply], event: Event) -> Iterator[str]:
        place = _place(event)
        for reply in replies:
            match reply:
                case Toast(text):
                    yield click.style(f"({event.sender.first_name}: {text})", dim=True)
                case Say(text, ()) | Revise(text, ()):
                    yield from self._told(place, text)
                case Say(text, rows) | Revise(text, rows):
                    self._answers[place] = _Shown(text, rows, event.sender.id)
                    self._screen.pop((place, "answer"), None)

    def _told(self, place: str, text: str) -> Iterator[str]:
        yield self._heading(place)
        yield styled(text)

    def _pages(self, place: str) -> dict[str, _Shown]:
        """What stands in the group, or in somebody's private chat, by kind."""
        drawn = self._workshop.pages(place)
        shown = {kind: _Shown(page.text, page.rows) for kind, page in drawn.items()}
        if place in self._answers:
            shown["answer"] = self._answers[place]
        return shown

    def _redrawn(self, place: str) -> Iterator[str]:
        """The lines that look otherwise than on the screen; numbers go on after the group's."""
        first = 1
        if place != GROUP:
            first += sum(len(shown.buttons) for shown in self._pages(GROUP).values())
        for kind, shown in self._pages(place).items():
            buttons = [
                click.style(f"  [{number}] {button.label}", fg="cyan")
                for number, button in enumerate(shown.buttons, start=first)
            ]
            first += len(buttons)
            lines = [*styled(shown.text).split("\n"), *buttons]
            before = self._screen.get((place, kind), [])
            self._screen[place, kind] = lines
            # Where the buttons stay it is most often a count that has changed.
            stays = before[-len(buttons) :] == buttons if buttons else False
            changed = [line for line in lines if line not in before] if stays else lines
            if changed and lines != before:
                yield self._heading(place)
                yield from changed

    def _heading(self, place: str) -> str:
        names = {person.id: person.first_name for person in self._people.values()}
        return click.style(f"\n--- {names[place]} ---" if place else "\n--- group ---", bold=True)


def _place(event: Event) -> str:
    return GROUP if event.in_group else event.sender.id


def styled(text: str) -> str:
    """A text with the content's markup as terminals show it."""
    for tag, style in (("b", "1"), ("i", "3")):
        text = text.replace(f"<{tag}>", f"\x1b[{style}m").replace(f"</{tag}>", "\x1b[0m")
    return markup.without_markup(text)
