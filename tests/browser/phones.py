"""Phones: the real command `mulai preview` in a process of its own, and pages 360 pixels wide."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.preview.standin.taps import PATIENCE

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]

# A group that has used up its burst gets a message in five seconds: that is Telegram's limit, and
# the expectation's default too. A busy machine takes longer.
expect.set_options(timeout=PATIENCE * 1000)

needs_chromium = pytest.mark.skipif(
    not CHROMIUM and os.environ.get("CI") != "true",
    reason="the page was NOT tested: there is no Chromium on this machine",
)


@contextlib.asynccontextmanager
async def preview(folder: Path) -> AsyncIterator[str]:
    """Run `mulai preview` on a free port; yields the address it prints."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("MULAI_")
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "preview", "--port", "0"),
        cwd=Path(__file__).parents[2],
        env=environment | {"TMPDIR": str(folder)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        # Content that was changed is learnt first, which takes a busy machine minutes.
        async with asyncio.timeout(300):
            line = (await process.stdout.readline()).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        yield found.group()
    finally:
        process.terminate()
        assert await process.wait() == 0


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


class Phone:
    """One person's phone on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    async def open(cls, browser: Browser, url: str, person: str, chat: str = "private") -> Phone:
        """A window of 360 x 740 pixels as one person in one chat."""
        page = await browser.new_page(
            viewport={"width": 360, "height": 740}, device_scale_factor=2, locale="id-ID"
        )
        await page.goto(f"{url}/?as={person}&chat={chat}")
        return cls(page)

    @property
    def messages(self) -> Locator:
        """All messages of the chat."""
        return self.page.get_by_test_id("message")

    @property
    def last(self) -> Locator:
        """The bot's newest message."""
        return self.page.locator('[data-testid="message"][data-from="bot"]').last

    async def start(self) -> None:
        """Press START in an empty chat."""
        await self.page.get_by_test_id("start-button").click()
        await expect(self.last).to_be_visible()

    async def say(self, text: str) -> None:
        """Type and send."""
        await self.page.get_by_test_id("composer-input").fill(text)
        await self.page.get_by_test_id("composer-send").click()

    async def tap(self, label: str) -> None:
        """Tap a button of the newest message that has it."""
        button = self.page.get_by_test_id("keyboard-button").filter(has_text=label).last
        await button.click()

    async def reads(self, text: str | re.Pattern[str]) -> None:
        """Wait until the newest message of the bot says something."""
        await expect(self.last).to_contain_text(text)

    async def cut_labels(self) -> list[str]:
        """Labels of buttons that do not fit."""
        found: list[str] = await self.page.evaluate(
            """async () => {
                await document.fonts.ready
                const buttons = document.querySelectorAll('[data-testid="keyboard-button"]')
                const isCut = e => e.scrollWidth > e.clientWidth
                    && getComputedStyle(e).overflow !== 'visible'
                return [...buttons].filter(b => [b, ...b.querySelectorAll('*')].some(isCut))
                    .map(b => b.textContent)
            }"""
        )
        return found


async def barriers(page: Page) -> list[str]:
    """What keeps people out of a page, as axe tells it: the rule, and where it is broken."""
    found = await Axe().run(page)
    return [
        f"{broken['id']}: {node['target']}: {node['failureSummary']}"
        for broken in found.response["violations"]
        for node in broken["nodes"]
    ]
