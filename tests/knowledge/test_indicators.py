"""Official figures: read and checked, placed, compared, and proposing only what they may."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest

from knowledge.base import Knowledge
from knowledge.indicators.figures import OfficialFigure
from knowledge.indicators.importing import table_number
from knowledge.indicators.similar import similar_to, worst_need
from knowledge.loading.faults import KnowledgeError
from knowledge.loading.loader import load, packaged_content

NEEDS = {
    "food": "undernourishment_pct",
    "sanitation": "improved_sanitation_pct",
    "water": "improved_drinking_water_pct",
}
SIKKA, YAHUKIMO, BANDUNG = "53.07", "95.03", "32.73"
NOW = 2026


def codes(knowledge: Knowledge) -> list[str]:
    return [code for code in knowledge.content.regions.codes if "." in code]


def content_with(tmp_path: Path, *lines: str) -> Path:
    """A copy of the content with lines behind its values."""
    folder = tmp_path / "content"
    shutil.copytree(packaged_content(), folder, ignore=shutil.ignore_patterns("model"))
    with (folder / "indicators" / "values.csv").open("a") as file:
        file.writelines(f"{line}\n" for line in lines)
    return folder


def test_every_value_of_the_file_is_held_as_it_is_written(knowledge: Knowledge) -> None:
    figures = knowledge.content.figures
    with (packaged_content() / "indicators" / "values.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 14_000
    for row in rows:
        figure = figures.of(row["indicator"], row["code"], int(row["year"]))
        assert figure is not None
        assert figure.value == float(row["value"])


@pytest.mark.parametrize(
    ("question", "steps"),
    [
        ("food", {0: 16, 1: 65, 2: 360, 3: 73}),
        ("sanitation", {0: 29, 1: 144, 2: 338}),
        ("water", {0: 12, 1: 87, 2: 413}),
    ],
)
def test_the_newest_edition_puts_regions_on_the_steps_that_were_counted(
    knowledge: Knowledge, question: str, steps: dict[int, int]
) -> None:
    figures = knowledge.content.figures
    newest = (figures.of(NEEDS[question], code, 2024) for code in codes(knowledge))
    assert Counter(figures.step(figure) for figure in newest if figure) == steps


@pytest.mark.parametrize("question", NEEDS)
def test_what_jumps_and_what_small_surveys_say_proposes_nothing(
    knowledge: Knowledge, question: str
) -> None:
    content = knowledge.content
    flagged = content.figures.indicators[NEEDS[question]].flagged
    for code in codes(knowledge):
        if 2024 in flagged.get(code, ()) or content.kinds[code].small_surveys:
            assert content.figures.proposed(question, code, NOW) is None


def test_a_share_never_proposes_the_highest_step_and_old_data_propose_nothing(
    knowledge: Knowledge,
) -> None:
    figures = knowledge.content.figures
    for code in codes(knowledge):
        for question in NEEDS:
            found = figures.proposed(question, code, NOW)
            assert found is None or found[1] <= (3 if question == "food" else 2)
            assert figures.proposed(question, code, 2028) is None
        assert figures.proposed("energy", code, NOW) is None
        assert figures.proposed("transport", code, NOW) is None


def test_provinces_propose_nothing(knowledge: Knowledge) -> None:
    assert all(
        knowledge.content.figures.proposed(question, "53", NOW) is None for question in NEEDS
    )


def test_a_region_without_a_value_in_the_newest_edition_has_no_proposal(
    knowledge: Knowledge,
) -> None:
    tolikara = "95.04"
    assert knowledge.content.figures.newest(NEEDS["sanitation"], tolikara) is not None
    assert knowledge.content.figures.proposed("sanitation", tolikara, NOW) is None


def test_a_place_among_all_is_a_fifth_with_the_worst_first(knowledge: Knowledge) -> None:
    figures = knowledge.content.figures
    parts: Counter[int] = Counter()
    for code in codes(knowledge):
        figure = figures.newest("poverty_pct", code)
        assert figure is not None
        place = figures.place(figure)
        assert place is not None
        assert place.among == 514
        parts[place.part] += 1
    assert all(100 <= count <= 106 for count in parts.values())
    poor = figures.newest("poverty_pct", YAHUKIMO)
    assert poor is not None
    worst = figures.place(poor)
    assert worst is not None
    assert worst.part == 0


def test_among_many_equal_values_a_place_says_nothing(knowledge: Knowledge) -> None:
    figures = knowledge.content.figures
    lit = figures.newest("no_electricity_pct", BANDUNG)
    assert lit is not None
    assert lit.value == 0
    assert figures.place(lit) is None


def test_no_trend_is_told_of_what_may_not_be_compared(knowledge: Knowledge) -> None:
    figures = knowledge.content.figures
    for code in codes(knowledge):
        stunting = figures.newest("stunting_pct", code)
        assert stunting is None or figures.earlier(stunting) is None
        for indicator in NEEDS.values():
            newest = figures.newest(indicator, code)
            if newest and code in figures.unsteady:
                assert figures.earlier(newest) is None
    bengkulu_utara = figures.newest(NEEDS["water"], "17.03")
    assert bengkulu_utara is not None
    assert figures.earlier(bengkulu_utara) is None


def test_a_province_is_shown_by_a_year_that_more_than_one_copy_gives(
    knowledge: Knowledge,
) -> None:
    figures = knowledge.content.figures
    confirmed = figures.newest(NEEDS["sanitation"], "53")
    assert confirmed is not None
    assert (confirmed.year, figures.is_unconfirmed(confirmed)) == (2024, False)


def test_five_similar_regions_are_of_the_same_kind_those_that_improved_most_first(
    knowledge: Knowledge,
) -> None:
    content = knowledge.content
    for code in codes(knowledge):
        indicator = worst_need(code, content.figures)
        if indicator is None:
            continue
        found = similar_to(code, indicator, content.figures, content.kinds)
        better = content.figures.indicators[indicator].better
        assert len(found) == 5
        assert code not in {each.code for each in found}
        assert {content.kinds[each.code].kind for each in found} == {content.kinds[code].kind}
        changes = [each.after.value - each.before.value for each in found if each.before]
        gains = changes if better == "higher" else [-change for change in changes]
        assert gains == sorted(gains, reverse=True)
        assert all(each.before for each in found[: len(changes)])


def test_a_figure_without_a_trend_tells_no_change_of_similar_regions(knowledge: Knowledge) -> None:
    content = knowledge.content
    found = similar_to(SIKKA, "no_electricity_pct", content.figures, content.kinds)
    assert [each.before for each in found] == [None] * 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("poverty_pct,2025,53.07,11.2", "gives poverty_pct 2025 53.07 a second time"),
        ("poverty_pc,2025,53.07,11.2", "names the unknown indicator poverty_pc"),
        ("poverty_pct,25,53.07,11.2", "'25' is no year"),
        ("poverty_pct,2026,53.99,11.2", "names the unknown region 53.99"),
        ("poverty_pct,2026,53.07,112", "'112' is no value of poverty_pct"),
        ("poverty_pct,2026,53.07,n/a", "'n/a' is no value of poverty_pct"),
        ("poverty_pct,2026,53.07,nan", "'nan' is no value of poverty_pct"),
        ("poverty_pct,2026,53.07", "has 3 cells"),
    ],
)
def test_a_wrong_line_is_one_fault_with_its_place_and_remedy(
    tmp_path: Path, line: str, told: str
) -> None:
    with pytest.raises(KnowledgeError) as refused:
        load(content_with(tmp_path, line))
    (fault,) = refused.value.faults
    assert fault.file == "indicators/values.csv"
    assert fault.line > 14_000
    assert told in fault.what
    assert fault.remedy


def test_without_the_folder_all_else_works(tmp_path: Path) -> None:
    folder = content_with(tmp_path)
    shutil.rmtree(folder / "indicators")
    content = load(folder)
    assert not content.figures
    assert content.topics


def test_a_region_s_own_newer_figure_stands_beside_the_official_one(tmp_path: Path) -> None:
    local = tmp_path / "local"
    (local / "indicators").mkdir(parents=True)
    (local / "indicators" / "values.csv").write_text(
        "indicator,year,code,value,source\n"
        'improved_sanitation_pct,2025,53.07,88.1,"Dinas Kesehatan, 2025"\n'
        'poverty_pct,2020,53.07,20,"Bappeda, 2020"\n'
    )
    figures = load(None, local).figures
    own = figures.own("improved_sanitation_pct", SIKKA)
    assert own == OfficialFigure(
        "improved_sanitation_pct", SIKKA, 2025, 88.1, "Dinas Kesehatan, 2025"
    )
    assert figures.own("poverty_pct", SIKKA) is None  # older than the official one
    newest = figures.newest("improved_sanitation_pct", SIKKA)
    assert newest is not None
    assert newest.year == 2024


def test_a_local_figure_without_a_source_is_refused(tmp_path: Path) -> None:
    local = tmp_path / "local"
    (local / "indicators").mkdir(parents=True)
    (local / "indicators" / "values.csv").write_text(
        "indicator,year,code,value,source\npoverty_pct,2026,53.07,20,\n"
    )
    with pytest.raises(KnowledgeError, match="has no source; write who the figure is from"):
        load(None, local)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,8", 12.8),
        ("12.8 %", 12.8),
        (" 7 ", 7.0),
        ("-", None),
        ("1.234,5", 1234.5),
        ("nan", None),
        ("", None),
    ],
)
def test_numbers_of_tables_have_a_point_or_a_comma(text: str, value: float | None) -> None:
    assert table_number(text) == value


def test_a_wrong_kind_is_a_fault(tmp_path: Path) -> None:
    folder = content_with(tmp_path)
    kinds = folder / "region-kinds.csv"
    kinds.write_text(kinds.read_text().replace("11.01,kabupaten", "11.01,kabupatn"))
    with pytest.raises(KnowledgeError, match=r"11\.01 is of the unknown kind kabupatn"):
        load(folder)
