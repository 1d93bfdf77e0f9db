"""The stand-in refuses what Telegram refuses, in the same words."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken

from tests.preview.conftest import Stage

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99="
    b"\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


def keyboard(*rows: list[str], data: str = "x") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label in row] for row in rows]
    )


async def send(stage: Stage, text: str = "halo", **more: Any) -> Message:
    return await stage.bot.send_message(stage.rina.id, text, **more)


@pytest.mark.parametrize("text", ["a" * 4096, "😀" * 2048, f"<b>{'a' * 4096}</b>"])
async def test_a_text_of_4096_utf16_units_passes(stage: Stage, text: str) -> None:
    assert await send(stage, text, parse_mode="HTML")


@pytest.mark.parametrize("text", ["a" * 4097, "😀" * 2049])
async def test_a_longer_text_is_refused(stage: Stage, text: str) -> None:
    with pytest.raises(BadRequest, match="Message is too long"):
        await send(stage, text)


async def test_an_edit_to_a_longer_text_is_refused(stage: Stage) -> None:
    message = await send(stage)
    with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
        await message.edit_text("a" * 4097)


@pytest.mark.parametrize("text", ["", " \n ", "<b></b>"])
async def test_an_empty_text_is_refused(stage: Stage, text: str) -> None:
    with pytest.raises(BadRequest, match="Message text is empty"):
        await send(stage, text, parse_mode="HTML")


async def test_a_caption_over_1024_is_refused(stage: Stage) -> None:
    assert await stage.bot.send_photo(stage.rina.id, PNG, caption="a" * 1024)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await stage.bot.send_photo(stage.rina.id, PNG, caption="a" * 1025)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("ya <p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("é <br/>", 'Unsupported start tag "br/" at byte offset 3'),
        ("3 < 4", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "<blockquote>x<blockquote>y</blockquote></blockquote>",
            "Nested blockquote at byte offset 13",
        ),
    ],
)
async def test_malformed_html_is_refused(stage: Stage, html: str, reason: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await send(stage, html, parse_mode="HTML")
    # The library writes the first letter large and all others small.
    assert refused.value.message.lower() == f"can't parse entities: {reason}".lower()


async def test_html_becomes_text_and_entities(stage: Stage) -> None:
    message = await send(
        stage,
        "  😀 <b>te<i>bal</i></b> &lt;3 &amp; <a href='https://bappenas.go.id/a'>sumber</a>\n"
        "<blockquote expandable>mengapa <code>x</code></blockquote>"
        "<pre><code class='language-python'>y</code></pre> /mulai@mulai_bot",
        parse_mode="HTML",
    )
    assert message.text == "😀 tebal <3 & sumber\nmengapa xy /mulai@mulai_bot"
    assert {(e.type, message.parse_entity(e)) for e in message.entities} == {
        ("bold", "tebal"),
        ("italic", "bal"),
        ("text_link", "sumber"),
        ("expandable_blockquote", "mengapa x"),
        ("code", "x"),
        ("pre", "y"),
        ("bot_command", "/mulai@mulai_bot"),
    }


@pytest.mark.parametrize("data", ["a" * 65, "é" * 33])
async def test_callback_data_over_64_bytes_is_refused(stage: Stage, data: str) -> None:
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await send(stage, reply_markup=keyboard(["x"], data=data))


@pytest.mark.parametrize("rows", [[["x"] * 9], [["x"]] * 101])
async def test_a_keyboard_that_is_too_large_is_refused(stage: Stage, rows: list[list[str]]) -> None:
    with pytest.raises(BadRequest, match="Reply markup is too long"):
        await send(stage, reply_markup=keyboard(*rows))


async def test_a_button_that_does_nothing_is_refused(stage: Stage) -> None:
    with pytest.raises(BadRequest, match="text buttons are unallowed"):
        await send(stage, reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("x")]]))


async def test_an_edit_that_changes_nothing_is_refused(stage: Stage) -> None:
    message = await send(stage, "<b>halo</b>", parse_mode="HTML", reply_markup=keyboard(["x"]))
    with pytest.raises(BadRequest, match="Message is not modified: specified new message"):
        await message.edit_text("<b>halo</b>", parse_mode="HTML", reply_markup=keyboard(["x"]))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_reply_markup(keyboard(["x"]))


async def test_an_edit_without_a_keyboard_removes_the_keyboard(stage: Stage) -> None:
    message = await send(stage, reply_markup=keyboard(["x"]))
    edited = await message.edit_text("baru")
    assert isinstance(edited, Message)
    assert edited.reply_markup is None
    assert edited.edit_date


async def test_a_message_that_is_gone_cannot_be_edited_or_deleted(stage: Stage) -> None:
    message = await send(stage)
    await message.delete()
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await message.edit_text("baru")
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await message.delete()


async def test_messages_of_people_cannot_be_edited(stage: Stage) -> None:
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await stage.bot.edit_message_text("baru", stage.rina.id, 1)


async def test_a_photo_has_no_text_to_edit_but_can_be_replaced(stage: Stage) -> None:
    message = await stage.bot.send_photo(stage.rina.id, PNG, reply_markup=keyboard(["x"]))
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await message.edit_text("baru")
    await message.edit_caption("hasil", reply_markup=keyboard(["y"]))
    edited = await message.edit_media(InputMediaPhoto(PNG + b"!", caption="*"))
    assert isinstance(edited, Message)
    assert edited.caption == "*"
    assert edited.photo[-1].file_size == len(PNG) + 1


async def test_a_text_becomes_a_photo_by_edit_media_only(stage: Stage) -> None:
    message = await send(stage)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await message.edit_caption("baru")
    edited = await message.edit_media(InputMediaPhoto(PNG))
    assert isinstance(edited, Message)
    assert edited.photo
    assert edited.text is None


async def test_what_is_no_picture_is_refused_as_a_photo(stage: Stage) -> None:
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await stage.bot.send_photo(stage.rina.id, b"no picture")


async def test_a_document_can_be_downloaded_again_unchanged(stage: Stage) -> None:
    content = b"\r\n--%PDF\x00\xff\r\n"
    message = await stage.bot.send_document(stage.rina.id, content, filename="hasil.pdf")
    assert message.document is not None
    assert message.document.file_name == "hasil.pdf"
    file = await message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == content


async def test_a_reply_to_a_missing_message_is_refused_unless_allowed(stage: Stage) -> None:
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await send(stage, reply_to_message_id=999)
    assert await send(stage, reply_to_message_id=999, allow_sending_without_reply=True)
    reply = await send(stage, reply_to_message_id=1)
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "/start"


async def test_an_unknown_chat_is_refused(stage: Stage) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await stage.bot.send_message(424242, "halo")


async def test_a_bot_cannot_write_first(stage: Stage) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await stage.bot.send_message(stage.budi.id, "halo")
    await stage.people.start(stage.budi)
    assert await stage.bot.send_message(stage.budi.id, "halo")


async def test_a_blocked_bot_is_refused_until_it_is_unblocked(stage: Stage) -> None:
    await stage.people.block(stage.rina)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await send(stage)
    await stage.people.unblock(stage.rina)
    assert await send(stage)


async def test_a_deleted_account_is_refused(stage: Stage) -> None:
    await stage.people.deactivate(stage.rina)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await send(stage)


async def test_a_bot_thrown_out_of_a_group_is_refused(stage: Stage) -> None:
    await stage.people.remove_bot(stage.group, stage.rina)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await stage.bot.send_message(stage.group.id, "halo")


async def test_a_bot_that_left_a_group_is_refused(stage: Stage) -> None:
    assert await stage.bot.leave_chat(stage.group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await stage.bot.send_message(stage.group.id, "halo")


async def test_a_muted_bot_is_refused(stage: Stage) -> None:
    await stage.people.mute_bot(stage.group)
    with pytest.raises(BadRequest, match="Not enough rights to send text messages"):
        await stage.bot.send_message(stage.group.id, "halo")


async def test_the_old_id_of_a_migrated_group_names_the_new_one(stage: Stage) -> None:
    new = await stage.people.migrate(stage.group)
    with pytest.raises(ChatMigrated) as refused:
        await stage.bot.send_message(stage.group.id, "halo")
    assert refused.value.new_chat_id == new.id
    assert (await stage.bot.send_message(new.id, "halo")).chat.type == "supergroup"


async def test_missing_and_closed_topics_are_refused(stage: Stage) -> None:
    forum = await stage.people.migrate(stage.group)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await stage.bot.send_message(forum.id, "halo", message_thread_id=5)
    await stage.people.make_forum(forum)
    thread = await stage.people.open_topic(forum, stage.rina, "Air bersih")
    message = await stage.bot.send_message(forum.id, "halo", message_thread_id=thread)
    assert message.is_topic_message
    await stage.people.close_topic(forum, stage.rina, thread)
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await stage.bot.send_message(forum.id, "halo", message_thread_id=thread)


async def test_the_thread_of_an_answer_in_an_ordinary_supergroup_is_no_topic(stage: Stage) -> None:
    chat = await stage.people.migrate(stage.group)
    board = await stage.bot.send_message(chat.id, "papan")
    said = await stage.people.say(chat, stage.rina, "ya", reply_to=board.message_id)
    thread = said["message_thread_id"]
    with pytest.raises(BadRequest, match="Message thread not found"):
        await stage.bot.send_message(chat.id, "halo", message_thread_id=thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await stage.bot.send_document(chat.id, b"isi", message_thread_id=thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await stage.bot.send_chat_action(chat.id, "typing", message_thread_id=thread)


async def test_a_topic_that_is_deleted_or_closed_takes_nothing_but_an_admins(stage: Stage) -> None:
    forum = await stage.people.migrate(stage.group)
    await stage.people.make_forum(forum)
    thread = await stage.people.open_topic(forum, stage.rina, "Air bersih")
    said = await stage.people.say(forum, stage.rina, "halo", thread=thread)
    await stage.people.close_topic(forum, stage.rina, thread)
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):  # an answer stands there too
        await stage.bot.send_message(forum.id, "ya", reply_to_message_id=said["message_id"])
    await stage.people.promote(forum, None)
    assert await stage.bot.send_message(forum.id, "ya", message_thread_id=thread)
    await stage.people.delete_topic(forum, thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await stage.bot.send_message(forum.id, "ya", message_thread_id=thread)


async def test_a_wrong_token_is_refused(stage: Stage) -> None:
    stranger = Bot("1:wrong", base_url=stage.server.base_url)
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_an_unknown_method_is_answered_404(stage: Stage) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{stage.server.base_url}{stage.standin.token}/sendDice")
    assert answer.status_code == 404
    assert answer.json() == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found: method not found",
    }


async def test_method_names_are_not_case_sensitive_and_json_bodies_pass(stage: Stage) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(
            f"{stage.server.base_url}{stage.standin.token}/SENDMESSAGE",
            json={"chat_id": stage.rina.id, "text": "halo", "reply_markup": {}},
        )
    assert answer.json()["result"]["text"] == "halo"


@pytest.mark.parametrize("name", ["Mulai", "a" * 33, "mulai-dari"])
async def test_invalid_commands_are_refused(stage: Stage, name: str) -> None:
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await stage.bot.set_my_commands([BotCommand(name, "x")])


async def test_the_most_specific_command_menu_is_seen(stage: Stage) -> None:
    bot, seen_by = stage.bot, stage.standin.commands.seen_by
    private = stage.people.private(stage.rina)
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("bantuan", "Bantuan")], language_code="id")
    await bot.set_my_commands(
        [BotCommand("lokakarya", "Mulai")],
        scope={"type": "all_chat_administrators"},  # type: ignore[arg-type] # as JSON has it
    )
    assert [c["command"] for c in seen_by(stage.rina, private)] == ["bantuan"]
    assert [c["command"] for c in seen_by(stage.rina, stage.group)] == ["lokakarya"]
    assert [c["command"] for c in seen_by(stage.budi, stage.group)] == ["help"]
    assert [c.command for c in await bot.get_my_commands(language_code="id")] == ["bantuan"]
    await bot.delete_my_commands(language_code="id")
    assert [c["command"] for c in seen_by(stage.rina, private)] == ["help"]


async def test_a_deep_link_carries_at_most_64_characters(stage: Stage) -> None:
    with pytest.raises(ValueError, match="1 to 64"):
        await stage.people.open_link(stage.budi, f"https://t.me/mulai_bot?start={'a' * 65}")
    opened = await stage.people.open_link(stage.budi, "https://t.me/mulai_bot?start=kode_1-A")
    assert opened is not None
    assert opened["text"] == "/start kode_1-A"
