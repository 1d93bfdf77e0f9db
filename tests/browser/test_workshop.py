"""A workshop as six people and a hall see it: in the group, on the panel, on the projector."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.async_api import expect

from tests.browser.phones import Phone, chromium, needs_chromium, preview

pytestmark = needs_chromium

MEMBERS = ("rina", "budi", "sari", "andi", "maria", "joko")
LOW, HIGH = "Kebanyakan tanpa air layak", "Hampir semua punya air layak"


async def test_six_people_hold_a_workshop_and_the_hall_sees_it(tmp_path: Path) -> None:
    async with preview(tmp_path) as url, chromium() as browser:
        panel = await Phone.open(browser, url, "rina")
        await panel.start()
        phones = [await Phone.open(browser, url, member, "group") for member in MEMBERS]
        lead = phones[0]
        await lead.say("/lokakarya@mulai_bot air bersih Kota Bogor")
        await lead.reads("Lokakarya: air bersih Kota Bogor")
        for phone in phones[1:4]:
            await phone.tap("Bappeda")
        await lead.reads("Peserta: 3, hadir sekarang: 3")
        assert await lead.cut_labels() == []

        # The panel comes last, next to the thumb.
        await panel.reads("Mulai pertanyaan pertama")
        await panel.tap("Layar depan")
        await panel.reads("Untuk layar di depan ruangan")
        address = await panel.messages.locator('a[href*="/w/"]').get_attribute("href")
        assert address
        hall = await browser.new_page(viewport={"width": 1280, "height": 720})
        await hall.goto(address)
        await hall.get_by_role("button", name="Tampilkan").click()
        await expect(hall.get_by_text("Pindai kode untuk ikut").first).to_be_visible()

        await panel.tap("Mulai pertanyaan pertama")
        await lead.reads("Pilihan Anda rahasia")
        for place, phone in enumerate(phones):
            await phone.tap(LOW if place < 3 else HIGH)
        await lead.reads("6 dari 6")
        await expect(hall.get_by_text("6 dari 6 sudah memilih").first).to_be_visible()
        assert await lead.cut_labels() == []

        await panel.tap("Buka hasil")
        await lead.reads("dua kubu")
        await expect(hall.get_by_text("dua kubu").first).to_be_visible()
        await panel.tap("Pilih ulang setelah diskusi")
        await lead.reads("Putaran 2")
        for phone in phones:
            await phone.tap(LOW)
        await lead.reads("6 dari 6")
        await panel.tap("Buka hasil")
        await lead.reads("sepakat")
        assert await panel.cut_labels() == []

        await panel.tap("Terima sebagai jawaban bersama")
        await lead.reads("2 dari 5")
        await panel.reads("2 dari 5")
        await panel.tap("Selesaikan lokakarya")
        await panel.tap("Ya, selesaikan")
        await expect(lead.messages.filter(has_text="Hasil bersama: air bersih")).to_be_visible()
        await expect(hall.get_by_text("Prioritas bersama").first).to_be_visible()
        for phone in (lead, panel):
            files = phone.page.get_by_test_id("document")
            for name in (r"notulen-\S+\.pdf", r"notulen-\S+\.xlsx"):
                await expect(files.filter(has_text=re.compile(name))).to_be_visible()
