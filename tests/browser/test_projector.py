"""The projector page in a browser: it changes by itself, and fits the screens of halls."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from itertools import cycle

import numpy as np
import pytest
import zxingcpp
from playwright.async_api import Browser, Page, expect

from conversations.workshop.guide import guide_of
from conversations.workshop.slides import Slide, slide
from knowledge.base import Knowledge
from tests.bot.projecting import SECRET, Stage, Theatre, theatre
from tests.browser.phones import chromium, needs_chromium
from tests.conversations.halls import Hall, longest_guide, open_hall

pytestmark = needs_chromium

SCREENS = ((1280, 720), (1920, 1080))


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


def shown(room: Hall) -> Slide:
    return slide(room.workshop, room.room.turnout(room.workshop), room.guide)


async def opened(browser: Browser, hall: Theatre, width: int = 1280, height: int = 720) -> Page:
    """The page on a screen."""
    page = await browser.new_page(viewport={"width": width, "height": height})
    await page.goto(f"{hall.url}/w/{SECRET}")
    return page


async def code_on(page: Page, browser: Browser) -> str:
    """What a phone reads from the code on a page."""
    drawn = await page.evaluate(
        "new XMLSerializer().serializeToString(document.querySelector('#code svg'))"
    )
    # The page itself lets no pictures be made of anything.
    easel = await browser.new_page()
    grey = await easel.evaluate(
        """async (drawn) => {
            const image = new Image(300, 300)
            image.src = 'data:image/svg+xml,' + encodeURIComponent(drawn)
            await image.decode()
            const pen = new OffscreenCanvas(300, 300).getContext('2d')
            pen.drawImage(image, 0, 0, 300, 300)
            return [...pen.getImageData(0, 0, 300, 300).data].filter((_, i) => i % 4 === 0)
        }""",
        drawn,
    )
    read = zxingcpp.read_barcodes(np.array(grey, np.uint8).reshape(300, 300))
    return " ".join(found.text for found in read)


async def test_the_code_leads_into_the_workshop(knowledge: Knowledge, browser: Browser) -> None:
    room = open_hall(guide_of(knowledge.edition("id")))
    async with theatre(knowledge, Stage({SECRET: shown(room)})) as hall:
        page = await opened(browser, hall)
        assert await code_on(page, browser) == "https://t.me/mulai_bot?start=w_w1234567"


async def test_the_count_grows_and_the_bars_come_with_the_reveal(
    knowledge: Knowledge, browser: Browser
) -> None:
    room = open_hall(guide_of(knowledge.edition("id")))
    async with theatre(knowledge, Stage({SECRET: shown(room)})) as hall:
        page = await opened(browser, hall)
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        await page.reload()
        await expect(page.locator("#text")).to_have_text("Pindai kode untuk ikut")
        await expect(page.locator("#code svg")).to_be_visible()
        hall.stage.show(shown(room.control("start")))
        await expect(page.locator("#turnout")).to_have_text("0 dari 0 sudah memilih")
        await page.evaluate("document.querySelector('#bars').firstElementChild.kept = true")
        for number in range(1, 6):
            room.vote(str(number), "1")
            hall.stage.show(shown(room))
            await expect(page.locator("#turnout")).to_have_text(re.compile(rf"^{number} dari"))
        # Only the count was drawn anew: nothing flickers.
        assert await page.evaluate("document.querySelector('#bars').firstElementChild.kept")
        await expect(page.locator("#bars .votes")).to_have_count(0)
        hall.stage.show(shown(room.control("reveal")))
        await expect(page.locator("#bars .votes")).to_have_text(["0", "5", "0", "0", "0"])
        bars = page.locator("#bars rect")
        assert await bars.nth(1).get_attribute("width") == "100.00%"
        hall.stage.show(None)
        await expect(page.locator("h1")).to_have_text("Halaman ini tidak ada")
        # Now: once the server has ended, the page complains rightly.
        wrong = [text for text in complaints if "404" not in text]
    assert wrong == []
    assert all(url.startswith(f"{hall.url}/w/") for url in requests)


async def test_a_lost_connection_is_told_and_found_again(
    knowledge: Knowledge, browser: Browser
) -> None:
    room = open_hall(guide_of(knowledge.edition("id")))
    async with theatre(knowledge, Stage({SECRET: shown(room)})) as hall:
        page = await opened(browser, hall)
        mark = page.get_by_text("Sambungan terputus")
        await expect(mark).to_be_hidden()
        # Streams end, and new ones are refused from now on.
        hall.projector.close()
        await page.route("**/w/**", lambda route: route.abort())
        await expect(mark).to_be_visible()
        await expect(page.locator("#text")).to_have_text("Pindai kode untuk ikut")
        hall.stage.show(shown(room.control("start")))
        await page.unroute("**/w/**")
        # The page looks by itself where it gets no stream.
        await expect(page.locator("#turnout")).to_contain_text("dari")
        await expect(mark).to_be_hidden()


@pytest.mark.parametrize("size", SCREENS)
async def test_the_longest_texts_fit_the_screen_without_scrolling(
    knowledge: Knowledge, browser: Browser, size: tuple[int, int]
) -> None:
    room = open_hall(longest_guide(knowledge.content.workshop), "all")
    async with theatre(knowledge, Stage({SECRET: shown(room)})) as hall:
        page = await opened(browser, hall, *size)

        async def fits(phase: str) -> None:
            hall.stage.show(shown(room))
            await expect(page.locator("body")).to_have_attribute("data-phase", phase)
            too_much = await page.evaluate(
                "[document.documentElement.scrollHeight - innerHeight,"
                " document.documentElement.scrollWidth - innerWidth]"
            )
            assert max(too_much) <= 0, (phase, too_much)

        await fits("lobby")
        agencies = list(knowledge.content.workshop.agencies)[:12]  # five people each: all are shown
        for voter, agency in zip(range(60), cycle(agencies)):
            room.join(str(voter), agency)
        room.control("start").control("timer", "10").vote_all("0123" * 14 + "uuuu")
        await fits("voting")
        room.control("reveal")
        await fits("revealed")
        await expect(page.locator("#bars .agencies li")).to_have_count(12)
        while room.workshop.phase != "discussing":
            room.control("next").vote_all("0033u").control("reveal")
        await fits("discussing")
        room.control("finish").control("finish-yes")
        await fits("finished")


async def test_the_page_writes_in_its_own_letters(browser: Browser, knowledge: Knowledge) -> None:
    room = open_hall(guide_of(knowledge.edition("id")))
    async with theatre(knowledge, Stage({SECRET: shown(room)})) as hall:
        page = await opened(browser, hall)
        loaded = await page.evaluate(
            """async () => {
                await document.fonts.ready
                return [...document.fonts].filter(font => font.status === 'loaded').length
            }"""
        )
    assert loaded == 3
