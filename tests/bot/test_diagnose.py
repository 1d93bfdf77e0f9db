"""The command `diagnose`: cases in, advice out, and one line for what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.diagnosing import diagnose

NEEDS = {"food": 3, "sanitation": 3, "water": 0, "energy": 3, "transport": "unknown"}


def run(given: str, *options: str) -> Result:
    return CliRunner().invoke(diagnose, ["--json", *options, "-"], input=given)


def told(given: Any, *options: str) -> list[Any]:
    result = run(json.dumps(given), *options)
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_case_becomes_one_line_with_all_priorities() -> None:
    answers = {**NEEDS, "governance": 1, "generation": 2, "domains": ["social"]}
    (record,) = told({"answers": answers, "lang": "en"})
    assert record["generation"] == 2
    ranked = [(p["rank"], p["id"], p["stage"], p["rule"]) for p in record["priorities"]]
    assert ranked == [
        (1, "water", "need", "critical-need"),
        (2, "data", "data", "measure-needs"),
        (3, "governance", "enabler", "weak-enabler"),
        (4, "social", "domain", "chosen-domain"),
    ]
    assert all(p["reason"] and p["sources"] for p in record["priorities"])
    assert "Most have no improved water" in record["priorities"][0]["reason"]


def test_a_list_becomes_a_line_each_in_its_own_language() -> None:
    first, second = told([{"answers": NEEDS}, {"answers": NEEDS, "lang": "en"}])
    assert "Anda menjawab" in first["priorities"][0]["reason"]
    assert "You answered" in second["priorities"][0]["reason"]
    assert [p["id"] for p in first["priorities"]] == [p["id"] for p in second["priorities"]]


def test_steps_fit_the_region_the_kind_and_the_role() -> None:
    """The order never does; steps, money and a line for the role do."""
    cases = [
        {"answers": NEEDS},
        {"answers": NEEDS, "region": "Kabupaten Yahukimo", "role": "bappeda"},
        {"answers": NEEDS, "region": "95.03", "kind": "kepulauan"},
    ]
    plain, highland, islands = (record["priorities"] for record in told(cases))
    assert [p["id"] for p in plain] == [p["id"] for p in highland] == [p["id"] for p in islands]
    assert "kampung" in highland[0]["first_steps"]["at_once"]
    assert "Otsus" in highland[0]["money"]
    assert highland[0]["for_role"].startswith("Untuk Anda di Bappeda: ")
    assert "kapal" in islands[0]["first_steps"]["at_once"]
    assert plain[0]["for_role"] == ""
    assert "Otsus" not in plain[0]["money"]


def test_people_get_the_steps_of_the_region_too() -> None:
    case = {"answers": NEEDS, "region": "95.03", "role": "kecamatan"}
    result = CliRunner().invoke(diagnose, ["-"], input=json.dumps(case))
    assert "Minggu ini juga: " in result.stdout
    assert "Untuk Anda di kecamatan atau desa: " in result.stdout


def test_what_was_not_asked_is_null() -> None:
    (record,) = told({"answers": {**NEEDS, "generation": None}})
    assert record["generation"] is None


def test_yaml_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    lines = [f"  {need}: {score}" for need, score in NEEDS.items()]
    file.write_text("\n".join(["answers:", *lines, "  domains: [economy]"]), encoding="utf-8")
    result = CliRunner().invoke(diagnose, ["--json", str(file)])
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["priorities"][0]["id"] == "water"


@pytest.mark.parametrize(("lang", "word"), [("id", "Mengapa"), ("en", "Why")])
def test_people_get_text(lang: str, word: str) -> None:
    given = json.dumps({"answers": {**NEEDS, "generation": 2}})
    result = CliRunner().invoke(diagnose, ["--lang", lang, "-"], input=given)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("1. ")
    assert word in result.stdout


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('{"answers": {"food": 5}}', "case 1: sanitation: is not answered"),
        (json.dumps({"answers": {**NEEDS, "food": 5}}), "case 1: food: 5 is not an answer"),
        (json.dumps([{"answers": NEEDS}, 7]), "case 2: 7 is not a case"),
        (json.dumps({"answers": {**NEEDS, "wifi": 1}}), "case 1: wifi: there is no such"),
        (json.dumps({"answers": NEEDS, "lang": "fr"}), 'case 1: lang: "fr" is not'),
        (json.dumps({"answers": NEEDS, "name": "x"}), "case 1: name: is not a known key"),
        (json.dumps({"answers": NEEDS, "region": "Nowhere"}), 'region: "Nowhere" is not one'),
        (json.dumps({"answers": NEEDS, "region": 53}), "region: 53 is not a text"),
        (json.dumps({"answers": NEEDS, "kind": "pulau"}), 'kind: "pulau" is not known here'),
        (json.dumps({"answers": NEEDS, "role": "raja"}), 'role: "raja" is not known here'),
        ('{"lang": "id"}', "case 1: answers: there are no answers"),
        ('{"answers": {"food": 1, "food": 2}}', "1:25: answers: the key food stands twice"),
        ("answers: {food: 1", "not valid YAML"),
        ("", "case 1: null is not a case"),
        ("[" * 5000, "is nested too deeply"),
    ],
)
def test_bad_input_is_one_line_and_exit_two(given: str, said: str) -> None:
    result = run(given)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.startswith("standard input")
    assert result.stderr.count("\n") == 1
    assert ";" in result.stderr


def test_nothing_is_printed_if_a_later_case_is_bad() -> None:
    assert run(json.dumps([{"answers": NEEDS}, {"answers": {}}])).stdout == ""


def test_a_missing_file_is_named() -> None:
    result = CliRunner().invoke(diagnose, ["--json", "nowhere.yaml"])
    assert result.exit_code == 2
    assert result.stderr.startswith("nowhere.yaml: cannot be read")
