"""The projector page in a browser: it changes by itself, and fits the screens of halls."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import cycle
from typing import Literal

import numpy as np
import pytest
import zxingcpp
from playwright.async_api import Browser, Page, expect

from conversations.workshop.guide import guide_of
from conversations.workshop.slides import Slide, slide
from knowledge.base import Knowledge
from knowledge.loading.logo import Logo
from tests.bot.projecting import SECRET, Stage, Theatre, theatre
from tests.browser.phones import barriers, chromium, needs_chromium
from tests.conversations.halls import Hall, longest_guide, open_hall

pytestmark = needs_chromium

# A picture of one pixel.
LOGO = Logo(
    b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    ),
    "image/png",
)
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


def voted_twice(room: Hall) -> Hall:
    """A room of six agencies that voted twice, and far apart."""
    for voter, agency in zip(range(30), cycle(list(room.guide.wording.agencies)[:6])):
        room.join(str(voter), agency)
    room.control("start").vote_all("003" * 10).control("reveal")
    return room.control("revote").vote_all("013" * 10).control("reveal")


@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_agencies_can_be_read_from_the_last_row(
    knowledge: Knowledge, browser: Browser, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    room = open_hall(guide_of(knowledge.edition("id")))
    for voter, agency in zip(range(60), cycle(list(room.guide.wording.agencies)[:12])):
        room.join(str(voter), agency)
    room.control("start").vote_all("0123" * 15).control("reveal")
    async with theatre(knowledge, Stage({SECRET: shown(room)})) as hall:
        page = await opened(browser, hall, *size)
        await page.emulate_media(color_scheme=scheme)
        await expect(page.locator("#bars .agencies li").first).to_be_visible()
        measured = await page.evaluate(
            """() => {
                const light = (colour) => {
                    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(each => {
                        const part = each / 255
                        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
                    })
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b
                }
                const page = light(getComputedStyle(document.body).backgroundColor)
                return [...document.querySelectorAll('#bars .agencies li')].map(name => {
                    const style = getComputedStyle(name)
                    const [low, high] = [light(style.color), page].sort((a, b) => a - b)
                    return [parseFloat(style.fontSize) / innerHeight, (high + 0.05) / (low + 0.05)]
                })
            }"""
        )
    assert measured
    assert min(share for share, _ in measured) >= 0.022
    assert min(contrast for _, contrast in measured) >= 7


async def test_axe_finds_nothing_on_any_screen(knowledge: Knowledge, browser: Browser) -> None:
    room = open_hall(guide_of(knowledge.edition("id")))
    async with theatre(knowledge, Stage({SECRET: shown(room)}), logo=LOGO) as hall:
        page = await opened(browser, hall)

        async def finds_nothing(phase: str) -> None:
            hall.stage.show(shown(room))
            await expect(page.locator("body")).to_have_attribute("data-phase", phase)
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme=scheme)
                assert await barriers(page) == [], (phase, scheme)

        await finds_nothing("lobby")
        voted_twice(room)
        await finds_nothing("revealed")
        room.control("revote").control("timer", "5")
        await finds_nothing("voting")
        room.control("finish").control("finish-yes")
        await finds_nothing("finished")
        for address in ("/w/", "/w/K7M3QW", f"/w/{'x' * 30}"):
            await page.goto(f"{hall.url}{address}")
            assert await barriers(page) == [], address


async def test_rounds_stand_side_by_side_and_the_last_slide_says_what_it_is_not(
    knowledge: Knowledge, browser: Browser
) -> None:
    room = voted_twice(open_hall(guide_of(knowledge.edition("en"))))
    room.workshop = replace(room.workshop, region="Kota Bogor")
    async with theatre(knowledge, Stage({SECRET: shown(room)}), logo=LOGO) as hall:
        page = await opened(browser, hall)
        await expect(page.locator("#region")).to_have_text("Kota Bogor")
        await expect(page.locator("#progress")).to_have_text("Question 1 of 5 · Round 2")
        await expect(page.locator("#bars .votes").first).to_have_text("20 → 10")
        await expect(page.locator("#bars .before")).to_have_count(5)
        assert await page.evaluate("document.querySelector('#logo').naturalWidth") == 1
        # The code does not take the place of what is revealed.
        boxes = [await page.locator(each).bounding_box() for each in ("#bars", "#code")]
        assert boxes[0]
        assert boxes[1]
        assert boxes[0]["width"] > 3 * boxes[1]["width"]
        hall.stage.show(shown(room.control("accept").control("finish").control("finish-yes")))
        await expect(page.locator("#caveat")).to_contain_text("not official data")
        await expect(page.locator("#dissents li").first).to_contain_text("votes on the side of")
        await expect(page.locator("#findings .step").first).to_contain_text(":")


async def test_the_end_of_the_time_sounds_unless_the_sound_is_off(
    knowledge: Knowledge, browser: Browser
) -> None:
    room = open_hall(guide_of(knowledge.edition("en"))).control("start")
    async with theatre(knowledge, Stage({SECRET: shown(room)})) as hall:
        page = await opened(browser, hall)

        async def runs_out() -> None:
            hall.stage.show(replace(shown(room), timer_ends=int(hall.now[0]) + 60))
            await expect(page.locator("#clock")).to_have_text(re.compile(r"^(1:00|0:5\d)$"))
            hall.stage.show(replace(shown(room), timer_ends=int(hall.now[0]) + 1))
            await expect(page.get_by_text("Time is up")).to_be_visible()
            hall.stage.show(shown(room))
            await expect(page.locator("#timer")).to_be_hidden()

        hall.stage.show(replace(shown(room), timer_ends=int(hall.now[0]) + 60))
        button = page.get_by_role("button", name=re.compile("Sound is"))
        await expect(button).to_be_visible()
        if await button.get_attribute("aria-pressed") == "false":
            await button.click()
        await expect(button).to_have_text("Sound is on")
        await runs_out()
        assert await page.evaluate("document.body.dataset.rung") == "3"
        hall.stage.show(replace(shown(room), timer_ends=int(hall.now[0]) + 60))
        await button.click()
        await expect(button).to_have_text("Sound is off")
        await runs_out()
        assert await page.evaluate("document.body.dataset.rung") == "3"
