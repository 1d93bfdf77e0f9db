"""A person takes the whole diagnostic on a phone and carries the result away."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from tests.browser.phones import Phone, chromium, needs_chromium, preview

pytestmark = needs_chromium

# One option for each question, by its place among the buttons.
OPTIONS = (1, 0, 0, 2, 4, 1, 2, 1, 1, 2, 1, 0, 2, 4)


async def test_a_person_walks_through_all_stages_to_picture_and_pdf(tmp_path: Path) -> None:
    async with preview(tmp_path) as url, chromium() as browser:
        rina = await Phone.open(browser, url, "rina")
        await rina.start()
        await rina.tap("Mulai diagnosis")
        await rina.reads("Empat belas pertanyaan")
        assert await rina.cut_labels() == []
        await rina.tap("Lewati")
        for number, option in enumerate(OPTIONS, start=1):
            await rina.reads(f"{number}/{len(OPTIONS)}")
            assert await rina.cut_labels() == []
            await rina.last.get_by_test_id("keyboard-button").nth(option).click()
        await rina.reads("Hasil diagnosis")
        assert await rina.cut_labels() == []
        await rina.tap("Gambar")
        await expect(rina.page.get_by_test_id("photo")).to_be_visible()
        await rina.tap("PDF")
        await expect(rina.page.get_by_test_id("document")).to_contain_text(".pdf")
        await rina.tap("Semua prioritas")
        await rina.page.get_by_test_id("keyboard-button").filter(has_text="1. ").first.click()
        await rina.page.get_by_text("90 hari").last.wait_for()
        assert await rina.cut_labels() == []
