"""A person asks in the page, with the real bot behind it."""

from __future__ import annotations

from pathlib import Path

from tests.browser.phones import Phone, chromium, needs_chromium, preview

pytestmark = needs_chromium


async def test_a_person_asks_reads_more_and_changes_the_language(tmp_path: Path) -> None:
    async with preview(tmp_path) as url, chromium() as browser:
        rina = await Phone.open(browser, url, "rina")
        await rina.start()
        await rina.reads("Halo, Rina")
        await rina.say("dimulai dari mana?")
        await rina.reads("Mulailah dari kebutuhan dasar warga")
        assert await rina.cut_labels() == []
        await rina.tap("Selengkapnya")
        await rina.reads("Yang bisa menunggu")
        await rina.say("/bahasa")
        await rina.reads("Pilih bahasa")
        await rina.tap("English")
        await rina.reads("English it is")
        await rina.say("where do we start?")
        await rina.reads("Start with what people cannot live without")
        assert await rina.cut_labels() == []


async def test_two_windows_are_two_phones_in_one_group(tmp_path: Path) -> None:
    async with preview(tmp_path) as url, chromium() as browser:
        rina = await Phone.open(browser, url, "rina", "group")
        budi = await Phone.open(browser, url, "budi", "group")
        await rina.say("/tanya@mulai_bot dimulai dari mana?")
        await rina.reads("Mulailah dari kebutuhan dasar warga")
        await budi.reads("Mulailah dari kebutuhan dasar warga")
        await budi.tap("Selengkapnya")
        await budi.page.get_by_test_id("toast").get_by_text("milik orang lain").wait_for()
        await rina.tap("Selengkapnya")
        await budi.reads("Yang bisa menunggu")
