"""The commands, each by its English name, with the word that people type in either language."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from knowledge.models.language import Language

# English name -> Indonesian name; the English ones are what `Commanded` carries.
COMMANDS: dict[str, str] = {
    "start": "mulai",
    "ask": "tanya",
    "diagnose": "diagnosa",
    "results": "hasil",
    "workshop": "lokakarya",
    "language": "bahasa",
    "help": "bantuan",
    "privacy": "data",
    "cancel": "batal",
    "quiet": "diam",
    "talk": "bicara",
}

_BY_WORD = {word: name for name, local in COMMANDS.items() for word in (name, local)}


def command_named(word: str) -> str | None:
    """The English name of a typed command ("tanya" -> "ask"), or None if there is none."""
    return _BY_WORD.get(word.lower())


def word_for(name: str, language: Language) -> str:
    """The word that readers of a language type for a command."""
    return COMMANDS[name] if language == "id" else name


def nearest_command(word: str, language: Language) -> str:
    """The command that a mistyped word most resembles, as readers of a language type it."""
    found = process.extractOne(word.lower(), list(_BY_WORD), scorer=fuzz.ratio)
    return word_for(_BY_WORD[found[0]] if found else "help", language)
