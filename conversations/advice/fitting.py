"""The advice fitted to who asks and where: steps by kind of region, a line for the role.

Only what to do changes, never what comes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from conversations.advice.rules import Priority
from knowledge.loading.content import Content
from knowledge.models.diagnostic import ActionEntry, ActionVariant
from knowledge.models.language import Language, Localised
from knowledge.models.regions import REGION_KINDS, USUAL_KIND, KindOfRegion

# A region's own kind, where neither sea nor mountains part it.
BY_LAND: Final = "land"
# The six provinces of Papua, by how the codes of their regions begin.
PAPUA: Final = ("91", "92", "93", "94", "95", "96")
# The province whose cities and regency have no budget, council or rules of their own.
_JAKARTA: Final = "31."


@dataclass(frozen=True, slots=True)
class Setting:
    """Who asks, and where.

    region: its official code, the name of a place abroad, or "". kind: of what kind the person said
    that it is, or "". role: an id of the content's roles, or "".
    """

    region: str = ""
    kind: str = ""
    role: str = ""


# Nobody known, and nowhere in particular.
EVERYWHERE: Final = Setting()


def region_kind(region: str, said: str, content: Content) -> str:
    """The kind of a region: as the person said, else as is known; "" where nobody knows."""
    known = content.kinds.get(region)
    if said == BY_LAND:
        return "kota" if known and known.kind == "kota" else USUAL_KIND
    return said or (known.kind if known else "")


def action_for(priority: Priority, setting: Setting, content: Content) -> ActionEntry:
    """What to do about a priority in a setting: the entry of the content, fitted.

    What a kind of region lacks falls back to USUAL_KIND, and then to what holds in all regions; a
    kind that nobody knows counts as USUAL_KIND. Money that only Papua has is told there only, and
    that budget and rules are the province's in Jakarta only.
    """
    action = _of_kind(priority, setting, content)
    if not setting.region.startswith(_JAKARTA):
        return action
    steps = action.first_steps
    first = _joined(steps.day_30, content.actions.administrative)
    return action.model_copy(update={"first_steps": steps.model_copy(update={"day_30": first})})


def _of_kind(priority: Priority, setting: Setting, content: Content) -> ActionEntry:
    action = content.actions.priorities[priority.id]
    if not action.by_kind:
        return action
    _, given = priority.because[0]
    chain = [action.by_kind[kind] for kind in _kinds(setting, content) if kind in action.by_kind]
    fitted: dict[str, object] = {"by_kind": {}, "papua": None}
    for variant in reversed(chain):
        fitted |= _said(variant, str(given))
    sources = (chain[0].sources if chain else ()) or action.sources
    if action.papua and setting.region.startswith(PAPUA):
        money = next((said.money for said in chain if said.money is not None), action.money)
        fitted["money"] = _joined(money, action.papua.money)
        sources = (*sources, *action.papua.sources)
    fitted["sources"] = tuple(dict.fromkeys(sources))
    return action.model_copy(update=fitted)


def for_role(priority: Priority, setting: Setting, content: Content, language: Language) -> str:
    """What a person of this role does first about a priority; "" where there is nothing to say."""
    role = content.actions.roles.get(setting.role)
    if role is None:
        return ""
    first = role.first.get(priority.id) or role.first.get(priority.stage)
    if first is None:
        return ""
    return f"{role.name.in_(language)}: {first.in_(language).strip()}"


def _kinds(setting: Setting, content: Content) -> tuple[KindOfRegion, ...]:
    """The kind of the region, and what it falls back to."""
    kind = region_kind(setting.region, setting.kind, content)
    own = tuple(known for known in REGION_KINDS if known == kind)
    return tuple(dict.fromkeys((*own, USUAL_KIND)))


def _said(variant: ActionVariant, given: str) -> dict[str, object]:
    """What a variant says for an answer, by the fields of ActionEntry."""
    steps = {str(level): steps for level, steps in variant.steps.items()}.get(given)
    told = {
        "first_steps": steps,
        "who": variant.who,
        "money": variant.money,
        "indicator": variant.indicator,
        "caution": variant.caution,
    }
    return {field: text for field, text in told.items() if text is not None}


def _joined(one: Localised[str], other: Localised[str]) -> Localised[str]:
    texts = {
        language: f"{said.strip()} {other.in_(language)}" for language, said in one.root.items()
    }
    return one.model_copy(update={"root": texts})
