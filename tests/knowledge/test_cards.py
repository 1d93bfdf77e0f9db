"""Answer cards: read from any file, laid over, translated, and checked."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.content import check
from knowledge.loading.card_checks import WANTED, missing_cards
from knowledge.loading.loader import KnowledgeError, load, packaged_content
from knowledge.models.cards import FACETS

CARD = """\
need-water:
  cost:
    text:
      id: Sambungan rumah baru kira-kira dua juta rupiah per rumah; PDAM yang menetapkan.
      en: A new house connection costs about two million rupiah; the utility sets the price.
    sources: [BPS24]
    as_of: 2025-12
  without:
    law: "No rule of its own."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The content with the one card in place of all others."""
    copy = tmp_path / "content"
    ignored = shutil.ignore_patterns("model", "cards")
    shutil.copytree(packaged_content(), copy, ignore=ignored)
    (copy / "cards").mkdir()
    (copy / "cards" / "any-name.yaml").write_text(CARD, encoding="utf-8")
    return copy


def run_check(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(check, [str(folder), *options])


def test_a_card_is_read_from_a_file_of_any_name(folder: Path) -> None:
    cards = load(folder).cards["need-water"]
    assert [facet for facet, _ in cards.each()] == ["cost"]
    card = cards.card("cost")
    assert card is not None
    assert card.text.in_("en").startswith("A new house connection")
    assert (card.proposal, card.original, card.reviewed) == (False, False, None)
    assert cards.card("general") is None


def test_content_without_cards_serves(folder: Path) -> None:
    shutil.rmtree(folder / "cards")
    assert load(folder).cards == {}


def test_a_local_folder_lays_its_cards_over_those_of_any_file(folder: Path, tmp_path: Path) -> None:
    local = tmp_path / "cianjur"
    (local / "cards").mkdir(parents=True)
    (local / "cards" / "ours.yaml").write_text(
        "need-water:\n  cost:\n    as_of: 2026-01\n    text:\n"
        "      id: Di Cianjur sambungan rumah baru Rp1,9 juta, dibayar dua belas kali.\n",
        encoding="utf-8",
    )
    card = load(folder, local).cards["need-water"].card("cost")
    assert card is not None
    assert card.as_of == "2026-01"
    assert card.text.in_("id").startswith("Di Cianjur")
    assert card.text.in_("en").startswith("A new house connection")


def test_a_further_language_says_cards_in_its_own_words(folder: Path) -> None:
    below = folder / "languages" / "ms"
    (below / "cards").mkdir(parents=True)
    (below / "language.yaml").write_text(
        "name: Bahasa Melayu\ncodes: [ms]\nfallback: id\n", encoding="utf-8"
    )
    said = "Sambungan rumah baharu kira-kira dua juta rupiah sebuah rumah."
    (below / "cards" / "any-name.yaml").write_text(
        f"need-water:\n  cost:\n    text: {said}\n", encoding="utf-8"
    )
    card = load(folder).cards["need-water"].card("cost")
    assert card is not None
    assert card.text.in_("ms") == said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("need-water:", "need-watr:", "1:1: need-watr: names the unknown topic need-watr; did"),
        ("  cost:", "  cots:", "2:3: need-water: cots is not a known key; did you mean cost?"),
        ("[BPS24]", "[BPS24, BSP]", "6:22: need-water: names the unknown source BSP; "),
        ("[BPS24]", "[]", "6:5: need-water: cost.sources has 0 entries; write at least 1"),
        ("2025-12", "2025-13", "7:5: need-water: '2025-13' is not a proper id"),
        ("2025-12", "2026-12", "7:5: need-water: is as of 2026-12, which is yet to come"),
        ("A new", "<b>A</b> new", "5:7: need-water: carries markup"),
        ("A new", "A new" * 90, "5:7: need-water: cost.text.en has 527 characters, 77 too many"),
        ("    law:", "    cost:", "9:5: need-water: cost has a card too; keep one of the two"),
        ("    law:", "    laws:", "9:5: need-water: without.laws"),
        ('"No rule of its own."', '""', "9:5: need-water: without.law is empty"),
    ],
)
def test_a_mistake_in_a_card_is_told_in_one_line_where_it_was_made(
    folder: Path, old: str, new: str, told: str
) -> None:
    assert old in CARD
    path = folder / "cards" / "any-name.yaml"
    path.write_text(CARD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load(folder, month="2026-11")
    (line,) = map(str, caught.value.faults)
    assert line.startswith(f"cards/any-name.yaml:{told}"), line


def test_a_bot_whose_clock_is_behind_starts_all_the_same(folder: Path) -> None:
    path = folder / "cards" / "any-name.yaml"
    path.write_text(CARD.replace("2025-12", "2099-12"), encoding="utf-8")
    assert load(folder).cards
    assert run_check(folder).exit_code == 1


def test_a_topic_has_its_cards_in_one_file(folder: Path) -> None:
    (folder / "cards" / "other.yaml").write_text(CARD, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"has an entry in cards/any-name\.yaml too"):
        load(folder)


def test_check_counts_the_cards_by_facet_and_those_still_to_be_written(folder: Path) -> None:
    result = run_check(folder)
    assert result.exit_code == 0, result.output
    assert "1 cards of 1 topics: what 0, why 0, how 0, who 0, cost 1," in result.stdout
    assert re.search(r"\d+ cards of \d+ topics are still to be written", result.stdout)
    listed = run_check(folder, "--missing").stdout
    line = "need-water: no card and no reason for how, who, indicator, example, risk\n"
    assert line in listed


def test_a_topic_wants_the_cards_of_its_kind(folder: Path) -> None:
    content = load(folder)
    missing = set(missing_cards(content.cards, content.families))
    assert ("need-water", "how") in missing
    assert ("need-water", "cost") not in missing  # it has a card
    assert ("need-water", "law") not in missing  # it says why there is none
    assert ("what-is-smart-city", "what") in missing
    assert ("what-is-smart-city", "cost") not in missing
    assert ("greeting", "what") not in missing
    assert all(facet in FACETS for facets in WANTED.values() for facet in facets)


def test_a_topic_of_another_kind_stands_in_its_own_family(folder: Path) -> None:
    path = folder / "families.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{new-capital: ", "{new-capitol: "), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="new-capitol is not of this family") as caught:
        load(folder)
    assert len(caught.value.faults) == 1
