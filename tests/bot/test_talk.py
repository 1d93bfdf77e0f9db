"""Asking in the terminal, as other programs do it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from knowledge.loading.loader import packaged_content


def test_questions_as_json_get_nothing_but_json_even_while_all_is_learnt_anew(
    tmp_path: Path,
) -> None:
    content = tmp_path / "content"
    shutil.copytree(packaged_content(), content, ignore=shutil.ignore_patterns("model"))
    asked = [
        {"text": "dimulai dari mana?"},
        {"text": "who pays for it?", "lang": "en", "previous": "waste-management"},
        {"text": "resep rendang"},
        {"turns": ["sampah numpuk di Kota Bogor", "biayanya?", "siap"]},
    ]
    environment = {
        "MULAI_KNOWLEDGE_DIR": str(content),
        "MULAI_SEMANTIC": "off",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    told = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--json"],
        env=environment,
        input="\n".join(map(json.dumps, asked)),
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [json.loads(line) for line in told.stdout.splitlines()]
    *answers, dialogue = answers
    assert [answer["decision"] for answer in answers] == ["answer", "answer", "unknown"]
    first, second, third = dialogue["turns"]
    assert (first["ranked"][0]["id"], first["region"]) == ("waste-management", "32.71")
    assert second["ranked"][0]["id"] == "waste-management"
    assert (third["decision"], third["language"], third["facet"]) == ("unknown", "id", None)
    assert answers[0]["ranked"][0]["id"] == "where-to-start"
    assert all(0 <= found["score"] <= 1 for answer in answers for found in answer["ranked"])
    assert "learning the phrasings" in told.stderr
