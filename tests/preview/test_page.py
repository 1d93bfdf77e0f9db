"""The page in a real browser, with a small bot behind it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from bot.preview.server import PreviewServer, preview_server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
LONG = "Tidak tahu, tunjukkan penjelasannya dulu supaya kami paham"

pytestmark = pytest.mark.skipif(
    not CHROMIUM and os.environ.get("CI") != "true",
    reason="the page was NOT tested: there is no chromium on this machine",
)

Context = ContextTypes.DEFAULT_TYPE


def keyboard(count: int) -> InlineKeyboardMarkup:
    labels = {f"Tambah ({count})": f"add:{count + 1}", LONG: "toast", "Tutup": "alert"}
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data)] for label, data in labels.items()]
    )


async def on_start(update: Update, context: Context) -> None:
    assert update.effective_message is not None
    text = "<b>Halo</b>, ini <i>papan</i> https://t.me/mulai_bot?start=ruang"
    await update.effective_message.reply_html(text, reply_markup=keyboard(0))


async def on_tap(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    assert query.data is not None
    if query.data.startswith("add:"):
        await query.answer()
        await query.edit_message_text("Diubah", reply_markup=keyboard(int(query.data[4:])))
    else:
        await query.answer("Jawaban tersimpan", show_alert=query.data == "alert")


@pytest.fixture
async def server(stack: AsyncExitStack) -> AsyncIterator[PreviewServer]:
    """Serve the page, and a bot with a board of three buttons."""
    running = await stack.enter_async_context(preview_server())
    builder = Application.builder().token(running.standin.token).base_url(running.base_url)
    async with builder.base_file_url(running.base_file_url).build() as application:
        application.add_handler(CommandHandler("start", on_start))
        application.add_handler(CallbackQueryHandler(on_tap))
        await application.bot.set_my_commands([BotCommand("start", "Mulai dari awal")])
        assert application.updater is not None
        await application.updater.start_polling(timeout=20)
        await application.start()
        yield running
        await application.updater.stop()
        await application.stop()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Start a browser."""
    async with async_playwright() as playwright:
        yield await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


async def open_phone(browser: Browser, server: PreviewServer, where: str) -> Page:
    page = await browser.new_page(viewport={"width": 360, "height": 740}, locale="id-ID")
    await page.goto(f"{server.url}/?{where}")
    return page


async def is_cut(button: Locator) -> bool:
    return bool(await button.evaluate("node => node.scrollWidth > node.clientWidth"))


async def test_a_conversation_looks_and_works_as_on_a_phone(
    browser: Browser, server: PreviewServer
) -> None:
    phone = await open_phone(browser, server, "as=rina&chat=private")
    await phone.get_by_test_id("start-button").click()
    board = phone.locator("[data-testid=message][data-from=bot]").first
    buttons = board.get_by_test_id("keyboard-button")
    await expect(board.locator("strong")).to_have_text("Halo")

    assert [await is_cut(buttons.nth(number)) for number in range(3)] == [False, True, False]
    assert await phone.evaluate("document.documentElement.scrollWidth") == 360

    await buttons.first.click()
    await expect(buttons.first).to_have_text("Tambah (1)")
    await expect(board).to_contain_text("Diubah")
    await buttons.nth(1).click()
    await expect(phone.get_by_test_id("toast")).to_have_text("Jawaban tersimpan")
    await buttons.nth(2).click()
    await expect(phone.get_by_test_id("alert")).to_contain_text("Jawaban tersimpan")
    await phone.keyboard.press("Escape")

    await phone.get_by_test_id("composer-input").fill("/")
    await phone.get_by_test_id("command-menu").get_by_text("/start").click()
    await expect(phone.locator("[data-from=bot]")).to_have_count(2)
    await phone.get_by_test_id("message").last.get_by_text("https://t.me").click()
    messages = phone.get_by_test_id("message-list")
    await expect(messages.get_by_text("/start ruang")).to_be_visible()


async def test_two_windows_are_two_phones_in_one_group(
    browser: Browser, server: PreviewServer
) -> None:
    rina = await open_phone(browser, server, "as=rina&chat=group")
    budi = await open_phone(browser, server, "as=budi&chat=private")
    await expect(budi.get_by_test_id("start-button")).to_be_visible()
    await rina.get_by_test_id("composer-input").fill("/start@mulai_bot")
    await rina.get_by_test_id("composer-send").click()
    await expect(budi.get_by_test_id("unread")).to_have_text("2")
    await budi.get_by_test_id("chat-switch").select_option("group")
    await budi.get_by_test_id("keyboard-button").first.click()
    await expect(rina.get_by_test_id("keyboard-button").first).to_have_text("Tambah (1)")
    await rina.get_by_test_id("person-switch").select_option("maria")
    await expect(rina.locator("[data-from=rina] .sender").first).to_have_text("Rina")
