"""The diagnostic and the advice as content: complete, and their faults told with a line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.base import Knowledge
from knowledge.loading.faults import KnowledgeError
from knowledge.loading.loader import load, packaged_content
from knowledge.models.diagnostic import RULE_IDS
from knowledge.models.questions import OPTIONS, PRIORITIES


def test_everything_that_can_be_asked_or_advised_has_its_texts(knowledge: Knowledge) -> None:
    diagnostic, actions = knowledge.content.diagnostic, knowledge.content.actions
    assert tuple(diagnostic.questions) == tuple(OPTIONS)
    assert set(actions.priorities) == set(PRIORITIES)
    assert tuple(actions.rules) == RULE_IDS
    assert len(diagnostic.stages) == 5


# File, text in it, what a curator writes instead, and what the fault says.
FAULTS = [
    ("diagnostic.yaml", "  water:\n    name", "  watr:\n    name", "did you mean water?"),
    (
        "diagnostic.yaml",
        '      "0": {id: Kebanyakan tanpa air layak',
        '      "4": {id: X',
        "did you mean 0?",
    ),
    ("diagnostic.yaml", "[people, governance,", "[governance, people,", "in its order"),
    ("diagnostic.yaml", "[BPS25, RE25]", "[BPS25, RE95]", "unknown source RE95"),
    ("diagnostic.yaml", "{id: Pangan, en: Food}", "{id: <b>Pangan</b>, en: Food}", "plain text"),
    ("diagnostic.yaml", "<b>Mengapa ditanyakan.</b> Orang", "<b>Orang", "not closed"),
    ("actions.yaml", "  weak-need:", "  weak-needs:", "did you mean weak-need?"),
    ("actions.yaml", "      day_90:", "      day_60:", "day_60 is not a known key"),
    ("actions.yaml", '      "2":', '      "3":', "3 is not known here"),
    ("actions.yaml", "{unknown}. Yang", "{answer}. Yang", "{answer} cannot be filled in here"),
    ("actions.yaml", "what nobody knows yet.\n", "what nobody knows yet.\nnote: 1\n", "twice"),
    ("actions.yaml", "topics: [need-food,", "topics: [need-fod,", "unknown topic need-fod"),
    ("actions.yaml", "sources: [POU24,", "sources: [POU1924,", "unknown source POU1924"),
    ("actions.yaml", "      kepulauan:\n", "      kepulauwan:\n", "should be 'kota'"),
    ("actions.yaml", "sources: [KP-SPM, BTT25]", "sources: [BTT95]", "unknown source BTT95"),
    ("actions.yaml", "\n  mitra:\n", "\n  mitri:\n", "did you mean mitra?"),
    ("actions.yaml", "      enabler:\n", "      enabled:\n", "did you mean enabler?"),
    ("practices.yaml", 'region: "93.04"', 'region: "93.94"', "there is no region 93.94"),
    ("practices.yaml", 'region: "93.04"', "kind: kota", "write region, or place for one abroad"),
    ("practices.yaml", "sources: [", "sources: [NONE-1, ", "unknown source NONE-1"),
    ("practices.yaml", "about: [energy, transport]", "about: [wifi]", "should be 'food'"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("file", "old", "new", "said"), FAULTS)
def test_a_fault_is_told(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    folder = Path(shutil.copytree(packaged_content(), tmp_path / "content"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    told = [str(fault) for fault in caught.value.faults]
    assert any(line.startswith(f"{file}:") and said in line for line in told), told


def test_rules_must_stand_in_the_order_in_which_they_apply(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(packaged_content(), tmp_path / "content"))
    path = folder / "actions.yaml"
    text = path.read_text(encoding="utf-8")
    swapped = text.replace("  critical-need:", "  X:").replace("  weak-need:", "  critical-need:")
    path.write_text(swapped.replace("  X:", "  weak-need:"), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="not stand in the order"):
        load(folder)
