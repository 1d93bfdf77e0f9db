"""The commands, one record each; their words and menu lines are content, by their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz, process

from knowledge.models.language import Language
from knowledge.models.wording import CommandEntry

Menu = Literal["private", "group", "admins"]
Who = Literal["everybody", "admins", "operators"]
# By name, as wording.yaml has them.
Entries = Mapping[str, CommandEntry]


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    name: what `Commanded` carries, and its key in wording.yaml. menus: the chats whose menu lists
    it; elsewhere it works when it is typed. who: who may use it ("admins": those of the group).
    """

    name: str
    menus: tuple[Menu, ...] = ()
    who: Who = "everybody"


# In the order of the menus.
COMMANDS: Final = (
    Command("start", ("private",)),
    Command("ask", ("private", "group", "admins")),
    Command("diagnose", ("private",)),
    Command("results", ("private",)),
    Command("plan", ("private",)),
    Command("document", ("private",)),
    Command("region", ("private", "group", "admins")),
    Command("workshop", ("private", "group", "admins")),
    Command("language", ("private",)),
    Command("help", ("private", "group", "admins")),
    Command("remind", ("private",)),
    Command("privacy", ("private",)),
    Command("cancel", ("private",)),
    Command("quiet", ("admins",), "admins"),
    Command("talk", ("admins",), "admins"),
    Command("reload", who="operators"),
    Command("statistics", who="operators"),
)
_WHO: Final[dict[str, Who]] = {command.name: command.who for command in COMMANDS}


def in_menu(menu: Menu) -> tuple[str, ...]:
    """The names of the commands that a menu lists."""
    return tuple(command.name for command in COMMANDS if menu in command.menus)


def who_may(name: str) -> Who:
    """Who may use a command; unknown names are refused elsewhere."""
    return _WHO.get(name, "everybody")


def command_named(word: str, entries: Entries, *, operator: bool = False) -> str | None:
    """The name of a typed command ("tanya" -> "ask"), or None if there is none.

    operator: whether an operator types it; for others there are no operators' commands.
    """
    return _by_word(entries, operator=operator).get(word.lower())


def word_for(name: str, language: Language, entries: Entries) -> str:
    """The word that readers of a language type for a command."""
    return entries[name].words.in_(language)[0]


def nearest_command(word: str, language: Language, entries: Entries) -> str:
    """The command that a mistyped word most resembles, as readers of a language type it."""
    by_word = _by_word(entries, operator=False)
    found = process.extractOne(word.lower(), list(by_word), scorer=fuzz.ratio)
    return word_for(by_word[found[0]] if found else "help", language, entries)


def _by_word(entries: Entries, *, operator: bool) -> dict[str, str]:
    """Every word that can be typed for a command, in all languages, its English name included."""
    by_word = {}
    for command in COMMANDS:
        if command.who == "operators" and not operator:
            continue
        by_word[command.name] = command.name
        for _, words in entries[command.name].words.each():
            by_word.update(dict.fromkeys(words, command.name))
    return by_word
