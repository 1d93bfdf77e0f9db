"""Models that ship with the content: `train` makes them, `check` says whether they still fit."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.content import check
from bot.cli.understanding import train
from knowledge.base import Knowledge
from knowledge.loading.loader import packaged_content
from knowledge.matching.meaning import open_encoder
from knowledge.matching.model_file import is_cached, model_folder_beside


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content, without a model."""
    copy = tmp_path / "content"
    shutil.copytree(packaged_content(), copy, ignore=shutil.ignore_patterns("model"))
    return copy


def run(folder: Path) -> Result:
    result = CliRunner().invoke(check, [str(folder)])
    assert result.exit_code == 0, result.stderr
    assert "all is well" in result.stdout
    return result


def test_nothing_is_said_of_a_model_where_none_ships(folder: Path) -> None:
    assert run(folder).stderr == ""


def test_a_shipped_model_that_fits_is_well(folder: Path, knowledge: Knowledge) -> None:
    knowledge.matcher.write(model_folder_beside(folder))
    assert run(folder).stderr == ""


def test_a_shipped_model_of_other_content_is_told_with_the_remedy(
    folder: Path, knowledge: Knowledge
) -> None:
    kept = knowledge.matcher.write(model_folder_beside(folder))
    with (folder / "out_of_scope.yaml").open("a", encoding="utf-8") as file:
        file.write("more:\n  - jam berapa matahari terbenam di Kupang\n")
    (line,) = run(folder).stderr.splitlines()
    assert str(kept) in line
    assert "mulai train --ship" in line


def test_a_package_starts_quickly_with_the_meaning_layer_and_without(
    folder: Path, knowledge: Knowledge
) -> None:
    result = CliRunner().invoke(train, ["--ship"], env={"MULAI_KNOWLEDGE_DIR": str(folder)})
    assert result.exit_code == 0, result.stderr
    for semantic in (True, False):
        assert is_cached(knowledge.lessons, open_encoder(semantic), model_folder_beside(folder))
