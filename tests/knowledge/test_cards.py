"""Answer cards: read from any file, laid over, translated, and checked."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.content import check
from knowledge.loading.card_checks import old_cards, old_cards_in_order
from knowledge.loading.faults import KnowledgeError
from knowledge.loading.loader import load, packaged_content

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
    (line,) = (str(f) for f in caught.value.faults if not str(f).startswith("topics/"))
    assert line.startswith(f"cards/any-name.yaml:{told}"), line


def test_a_bot_whose_clock_is_behind_starts_all_the_same(folder: Path) -> None:
    path = folder / "cards" / "any-name.yaml"
    path.write_text(CARD.replace("2025-12", "2099-12"), encoding="utf-8")
    assert load(folder).cards
    with pytest.raises(KnowledgeError, match="yet to come"):
        load(folder, month="2026-11")


def test_a_topic_has_its_cards_in_one_file(folder: Path) -> None:
    (folder / "cards" / "other.yaml").write_text(CARD, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"has an entry in cards/any-name\.yaml too"):
        load(folder)


def test_check_counts_the_cards_by_facet() -> None:
    result = CliRunner().invoke(check, [str(packaged_content())])
    assert result.exit_code == 0, result.output
    content = load()
    costs = sum(1 for cards in content.cards.values() if cards.cost)
    assert f"cards of {len(content.cards)} topics: what " in result.stdout
    assert f", cost {costs}, " in result.stdout


def missing(folder: Path) -> dict[str, str]:
    """What each topic lacks, as a curator is told."""
    with pytest.raises(KnowledgeError) as caught:
        load(folder, month="2026-11")
    told = (
        re.search(r" (\S+): has no card and no reason for (.*); write", str(fault))
        for fault in caught.value.faults
    )
    return {found[1]: found[2] for found in told if found}


def test_a_topic_that_lacks_the_cards_of_its_kind_is_told_to_curators_only(folder: Path) -> None:
    lacking = missing(folder)
    # It has a card on the cost, and a reason why there is none on the law.
    assert lacking["need-water"] == "how, who, indicator, example, risk"
    assert lacking["what-is-smart-city"] == "what, why, example"
    assert "greeting" not in lacking
    assert load(folder).cards  # a bot starts


def test_a_faulty_card_is_not_missed_too(folder: Path) -> None:
    path = folder / "cards" / "any-name.yaml"
    path.write_text(CARD.replace("  cost:", "  cots:"), encoding="utf-8")
    assert "need-water" not in missing(folder)


def test_a_topic_of_a_local_layer_may_have_no_cards(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()
    packaged = (packaged_content() / "topics" / "starting.yaml").read_text(encoding="utf-8")
    body = packaged.split("\nwhere-to-start:\n", 1)[1].split("\nbasic-needs-first:", 1)[0]
    body = re.sub(r"(?m)^(      - .*?)([\"']?)$", r"\1 Cianjur\2", body)
    (tmp_path / "topics" / "ours.yaml").write_text(f"ours:\n{body}\n", encoding="utf-8")
    (tmp_path / "families.yaml").write_text(
        "people:\n  topics:\n    ours: our own\n", encoding="utf-8"
    )
    assert "ours" in load(local=tmp_path, month="2026-11").topics


@pytest.mark.slow
def test_cards_that_grow_old_are_listed_by_month(folder: Path) -> None:
    def old(month: str) -> list[str]:
        found = old_cards(load(folder).cards, load(folder).wording.months, month)
        return [why for _, _, why in found]

    path = folder / "cards" / "any-name.yaml"
    dated = CARD.replace("dua juta", "sejak 2019, Maret 2026, 31 Desember 2026, lalu 2027,")
    path.write_text(dated, encoding="utf-8")
    assert old("2026-03") == []
    assert old("2026-04") == ["speaks of Maret 2026, which has passed"]
    assert old("2026-12") == ["speaks of Maret 2026, which has passed"]
    assert old("2027-01") == [
        "is as of 2025-12",
        "speaks of Maret 2026, which has passed",
        "speaks of Desember 2026, which has passed",
    ]
    assert "speaks of 2027, which has passed" in old("2028-01")


def test_a_card_that_was_read_again_is_not_old(folder: Path) -> None:
    path = folder / "cards" / "any-name.yaml"
    review = "    reviewed: {month: 2027-01, role: {id: Perencana, en: Planner}}\n"
    path.write_text(CARD.replace("  without:", f"{review}  without:"), encoding="utf-8")
    content = load(folder)
    assert not list(old_cards(content.cards, content.wording.months, "2027-12"))
    assert list(old_cards(content.cards, content.wording.months, "2028-02"))


def test_old_cards_come_with_passed_dates_first_then_prices_and_rules_the_oldest_first() -> None:
    passed, groups = old_cards_in_order(
        [
            ("flood", "what", "is as of 2014-01"),
            ("flood", "law", "is as of 2019-05"),
            ("flood", "cost", "is as of 2021-01"),
            ("stunting", "cost", "is as of 2018-01"),
            ("stunting", "cost", "speaks of 2026, which has passed"),
        ]
    )
    assert passed == ["stunting: cost: speaks of 2026, which has passed"]
    (_, first), _, (_, last) = groups
    assert first == ["stunting: cost 2018-01", "flood: law 2019-05, cost 2021-01"]
    assert last == ["flood: what 2014-01"]


def test_check_lists_old_cards_and_abbreviations_when_asked() -> None:
    def told(*options: str) -> str:
        result = CliRunner().invoke(check, [str(packaged_content()), *options])
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "may no longer be true in 2040-01" in told("--stale", "2040-01")
    assert "abbreviations are not in the glossary; mulai check --abbreviations" in told()
    listed = told("--abbreviations")
    assert ": in " in listed
    assert "PDAM" not in listed  # another name of a term is explained by it
    assert CliRunner().invoke(check, ["--stale", "soon"]).exit_code == 2


def test_a_topic_of_another_kind_stands_in_its_own_family(folder: Path) -> None:
    path = folder / "families.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{new-capital: ", "{new-capitol: "), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="new-capitol is not of this family") as caught:
        load(folder)
    assert len(caught.value.faults) == 1
