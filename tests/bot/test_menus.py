"""The menus of commands follow the languages that the content has."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import cast

from telegram import Bot, BotCommand, BotCommandScope

from bot.telegram.menus import register_commands
from knowledge.base import Knowledge, open_knowledge
from knowledge.loading.loader import packaged_content


class Menus:
    """Takes the place of Telegram: keeps the menus by scope and language."""

    def __init__(self) -> None:
        self.shown: dict[tuple[str, str | None], dict[str, str]] = {}

    async def set_my_commands(
        self, commands: list[BotCommand], scope: BotCommandScope, language_code: str | None
    ) -> None:
        listed = {command.command: command.description for command in commands}
        self.shown[scope.type, language_code] = listed


def menus_of(knowledge: Knowledge) -> dict[tuple[str, str | None], dict[str, str]]:
    menus = Menus()
    asyncio.run(register_commands(cast("Bot", menus), knowledge))
    return menus.shown


def test_each_audience_has_a_menu_in_each_language(knowledge: Knowledge) -> None:
    menus = menus_of(knowledge)
    assert {code for _, code in menus} == {None, "en"}
    assert "diagnosa" in menus["all_private_chats", None]
    assert [*menus["all_group_chats", "en"]] == ["ask", "region", "workshop", "help"]
    assert [*menus["all_chat_administrators", None]][-2:] == ["diam", "bicara"]


def test_a_further_language_brings_its_own_words_and_borrows_the_rest(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(packaged_content(), content, ignore=shutil.ignore_patterns("model"))
    malay = content / "languages" / "ms"
    malay.mkdir()
    (malay / "language.yaml").write_text("name: Melayu\ncodes: [ms]\nfallback: id\n")
    (malay / "wording.yaml").write_text(
        "commands:\n  ask: {words: [soal, tanya], about: Bertanya tentang bandar pintar}\n"
    )
    menu = menus_of(open_knowledge(content, semantic=False))["all_group_chats", "ms"]
    assert menu == {
        "soal": "Bertanya tentang bandar pintar",
        "daerah": "Angka resmi sebuah daerah",
        "lokakarya": "Diagnosis bersama di grup",
        "bantuan": "Cara memakai bot ini",
    }
