"""What people read, and how it is marked up, is content: no part of it stands in a conversation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "conversations"
# Tells whoever wrote a file of answers what is wrong with it, as `mulai check` does of content.
FAULTS = ROOT / "advice" / "answers.py"
MARKUP = re.compile(r"</?(b|i|u|s|a|code|pre|blockquote)\b|&(lt|gt|amp);|[•▸◂]")
# Ids, keys and marks that computers read are single words; a person is spoken to in several.
SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


def strings(module: ast.Module) -> Iterator[ast.Constant]:
    """The strings of a module but for docstrings and what an error says."""
    passed_over: set[ast.AST] = set()
    for node in ast.walk(module):
        match node:
            case ast.Expr(value=ast.Constant() as docstring):
                passed_over.add(docstring)
            case ast.Raise() | ast.Assert():
                passed_over.update(ast.walk(node))
            case ast.Constant(value=str()) if node not in passed_over:
                yield node


@pytest.mark.parametrize(
    "path", sorted({*ROOT.rglob("*.py")} - {FAULTS}), ids=lambda path: str(path.relative_to(ROOT))
)
def test_conversations_hold_no_words_and_no_markup(path: Path) -> None:
    module = ast.parse(path.read_text(encoding="utf-8"))
    said = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value!r}"
        for node in strings(module)
        if MARKUP.search(str(node.value)) or SENTENCE.search(str(node.value))
    ]
    assert not said
