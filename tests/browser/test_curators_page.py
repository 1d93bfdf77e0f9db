"""The page for curators in a browser: it works on a phone too, and shuts nobody out."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from bot.storage.curating import Complaint
from knowledge.base import Knowledge
from tests.bot.curating import NOON, PASSWORD, office
from tests.browser.phones import barriers, chromium, needs_chromium

pytestmark = needs_chromium

KEPT = (
    Complaint("apa itu e-voting desa", "", NOON),
    Complaint("E-voting desa itu apa?", "", NOON - 86400),
    Complaint("mulai dari mana?", "where-to-start", NOON),
    Complaint("a" * 300, "", NOON),
)


async def wide(page: Page) -> bool:
    """Whether something sticks out of the page sideways."""
    return bool(
        await page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
    )


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_a_curator_comes_in_reads_tries_and_leaves(
    width: int, colours: str, knowledge: Knowledge
) -> None:
    async with office(knowledge, *KEPT) as served, chromium() as browser:
        page = await browser.new_page(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if colours == "dark" else "light",
        )
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        await page.goto(f"{served.url}/curators")
        assert await barriers(page) == []
        await page.get_by_label("Kata sandi").fill(PASSWORD)
        await page.get_by_role("button", name="Masuk").click()
        await expect(page.get_by_role("article")).to_have_count(3)
        assert (await barriers(page), await wide(page)) == ([], False)
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Unduh YAML halaman ini").click()
        assert (await download.value).suggested_filename == "questions.yaml"
        await page.get_by_role("article").first.get_by_role("button", name="Coba kalimat").click()
        await expect(page.get_by_label("Kalimat")).to_have_value("apa itu e-voting desa")
        await page.get_by_label("Kalimat").fill("gmn mulai smart city")
        await page.get_by_role("button", name="Lihat").click()
        await expect(page.get_by_role("cell", name="ejaan percakapan").first).to_be_visible()
        assert (await barriers(page), await wide(page)) == ([], False)
        await page.get_by_role("button", name="Keluar").click()
        await expect(page.get_by_label("Kata sandi")).to_be_visible()
        # The console tells the door's status.
        assert [line for line in faults if "401" not in line] == []
