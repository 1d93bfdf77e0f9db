"""The commands stand in one table; their words are content."""

from __future__ import annotations

import pytest

from conversations.commands import COMMANDS, command_named, in_menu, nearest_command, word_for
from knowledge.base import Knowledge
from knowledge.models.language import LANGUAGES, Language


def test_every_command_has_words_and_no_words_are_without_a_command(knowledge: Knowledge) -> None:
    assert {command.name for command in COMMANDS} == {*knowledge.content.wording.commands}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_that_a_menu_shows_is_understood(knowledge: Knowledge, language: Language) -> None:
    entries = knowledge.content.wording.commands
    for command in COMMANDS:
        word = word_for(command.name, language, entries)
        assert command_named(word.upper(), entries, operator=True) == command.name


def test_menus_list_what_can_be_used_where_they_stand() -> None:
    assert in_menu("group") == ("ask", "region", "workshop", "help")
    assert in_menu("admins") == (*in_menu("group"), "quiet", "talk")
    assert not {"quiet", "talk", "reload", "statistics"} & {*in_menu("private")}


def test_a_mistyped_command_leads_to_none_of_the_operators(knowledge: Knowledge) -> None:
    entries = knowledge.content.wording.commands
    assert nearest_command("lokakrya", "en", entries) == "workshop"
    assert nearest_command("statistik", "id", entries) != "statistik"
