"""The preview page keeps nobody out: letters that can be read, names for all that is touched."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.browser.phones import Phone, barriers, chromium, needs_chromium, preview

pytestmark = needs_chromium


async def dressed(page: Page, theme: str) -> list[str]:
    """What axe finds in the open page in a theme."""
    await page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    return await barriers(page)


async def look(page: Page) -> list[str]:
    """What axe finds on a phone and on a wide screen, in light and in dark."""
    found = []
    for width in (360, 1280):
        await page.set_viewport_size({"width": width, "height": 740})
        found += [line for theme in ("light", "dark") for line in await dressed(page, theme)]
    return found


async def asked_in_private(browser: Browser, url: str) -> Phone:
    rina = await Phone.open(browser, url, "rina")
    await rina.start()
    await rina.say("dimulai dari mana?")
    await rina.reads("Mulailah dari kebutuhan dasar warga")
    return rina


async def test_axe_finds_nothing(tmp_path: Path) -> None:
    async with preview(tmp_path) as url, chromium() as browser:
        asleep = await Phone.open(browser, url, "sari")
        await expect(asleep.page.get_by_test_id("start-button")).to_be_visible()
        assert await look(asleep.page) == []
        rina = await asked_in_private(browser, url)
        assert await look(rina.page) == []
        await rina.page.locator("#more").click()
        await rina.page.get_by_test_id("command-button").click()
        await expect(rina.page.get_by_test_id("command-menu")).to_be_visible()
        assert await look(rina.page) == []
        budi = await Phone.open(browser, url, "budi", "group")
        await budi.say("/tanya@mulai_bot dimulai dari mana?")
        await budi.reads("Mulailah dari kebutuhan dasar warga")
        sari = await Phone.open(browser, url, "sari", "group")
        await sari.reads("Mulailah dari kebutuhan dasar warga")
        assert await look(sari.page) == []


async def test_who_hears_or_recolours_the_page_gets_all_of_it(tmp_path: Path) -> None:
    async with preview(tmp_path) as url, chromium() as browser:
        rina = await asked_in_private(browser, url)
        # Who speaks, and what the thumbs are for.
        first = rina.messages.filter(has_text="dimulai dari mana?").first
        assert "Rina: dimulai dari mana?" in (await first.text_content() or "")
        helped = rina.last.get_by_role("button", name="Membantu", exact=True)
        await expect(helped).to_have_text("👍")
        await expect(rina.last.get_by_role("button", name="Tidak membantu")).to_have_text("👎")
        # Parts to jump to.
        for part in (rina.page.get_by_role("main"), rina.page.get_by_role("log", name="Pesan")):
            await expect(part).to_be_visible()
        await expect(rina.page.get_by_role("navigation", name="Mulai")).to_be_visible()
        # Edges where the system chooses the colours.
        await rina.page.emulate_media(forced_colors="active")
        for what in (".bubble", '[data-testid="keyboard-button"]'):
            edge = "it => getComputedStyle(it).borderTopWidth"
            assert await rina.page.locator(what).last.evaluate(edge) == "1px"
        # On paper the messages and nothing else.
        await rina.page.emulate_media(forced_colors="none", media="print")
        await expect(rina.last).to_be_visible()
        await expect(rina.page.get_by_test_id("composer-input")).to_be_hidden()


async def test_without_scripts_the_page_says_what_it_needs(tmp_path: Path) -> None:
    async with preview(tmp_path) as url, chromium() as browser:
        page = await browser.new_page(java_script_enabled=False)
        await page.goto(url)
        told = page.locator("noscript p")
        await expect(told).to_contain_text("Halaman ini memerlukan JavaScript.")
        # It covers the empty phone.
        box = await told.bounding_box()
        assert box is not None
        assert (box["x"], box["y"]) == (0, 0)
