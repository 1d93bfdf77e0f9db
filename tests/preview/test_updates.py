"""What people do reaches the bot as Telegram would deliver it."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict, RetryAfter, TelegramError

from bot.preview.standin.standin import Call, PlannedFault
from tests.preview.conftest import MakeBot, Stage

ALL = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]


async def fetch(stage: Stage, offset: int | None = None) -> tuple[Update, ...]:
    """Return what waits, without waiting."""
    return await stage.bot.get_updates(offset, timeout=0)


async def texts(stage: Stage) -> list[str | None]:
    messages = [update.message for update in await fetch(stage)]
    return [message.text for message in messages if message]


async def test_an_offset_confirms_and_forgets_everything_below(stage: Stage) -> None:
    private = stage.people.private(stage.rina)
    for text in ("satu", "dua", "tiga"):
        await stage.people.say(private, stage.rina, text)
    first, second, third = await fetch(stage)
    assert await fetch(stage) == (first, second, third)
    assert await fetch(stage, second.update_id) == (second, third)
    assert await fetch(stage) == (second, third)
    assert len(await stage.bot.get_updates(limit=1, timeout=0)) == 1
    assert await fetch(stage, -1) == (third,)
    assert await fetch(stage, third.update_id + 1) == ()


async def test_a_long_poll_ends_with_the_next_update(stage: Stage) -> None:
    poll = asyncio.create_task(stage.bot.get_updates(timeout=20))
    await stage.standin.wait_for(lambda: stage.standin.called("getUpdates"))
    await stage.people.say(stage.people.private(stage.rina), stage.rina, "halo")
    (update,) = await poll
    assert update.message is not None
    assert update.message.text == "halo"
    assert update.message.from_user is not None
    assert update.message.from_user.language_code == "id"


async def test_a_second_poller_ends_the_first_with_a_conflict(
    stage: Stage, make_bot: MakeBot
) -> None:
    other: Bot = await make_bot(stage.server)
    poll = asyncio.create_task(stage.bot.get_updates(timeout=20))
    await stage.standin.wait_for(lambda: stage.standin.called("getUpdates"))
    await other.get_updates(timeout=0)
    with pytest.raises(Conflict, match="terminated by other"):
        await poll


async def test_polling_is_refused_while_a_webhook_is_set(stage: Stage) -> None:
    await stage.bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict, match="webhook is active"):
        await fetch(stage)
    await stage.bot.delete_webhook()
    assert await fetch(stage) == ()


async def test_allowed_updates_are_remembered_and_leave_chat_member_out(stage: Stage) -> None:
    await stage.people.promote(stage.group, None)
    await stage.people.leave(stage.group, stage.budi)
    assert not [u for u in await fetch(stage) if u.chat_member]
    await stage.bot.get_updates(timeout=0, allowed_updates=ALL)
    await stage.people.join(stage.group, stage.budi)
    assert [u for u in await fetch(stage) if u.chat_member]
    await stage.bot.get_updates(timeout=0, allowed_updates=["callback_query"])
    await stage.people.say(stage.people.private(stage.rina), stage.rina, "tidak diminta")
    assert "tidak diminta" not in await texts(stage)


async def test_a_redelivered_update_comes_again_after_its_confirmation(stage: Stage) -> None:
    await stage.people.say(stage.people.private(stage.rina), stage.rina, "halo")
    (update,) = await fetch(stage)
    assert await fetch(stage, update.update_id + 1) == ()
    stage.standin.redeliver(update.update_id)
    assert await fetch(stage, update.update_id + 1) == (update,)
    assert await fetch(stage, update.update_id + 1) == ()


async def test_a_tap_waits_150_seconds_and_a_message_a_day(stage: Stage) -> None:
    private = stage.people.private(stage.rina)
    await stage.people.say(private, stage.rina, "halo")
    await stage.people.forge(private, stage.rina, 1, "x")
    stage.clock.pass_(149)
    assert len(await fetch(stage)) == 2
    stage.clock.pass_(1)
    assert await texts(stage) == ["halo"]
    stage.clock.pass_(24 * 3600)
    assert await fetch(stage) == ()


async def test_a_tap_is_acknowledged_once_and_within_15_seconds(stage: Stage) -> None:
    private = stage.people.private(stage.rina)
    message = await stage.bot.send_message(
        stage.rina.id,
        "halo",
        reply_markup={"inline_keyboard": [[{"text": "Ya", "callback_data": "y"}]]},  # type: ignore[arg-type] # as JSON has it
    )
    tap = await stage.people.tap(private, stage.rina, message.message_id, "Ya")
    (update,) = await fetch(stage)
    assert update.callback_query is not None
    assert update.callback_query.data == "y"
    with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
        await update.callback_query.answer("a" * 201)
    await update.callback_query.answer("Tersimpan", show_alert=True)
    toast = await tap.answer()
    assert (toast.text, toast.is_alert) == ("Tersimpan", True)
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await update.callback_query.answer()
    late = await stage.people.tap(private, stage.rina, message.message_id, "y")
    stage.clock.pass_(16)
    with pytest.raises(BadRequest, match="query id is invalid"):
        await stage.bot.answer_callback_query(late.id)


async def test_a_tap_may_open_the_bot_and_no_other_address(stage: Stage) -> None:
    board = await stage.bot.send_message(stage.group.id, "papan")
    tap = await stage.people.forge(stage.group, stage.rina, board.message_id, "1")
    for url in ("https://example.org/", "https://t.me/lain_bot?start=a"):
        with pytest.raises(BadRequest, match=r"(?i)url_invalid"):
            await stage.bot.answer_callback_query(tap.id, url=url)
    link = f"https://t.me/{stage.bot.username}?start=a"
    await stage.bot.answer_callback_query(tap.id, url=link)
    assert (await tap.answer()).url == link


async def test_a_tap_on_a_deleted_message_comes_with_an_inaccessible_one(stage: Stage) -> None:
    await stage.people.forge(stage.people.private(stage.rina), stage.rina, 77, "x")
    (update,) = await fetch(stage)
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible


async def test_privacy_mode_lets_only_what_is_meant_for_the_bot_through(stage: Stage) -> None:
    people, group = stage.people, stage.group
    await people.say(group, stage.budi, "obrolan")
    await people.say(group, stage.budi, "@mulai_bot halo")
    await people.say(group, stage.budi, "/status")
    await people.say(group, stage.budi, "/status@lain_bot")
    assert await texts(stage) == []
    await people.say(group, stage.budi, "/status@Mulai_Bot")
    board = await stage.bot.send_message(group.id, "papan")
    await people.say(group, stage.budi, "/bantuan")
    await people.other_bot_says(group, "halo")
    await people.say(group, stage.budi, "/bantuan lagi")
    await people.say(group, stage.budi, "jawaban", reply_to=board.message_id)
    assert await texts(stage) == ["/status@Mulai_Bot", "/bantuan", "jawaban"]


async def test_an_admin_bot_and_one_without_privacy_get_everything(stage: Stage) -> None:
    people, group = stage.people, stage.group
    stage.standin.world.privacy = False
    assert (await stage.bot.get_me()).can_read_all_group_messages
    await people.say(group, stage.budi, "belum")
    assert await texts(stage) == []
    await people.remove_bot(group, stage.rina)
    await people.add_bot(group, stage.rina)
    await people.say(group, stage.budi, "sekarang")
    assert "sekarang" in await texts(stage)
    stage.standin.world.privacy = True
    other = await people.make_group("Lain", [stage.rina, stage.budi], key="lain")
    await people.promote(other, None)
    await people.say(other, stage.budi, "admin")
    assert "admin" in await texts(stage)


async def test_a_migration_is_told_in_the_old_and_the_new_chat(stage: Stage) -> None:
    new = await stage.people.migrate(stage.group)
    old_side, new_side = [u.message for u in await fetch(stage)]
    assert old_side is not None
    assert new_side is not None
    assert (old_side.chat.id, old_side.migrate_to_chat_id) == (stage.group.id, new.id)
    assert (new_side.chat.id, new_side.migrate_from_chat_id) == (new.id, stage.group.id)
    assert new.id == -1_000_000_000_000 + stage.group.id


async def test_blocking_joining_and_promoting_are_told(stage: Stage) -> None:
    await stage.people.block(stage.rina)
    await stage.people.unblock(stage.rina)
    await stage.people.promote(stage.group, None)
    await stage.people.remove_bot(stage.group, stage.rina)
    updates = await fetch(stage)
    changes = [u.my_chat_member for u in updates if u.my_chat_member]
    assert [c.new_chat_member.status for c in changes] == [
        "kicked",
        "member",
        "administrator",
        "kicked",
    ]
    assert updates[-1].message is not None
    assert updates[-1].message.left_chat_member is not None


async def test_an_anonymous_admin_is_no_person_but_taps_as_one(stage: Stage) -> None:
    people, group = stage.people, stage.group
    await people.promote(group, stage.budi, anonymous=True)
    await people.say(group, stage.budi, "/hasil@mulai_bot", anonymous=True)
    await people.forge(group, stage.budi, 1, "x")
    written, tapped = await fetch(stage)
    assert written.message is not None
    assert written.message.from_user is not None
    assert written.message.from_user.id == 1087968824
    assert written.message.sender_chat is not None
    assert written.message.sender_chat.id == group.id
    assert tapped.callback_query is not None
    assert tapped.callback_query.from_user.id == stage.budi.id
    admins = await stage.bot.get_chat_administrators(group.id)
    assert [admin.user.id for admin in admins] == [stage.rina.id]
    member = await stage.bot.get_chat_member(group.id, stage.budi.id)
    assert member.status == "administrator"
    assert await stage.bot.get_chat_member_count(group.id) == 3


async def test_everything_but_text_arrives_as_its_own_kind(stage: Stage) -> None:
    people, private, rina = stage.people, stage.people.private(stage.rina), stage.rina
    await people.send_voice(private, rina)
    await people.send_sticker(private, rina)
    await people.send_location(private, rina)
    await people.send_contact(private, rina)
    await people.send_document(private, rina, "rpjmd.pdf", b"%PDF")
    await people.send_photo(private, rina, b"\xff\xd8")
    await people.send_poll(private, rina, "Setuju?", ["Ya", "Tidak"])
    said = await people.say(private, rina, "sebelum")
    await people.edit(private, rina, said["message_id"], "sesudah")
    *sent, before, after = await fetch(stage)
    kinds = ("voice", "sticker", "location", "contact", "document", "photo", "poll")
    for kind, update in zip(kinds, sent, strict=True):
        assert getattr(update.message, kind), kind
    assert before.message is not None
    assert before.message.text == "sebelum"
    assert after.edited_message is not None
    assert after.edited_message.text == "sesudah"


async def test_topics_and_replies_keep_their_place(stage: Stage) -> None:
    forum = await stage.people.migrate(stage.group)
    await stage.people.make_forum(forum)
    thread = await stage.people.open_topic(forum, stage.rina, "Energi")
    board = await stage.bot.send_message(forum.id, "papan", message_thread_id=thread)
    await stage.people.say(forum, stage.budi, "ya", reply_to=board.message_id)
    message = (await fetch(stage))[-1].message
    assert message is not None
    assert message.chat.is_forum
    assert message.message_thread_id == thread
    assert message.reply_to_message is not None
    assert message.reply_to_message.text == "papan"


async def test_an_answer_in_an_ordinary_supergroup_has_a_thread_that_is_no_topic(
    stage: Stage,
) -> None:
    chat = await stage.people.migrate(stage.group)
    first = await stage.people.say(chat, stage.budi, "siapa ikut?")
    asked = await stage.people.say(chat, stage.rina, "/tanya", reply_to=first["message_id"])
    answer = await stage.bot.send_message(chat.id, "apa?", reply_to_message_id=asked["message_id"])
    await stage.people.say(chat, stage.rina, "ini", reply_to=answer.message_id)
    last = (await fetch(stage))[-1].message
    assert last is not None
    assert answer.message_thread_id == last.message_thread_id == first["message_id"]
    assert not answer.is_topic_message
    assert not last.is_topic_message


async def test_an_answer_in_an_ordinary_group_has_no_thread(stage: Stage) -> None:
    first = await stage.bot.send_message(stage.group.id, "halo")
    said = await stage.people.say(stage.group, stage.budi, "ya", reply_to=first.message_id)
    assert "message_thread_id" not in said


async def test_a_fault_can_refuse_break_and_garble(stage: Stage) -> None:
    faults = iter(
        [
            PlannedFault(retry_after=7),
            PlannedFault(status=502, body="<html>Bad Gateway</html>"),
            PlannedFault(body='{"ok": tr'),
            PlannedFault(lose_request=True),
            PlannedFault(lose_answer=True),
            None,
        ]
    )

    async def hook(call: Call) -> PlannedFault | None:
        return next(faults)

    stage.standin.faults = hook
    with pytest.raises(RetryAfter, match="7"):
        await stage.bot.send_message(stage.rina.id, "satu")
    for text in ("dua", "tiga", "empat", "lima"):
        with pytest.raises(TelegramError):
            await stage.bot.send_message(stage.rina.id, text)
    await stage.bot.send_message(stage.rina.id, "enam")
    assert [m["text"] for m in stage.standin.sent(stage.rina.id)] == ["lima", "enam"]
    calls = stage.standin.called("sendMessage")
    assert [call.parameters["text"] for call in calls][:2] == ["satu", "dua"]
    assert [bool(call.answer and call.answer.ok) for call in calls] == [*[False] * 5, True]
