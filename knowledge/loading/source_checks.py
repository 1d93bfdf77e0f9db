"""What curators are told of sources once all else is sound: that nothing cites one, that one stands
twice, cannot be found or lacks an English title, that a card is newer than its own. A bot starts
all the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from knowledge.loading.checks import Homes
from knowledge.loading.documents import Fault, YamlFile
from knowledge.models.cards import Cards
from knowledge.models.content import Source

# "Undang-Undang Nomor 23 Tahun 2014 tentang ...": a rule is known without its subject.
_RULE = re.compile(r"^.*? Nomor \S+ Tahun \d{4}")
_NUMBERED = re.compile(r" Nomor \S+ Tahun \d{4}|\b(?:ISO|SNI|PAS|Pasal) ?\d|\d/\d")


def check_citations(
    sources: Mapping[str, Source], home: YamlFile, cited: Collection[str]
) -> Iterator[Fault]:
    """Every source is cited, stands once, and can be found.

    cited: the codes that anything names.
    """
    owners: dict[str, str] = {}
    for code, source in sources.items():
        twin = next((owners[key] for key in _identities(source) if key in owners), None)
        if twin:
            what = f"is {twin} once more"
            yield home.fault((code,), what, f"remove it, and cite {twin} in its place")
        elif code not in cited:
            yield home.fault((code,), "is cited by nothing", "cite or remove it")
        elif not source.url and not (source.publisher and (source.year or is_numbered(source))):
            remedy = "add `url`, or its number or year and who issued it"
            yield home.fault((code,), "cannot be found by anybody", remedy)
        for key in _identities(source):
            owners.setdefault(key, code)


def check_titles(sources: Mapping[str, Source], home: YamlFile) -> Iterator[Fault]:
    """Readers of English see an English title, unless one title stands for all."""
    for code, source in sources.items():
        if source.one_title and source.english is not None:
            what, remedy = "has one title for all and an English one", "keep one of the two"
            yield home.fault((code, "english"), what, remedy)
        elif not source.one_title and source.english in (None, source.title):
            remedy = "add `english`, or `one_title: true` where the title is English or a name"
            yield home.fault((code,), "has no English title", remedy)


def is_numbered(source: Source) -> bool:
    """Whether a source without an address is found by its number at who issued it."""
    return bool(_NUMBERED.search(source.title))


def _identities(source: Source) -> Iterator[str]:
    """Whatever two entries share only if they are one source."""
    if source.url:
        yield re.sub(r"^https?://(www\.)?", "", str(source.url)).rstrip("/").casefold()
    rule = _RULE.match(source.title)
    yield rule[0].casefold() if rule else f"{source.title} {source.year}".casefold()


def check_ages(
    cards: Mapping[str, Cards], homes: Homes, sources: Mapping[str, Source]
) -> Iterator[Fault]:
    """No card claims to be newer than its newest source."""
    for topic_id, of_topic in cards.items():
        for facet, card in of_topic.each():
            years = [sources[code].year for code in card.sources]
            newest = max((year for year in years if year), default=None)
            if newest and None not in years and int(card.as_of[:4]) > newest:
                what = f"is as of {card.as_of}, and its newest source is of {newest}"
                remedy = "write the month of the newest source"
                yield homes[topic_id].fault((topic_id, facet, "as_of"), what, remedy)
