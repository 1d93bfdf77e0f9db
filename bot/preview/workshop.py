"""The people and the group that a preview starts with."""

from __future__ import annotations

from bot.preview.standin.people import People

_PEOPLE = (
    ("Rina", "rina_bappeda", "id", "Bappeda"),
    ("Budi", "budi_kominfo", "id", "Diskominfo"),
    ("Sari", "sari_dinkes", "id", "Dinas Kesehatan"),
    ("Andi", None, "id", "Dinas PUPR"),
    ("Maria", "maria_sosial", "en", "Dinas Sosial"),
    ("Joko", None, "id", "Kantor Sekda"),
)


async def furnish(people: People) -> None:
    """Add six officials and a workshop group that all of them and the bot are in."""
    everyone = [
        await people.add_person(name, username, language, note=note)
        for name, username, language, note in _PEOPLE
    ]
    await people.make_group("Lokakarya Kota Cerdas", everyone, key="group")
