"""Messages that ask to have a paper written: which one, or none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.models.understanding import DocumentKind, Requests
from knowledge.phrases import Phrases
from knowledge.text import plain, read_word, sentences, words

# Most words before a paper's name (or a command) that still counts as the beginning of the message,
# and most words between a word of wanting and the name. Chosen by reading how people ask: "tolong
# min buatkan", "minta contoh format".
_OPENING, _WANTED = 2, 3
# A paper's name at the beginning is a request by itself if at least so many words say what the
# paper should contain. Chosen: fewer are mostly a question about the paper.
_LEAST_TOLD = 3
# A word of so few letters tells nothing of what a paper is about.
_SHORT = 3
# So many words after a name are searched for whose paper it is ("SK tim kami"). Chosen.
_OWNED = 2


@dataclass(frozen=True, slots=True)
class _Named:
    """A paper named in a message: from which word on, in how many, and whether as a draft."""

    start: int
    size: int
    document: DocumentKind
    draft: bool


class Requested:
    """Tells which paper a message asks for.

    spellings: chat spelling to plain form.
    """

    def __init__(self, requests: Requests, spellings: Mapping[str, str]) -> None:
        self._spellings = spellings
        self._asking, self._commanding = Phrases(requests.asking), Phrases(requests.commanding)
        self._wanting, self._needing = Phrases(requests.wanting), Phrases(requests.needing)
        self._doubting, self._closing = Phrases(requests.doubting), frozenset(requests.closing)
        self._talking, self._always = Phrases(requests.talking), Phrases(requests.always_talking)
        self._telling, self._purposes = frozenset(requests.telling), frozenset(requests.purposes)
        self._owners, self._papers = frozenset(requests.owners), frozenset(requests.papers)
        self._names: dict[tuple[str, ...], tuple[DocumentKind, bool]] = {}
        self._about: dict[DocumentKind, Phrases] = {}
        self._capitals: dict[str, DocumentKind] = {}
        for document, entry in requests.documents.items():
            self._names |= {tuple(words(name)): (document, False) for name in entry.names}
            self._names |= {tuple(words(name)): (document, True) for name in entry.drafts}
            self._capitals |= dict.fromkeys(entry.capitals, document)
            self._about[document] = Phrases(entry.about)
        self._small = frozenset(
            word
            for phrases in (
                *(requests.asking, requests.commanding, requests.wanting, requests.needing),
                *(requests.closing, requests.papers, requests.purposes),
                *(
                    (*entry.names, *entry.drafts, *entry.about)
                    for entry in requests.documents.values()
                ),
            )
            for phrase in phrases
            for word in words(phrase)
        )
        self._longest = max(map(len, self._names), default=0)
        self._first = frozenset(name[0] for name in self._names)

    def find(self, text: str) -> DocumentKind | None:
        """The paper that a message asks to have written; None if it asks for none."""
        found = (self._in_sentence(sentence) for sentence in sentences(text))
        return next((document for document in found if document), None)

    def says_more(self, text: str) -> bool:
        """Whether a message that asks for a paper tells too what it is to be about."""
        return any(len(word) > _SHORT and word not in self._small for word in words(text))

    def _in_sentence(self, text: str) -> DocumentKind | None:
        said = words(text)
        named = [*self._named(said), *self._in_capitals(text, said)]
        if not named and self._papers.isdisjoint(said):
            return None
        heard = [said, [read_word(word, self._spellings).read for word in said]]
        if any(self._always.within(tokens) for tokens in heard):
            return None
        asks = any(self._asks(tokens) for tokens in heard)
        if not named:
            return self._by_what_it_is_about(said) if asks else None
        for name in sorted(named, key=lambda name: (-name.size, name.start)):
            if asks and not self._is_purpose(said, name):
                return name.document
            if self._wants(heard, name):
                return name.document
            if self._begins(said, name) and not self._is_talk(heard):
                return name.document
        return None

    def _asks(self, said: list[str]) -> bool:
        commands = [place for place in self._commanding.places(said) if place < _OPENING]
        return any(
            place == 0 or said[place - 1] not in self._telling
            for place in (*commands, *self._asking.places(said))
        )

    def _wants(self, heard: list[list[str]], name: _Named) -> bool:
        """Whether the person wants the named paper written, and does not only talk about it."""
        said, end = heard[0], name.start + name.size
        if self._is_purpose(said, name) or not self._owners.isdisjoint(said[end : end + _OWNED]):
            return False
        just_before = slice(max(0, name.start - _WANTED), name.start)
        if any(self._talking.within(tokens[: name.start]) for tokens in heard):
            return False
        if any(self._wanting.within(tokens[just_before]) for tokens in heard):
            return True
        needs = any(self._needing.within(tokens[just_before]) for tokens in heard)
        return needs and not any(self._doubting.within(tokens) for tokens in heard)

    def _begins(self, said: list[str], name: _Named) -> bool:
        """Whether the message begins with a paper's name and then says what it should contain."""
        end = name.start + name.size
        told = len(said) - end >= _LEAST_TOLD or said[-1] in self._closing
        opens = (told and name.start == 0) or (name.draft and name.start < _OPENING)
        return opens and self._owners.isdisjoint(said[end : end + _OWNED])

    def _is_talk(self, heard: list[list[str]]) -> bool:
        return any(self._talking.within(said) or self._doubting.within(said) for said in heard)

    def _is_purpose(self, said: list[str], name: _Named) -> bool:
        """Whether "buat" means "for" ("jelaskan buat paparan"), not "make" ("buat perbup")."""
        return name.start > 1 and said[name.start - 1] in self._purposes

    def _by_what_it_is_about(self, said: list[str]) -> DocumentKind | None:
        """The kind of "the letter" that is asked for."""
        kinds = (document for document, about in self._about.items() if about.within(said))
        return next(kinds, None)

    def _named(self, said: list[str]) -> list[_Named]:
        found = []
        for start, word in enumerate(said):
            if word not in self._first:
                continue
            for size in range(min(self._longest, len(said) - start), 0, -1):
                name = self._names.get(tuple(said[start : start + size]))
                if name:
                    found.append(_Named(start, size, *name))
                    break
        return found

    def _in_capitals(self, text: str, said: list[str]) -> list[_Named]:
        found = []
        for name, document in self._capitals.items():
            if name in text and re.search(rf"\b{name}(nya)?\b", text):
                places = [
                    i for i, word in enumerate(said) if word.removesuffix("nya") == plain(name)
                ]
                found += [_Named(place, 1, document, draft=False) for place in places[:1]]
        return found
