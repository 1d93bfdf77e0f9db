"""Button data says what a button answers, within Telegram's 64 bytes, and trusts nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.callbacks import LIMIT, decode, encode
from conversations.messages import Choice, Chose, UnknownTap

# The longest id that Telegram promises: 52 bits.
LONGEST_OWNER = str(2**52 - 1)
part = st.text("abcdefghijklmnopqrstuvwxyz-_0123456789", max_size=12)


@given(part, part, part, st.integers(1, 2**52 - 1).map(str), st.booleans())
def test_what_is_encoded_is_decoded(
    conversation: str, question: str, option: str, owner: str, for_anybody: bool
) -> None:
    choice = Choice("label", conversation, question, option, for_anybody)
    chose = decode(encode(choice, owner), "5")
    expected = Chose(conversation, question, option, "" if for_anybody else owner, "5")
    assert chose == expected


@given(st.text(max_size=80))
def test_forged_data_is_strange_or_well_formed_and_never_an_exception(data: str) -> None:
    match decode(data, "5"):
        case UnknownTap():
            pass
        case Chose(conversation, question, option, owner, _):
            assert data == "|".join(("1", owner, conversation, question, option))


@pytest.mark.parametrize("data", ["", "1", "1|7|ask|more", "1|7|ask|more|x|y", "2|7|ask|more|x"])
def test_data_cut_short_or_of_another_version_is_strange(data: str) -> None:
    assert decode(data, "5") == UnknownTap()


def test_every_promised_topic_fits_beside_the_longest_owner() -> None:
    option = "x" * (LIMIT - len(f"1|{LONGEST_OWNER}|ask|sources|"))
    assert len(encode(Choice("", "ask", "sources", option), LONGEST_OWNER)) == LIMIT
    with pytest.raises(ValueError, match="does not fit"):
        encode(Choice("", "ask", "sources", option + "x"), LONGEST_OWNER)


def test_the_limit_counts_bytes_and_a_separator_in_a_part_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        encode(Choice("", "ask", "more", "é" * 30), "7")
    with pytest.raises(ValueError, match="does not fit"):
        encode(Choice("", "ask", "more", "a|b"), "7")
