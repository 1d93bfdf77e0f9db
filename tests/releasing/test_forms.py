"""What a public host of the repository reads: its tests, its forms, the citation."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.releasing.obstacles import ROOT, version

GITHUB = ROOT / ".github"
FORMS = sorted(
    path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml"
)


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_tests_run_on_three_pythons_from_the_oldest_that_is_promised() -> None:
    (job,) = read(GITHUB / "workflows/test.yml")["jobs"].values()
    pythons = job["strategy"]["matrix"]["python"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (len(pythons), f">={pythons[0]}") == (3, project["requires-python"])
    runs = [step["run"] for step in job["steps"] if "run" in step]
    assert [run.split()[:2] for run in runs] == [["make", "test"]]


def test_there_is_a_form_for_each_kind_of_issue() -> None:
    assert {path.stem for path in FORMS} == {"wrong-answer", "missing-topic", "bug", "question"}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_whole_and_in_both_languages(path: Path) -> None:
    form = read(path)
    assert form["title"]
    assert form["labels"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert len({field["id"] for field in fields}) == len(fields)
    assert any(field.get("validations", {}).get("required") for field in fields)
    labels = [field["attributes"]["label"] for field in fields]
    assert all(" / " in text for text in (form["name"], form["description"], *labels))


def test_the_citation_names_the_version_of_the_package() -> None:
    assert read(ROOT / "CITATION.cff")["version"] == version(ROOT)


def test_the_package_carries_the_licence_of_each_thing_in_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert all((ROOT / name).is_file() for name in project["license-files"])
    named = (ROOT / "LICENSES.md").read_text(encoding="utf-8")
    assert f"`{project['license']}`" in named
