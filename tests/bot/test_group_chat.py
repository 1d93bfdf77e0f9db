"""A workshop of several people in the terminal, as a script of what they type."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click
import pytest
from click.testing import CliRunner

from bot.cli.group_chat import HOW_TO, GroupChat
from bot.cli.talk import chat
from knowledge.base import Knowledge

NOON = 1_800_000_000


class Script:
    """Lines that people type, with buttons by label, and what the terminal printed last."""

    def __init__(self, group: GroupChat) -> None:
        self._group = group
        self._numbers: dict[str, int] = {}
        self.printed = ""

    def types(self, line: str) -> str:
        """Type a line; return what is printed."""
        self.printed = click.unstyle("\n".join(self._group.hear(line)))
        found = re.findall(r"^  \[(\d+)\] (.*)$", self.printed, re.MULTILINE)
        self._numbers.update((label, int(number)) for number, label in found)
        return self.printed

    def taps(self, name: str, label: str) -> str:
        """Somebody types the number of a button that was printed last with this label."""
        number = next(n for shown, n in reversed(self._numbers.items()) if shown == label)
        return self.types(f"{name}: {number}")

    def all_tap(self, names: Iterable[str], label: str) -> str:
        for name in names:
            self.taps(name, label)
        return self.printed


@pytest.fixture
def script(knowledge: Knowledge) -> Script:
    return Script(GroupChat(knowledge, "id", lambda: NOON))


@pytest.fixture
def voting(script: Script) -> Script:
    """Three people in front of the first question; Ani leads."""
    script.types("Ani: /lokakarya air bersih Kota Bogor")
    script.taps("Ani", "Mulai pertanyaan pertama")
    return script


def below(printed: str, name: str) -> str:
    """All that is printed below a name."""
    parts = re.split(r"^--- (.*) ---$", printed, flags=re.MULTILINE)
    return "".join(
        text for heading, text in zip(parts[1::2], parts[2::2], strict=True) if heading == name
    )


def test_a_room_opens_joins_votes_reveals_and_finishes(script: Script) -> None:
    opened = script.types("Ani: /lokakarya air bersih Kota Bogor")
    assert "Daerah: Kota Bogor" in below(opened, "group")
    assert "Panel fasilitator" in below(opened, "Ani")
    assert "(Budi: Anda ikut dari Bappeda.)" in script.taps("Budi", "Bappeda")
    assert "Pilihan Anda rahasia" in below(script.taps("Ani", "Mulai pertanyaan pertama"), "group")
    first = re.search(r"\[1\] (.*)", script.printed)
    assert first is not None
    voted = script.all_tap(("Ani", "Budi", "Cici"), first[1])
    assert f"(Cici: Tercatat: {first[1]}" in voted
    assert "3 dari 3" in below(voted, "group")
    revealed = below(script.taps("Ani", "Buka hasil"), "group")
    assert "Hasil putaran 1, 3 suara" in revealed
    copied = below(script.taps("Budi", "Simpan salinan jawaban saya"), "Budi")
    assert first[1] in copied
    script.taps("Ani", "Terima sebagai jawaban bersama")
    assert "Selesaikan lokakarya sekarang?" in script.taps("Ani", "Selesaikan lokakarya")
    finished = script.taps("Ani", "Ya, selesaikan")
    assert "Hasil bersama" in finished
    assert "NOTULEN" in finished.upper()
    assert "semua suara sudah dihapus" in below(
        script.taps("Cici", "Bandingkan dengan jawaban saya"), "Cici"
    )
    assert "Jawaban Anda dan jawaban bersama" in below(
        script.taps("Budi", "Bandingkan dengan jawaban bersama"), "Budi"
    )


def test_before_the_reveal_nothing_printed_tells_how_anybody_voted(knowledge: Knowledge) -> None:
    seen = []
    for option in ("1", "4"):
        script = Script(GroupChat(knowledge, "id", lambda: NOON))
        script.types("Ani: /lokakarya")
        script.taps("Ani", "Mulai pertanyaan pertama")
        printed = [script.types(f"{name}: {option}") for name in ("Budi", "Cici", "Dedi")]
        seen.append([lines.partition("---")[2] for lines in printed])  # without the voter's toast
    assert seen[0] == seen[1]
    assert "3 dari 3" in seen[0][-1]


def test_only_who_leads_has_the_panel(voting: Script) -> None:
    panel = below(voting.printed, "Ani")
    number = re.search(r"\[(\d+)\] Buka hasil", panel)
    assert number is not None
    assert voting.types(f"Budi: {number[1]}") == ""


def test_what_stays_on_the_screen_is_not_printed_again(voting: Script) -> None:
    voted = below(voting.types("Budi: 2"), "group")
    assert "1 dari 1" in voted
    assert "[1]" not in voted


def test_who_takes_part_in_private_sees_the_question_below_their_name(voting: Script) -> None:
    link = re.search(r"/start w_\S+", voting.types("Ani: /lokakarya qr"))
    assert link is not None
    joined = voting.types(f"Budi: {link[0]}")
    assert "Anda dari instansi mana?" in below(joined, "Budi")
    joined = voting.taps("Budi", "Bappeda")
    assert "Pilihan Anda rahasia" in below(joined, "Budi")
    assert "Lokakarya ini sudah tidak ada" in voting.types("Budi: /start w_another")
    assert "1 dari 1" in voting.types("Budi: 1")


def test_a_line_without_a_name_is_of_who_spoke_last(script: Script) -> None:
    assert script.types("/lokakarya") == HOW_TO
    script.types("Ani: /lokakarya")
    assert "(Ani: Anda ikut dari Bappeda.)" in script.types("1")


def test_talk_of_the_room_is_not_answered_and_a_command_is(script: Script) -> None:
    assert script.types("Ani: bagaimana kalau kita mulai?") == ""
    asked = script.types("Ani: /tanya apa itu csco?")
    assert "Chief Smart City Officer" in asked


def test_a_number_that_is_not_there_does_nothing(script: Script) -> None:
    assert script.types("Ani: 3") == ""
    assert script.types("Ani: 0") == ""


def test_mulai_chat_holds_a_group() -> None:
    typed = "Ani: /lokakarya\nBudi: 1\n"
    told = CliRunner().invoke(chat, ["--group"], input=typed)
    assert told.exit_code == 0, told.output
    assert "--- group ---" in told.output
    assert "(Budi: Anda ikut dari Bappeda.)" in told.output
