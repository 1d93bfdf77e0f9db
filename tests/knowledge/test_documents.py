"""YAML read with its positions."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.loading.documents import read_yaml_file


def faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    document = read_yaml_file(path, "a.yaml")
    document.data()
    return [str(fault) for fault in document.faults]


def test_a_key_that_stands_twice_is_reported_where_it_stands_again(tmp_path: Path) -> None:
    assert faults(tmp_path, "one: 1\ntwo:\n  x: a\n  x: b\n") == [
        "a.yaml:4:3: two: the key x stands twice; keep one of the two"
    ]


def test_a_bare_no_as_a_key_is_reported(tmp_path: Path) -> None:
    assert faults(tmp_path, "no: a\n")[0].startswith("a.yaml:1:1: ")


@pytest.mark.parametrize("text", ["a: [1\nb: 2\n", "a: b: c\n", "\tx: 1\n", 'a: "open\n'])
def test_broken_yaml_is_one_fault_with_a_line(tmp_path: Path, text: str) -> None:
    found = faults(tmp_path, text)
    assert len(found) == 1
    assert "not valid YAML" in found[0]


def test_a_file_that_is_not_utf8_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: \xff\xfe\n")
    assert "not UTF-8" in str(read_yaml_file(path, "a.yaml").faults[0])


def test_values_keep_the_text_that_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("date: 2024-01-02\nyear: 2024\nfloat: 1.50\nempty:\nlist: [a, b]\n")
    assert read_yaml_file(path, "a.yaml").data() == {
        "date": "2024-01-02",
        "year": 2024,
        "float": "1.50",
        "empty": None,
        "list": ["a", "b"],
    }
