"""What diagnostic.yaml and actions.yaml hold: the questions, and what to do about the answers."""

from __future__ import annotations

from typing import Literal, get_args

Need = Literal["food", "sanitation", "water", "energy", "transport"]
Enabler = Literal["people", "governance", "infrastructure"]
Duty = Literal["innovation", "integration", "investment", "interaction"]
Domain = Literal["economy", "social", "environment"]

# In the order in which they are asked.
NEEDS: tuple[Need, ...] = get_args(Need)
ENABLERS: tuple[Enabler, ...] = get_args(Enabler)
DUTIES: tuple[Duty, ...] = get_args(Duty)
DOMAINS: tuple[Domain, ...] = get_args(Domain)
SCORED: tuple[Need | Enabler | Duty, ...] = (*NEEDS, *ENABLERS, *DUTIES)

# 0 critical, 1 weak, 2 adequate, 3 good; unknown where nobody measured or figures contradict.
Score = Literal[0, 1, 2, 3, "unknown"]
Generation = Literal[1, 2, 3, 4]

# Everything that advice can name, and what kind of thing it is.
PriorityId = Need | Enabler | Duty | Literal["co-creation"] | Domain | Literal["data"]
PRIORITIES: tuple[PriorityId, ...] = (*SCORED, "co-creation", *DOMAINS, "data")
Stage = Literal["need", "enabler", "duty", "generation", "domain", "data"]

# The rules of the advice, in their order; conversations/advice.py declares what each names.
RuleId = Literal[
    "critical-need",
    "weak-need",
    "measure-needs",
    "critical-enabler",
    "weak-enabler",
    "measure-enablers",
    "missing-duty",
    "weak-duty",
    "measure-duties",
    "next-rung",
    "last-rung",
    "chosen-domain",
    "gaps-in-need",
    "gaps-in-enabler",
    "gaps-in-duty",
]
RULE_IDS: tuple[RuleId, ...] = get_args(RuleId)
