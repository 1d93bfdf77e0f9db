"""What a message asks, apart from what it only mentions: who speaks, where, what is not meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from knowledge.matching.contrast import contrast
from knowledge.matching.masking import (
    marked,
    office_in,
    only_introduces,
    subject_of,
    tells_more,
    without_introduction,
    without_marks,
)
from knowledge.regions.outcomes import Mention

# Finds where a message names regions; see Gazetteer.mentions.
Mentions = Callable[[str], Sequence[Mention]]


@dataclass(frozen=True, slots=True)
class MessageParts:
    """The parts of a message.

    asked: what it asks, with the subject that an introduction names if it points at that. whole:
    the message without the names of regions, but with what was taken out of `asked`. introduction:
    what was taken out that tells a role or an office. aside: what it sets aside as not meant.
    correcting: whether that is the topic just shown. region: the code of the one region that it
    names, else None. only_region: whether it says nothing else. only_introduces: whether it only
    says who speaks and from where. office: which role or office it names then.
    """

    asked: str
    whole: str
    aside: str = ""
    correcting: bool = False
    region: str | None = None
    only_region: bool = False
    introduction: str = ""
    only_introduces: bool = False
    office: str = ""


def hear(text: str, mentions: Mentions) -> MessageParts:
    """Take a message apart."""
    parts, said = _taken_apart(text, mentions)
    if parts.only_region or not only_introduces(said):
        return parts
    return replace(parts, only_introduces=True, office=office_in(said))


def _taken_apart(text: str, mentions: Mentions) -> tuple[MessageParts, str]:
    """The parts of a message, and the message with its regions marked."""
    found = mentions(text)
    codes = {region.code for mention in found for region in mention.regions}
    region = codes.pop() if len(codes) == 1 else None
    said = marked(text, found)
    whole = without_marks(said)
    if found and not any(map(str.isalpha, whole)):
        return MessageParts(text, text, region=region, only_region=True), said
    asked = without_introduction(said)
    before = said.removesuffix(asked)
    introduction = without_marks(before) if tells_more(before) else ""
    asked = f"{subject_of(introduction, asked)} {asked}".strip()
    apart = contrast(asked)
    if apart is None:
        asked = without_marks(asked)
        return MessageParts(asked, whole, region=region, introduction=introduction), said
    parts = MessageParts(
        without_marks(apart.meant),
        whole,
        apart.aside,
        apart.correcting,
        region,
        introduction=introduction,
    )
    return parts, said
