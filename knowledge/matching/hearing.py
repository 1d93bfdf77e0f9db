"""What a message asks, apart from what it only mentions: who speaks, where, what is not meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.matching.contrast import contrast
from knowledge.matching.masking import (
    marked,
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

    asked: what it asks. whole: the message without the names of regions, but with what was taken
    out of `asked`. introduced: whether an introduction that tells a role or an office was taken
    out. aside: what it sets aside as not meant. correcting: whether that is the topic just shown.
    region: the code of the one region that it names, else None. only_region: whether it says
    nothing else.
    """

    asked: str
    whole: str
    aside: str = ""
    correcting: bool = False
    region: str | None = None
    only_region: bool = False
    introduced: bool = False


def hear(text: str, mentions: Mentions) -> MessageParts:
    """Take a message apart."""
    found = mentions(text)
    codes = {region.code for mention in found for region in mention.regions}
    region = codes.pop() if len(codes) == 1 else None
    said = marked(text, found)
    whole = without_marks(said)
    if found and not any(map(str.isalpha, whole)):
        return MessageParts(text, text, region=region, only_region=True)
    asked = without_introduction(said)
    introduced = tells_more(said.removesuffix(asked))
    apart = contrast(asked)
    if apart is None:
        return MessageParts(without_marks(asked), whole, region=region, introduced=introduced)
    return MessageParts(
        without_marks(apart.meant),
        whole,
        apart.aside,
        apart.correcting,
        region,
        introduced=introduced,
    )
