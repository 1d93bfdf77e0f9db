"""Telegram's HTML, read into a text and its entities, or refused in Telegram's words.

Offsets and lengths of entities are UTF-16 code units, as in the Bot API.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.preview.standin.errors import ApiError, bad_request

Entity = dict[str, Any]

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_ATTRIBUTE = r"""\s+[^\s=>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[\w.\-]+))?"""
_REST_OF_TAG = re.compile(rf"((?:{_ATTRIBUTE})*)\s*>")
_NAMED = re.compile(r"""([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.\-]+)))?""")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_DETECTED = re.compile(
    r"(?P<url>https?://[^\s<>\"]+|\b(?:t\.me|[\w-]+(?:\.[\w-]+)*\.(?:id|com|org|net))(?:/[^\s<>\"]*)?\b)"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{4,32})?)\b"
    r"|(?<!\w)(?P<mention>@[A-Za-z0-9_]{4,32})\b"
    r"|(?<!\w)(?P<hashtag>#\w+)"
)
_OPAQUE = {"code", "pre", "text_link", "url", "text_mention"}


def units(text: str) -> int:
    """Return the length in UTF-16 code units, which is how Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class _Open:
    """A start tag that waits for its end."""

    tag: str
    attributes: dict[str, str]
    offset: int


class _Reader:
    """One pass over the source; `parts` grows into the text, `entities` beside it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            if self.source[self.at] == "<":
                self._tag()
            elif reference := _REFERENCE.match(self.source, self.at):
                self._append(_character(reference))
                self.at = reference.end()
            else:
                self._append(self.source[self.at])
                self.at += 1
        if self.open:
            raise _unreadable(
                f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"'
            )
        return "".join(self.parts), self.entities

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += units(text)

    def _tag(self) -> None:
        if self.source.startswith("</", self.at):
            self._end_tag()
        else:
            self._start_tag()

    def _start_tag(self) -> None:
        begin = self._byte()
        name = re.match(r"[^\s>]*", self.source[self.at + 1 :])
        tag = name.group().lower() if name else ""
        after = self.at + 1 + len(tag)
        if after >= len(self.source):
            raise _unreadable(f"Unclosed start tag at byte offset {begin}")
        if tag not in _STYLES:
            raise _unreadable(f'Unsupported start tag "{tag}" at byte offset {begin}')
        rest = _REST_OF_TAG.match(self.source, after)
        if rest is None:
            raise _unreadable(f"Unclosed start tag at byte offset {begin}")
        attributes = {
            found[1].lower(): next((value for value in found.groups()[1:] if value is not None), "")
            for found in _NAMED.finditer(rest[1])
        }
        self._check(tag, attributes, begin)
        self.open.append(_Open(tag, attributes, self.length))
        self.at = rest.end()

    def _check(self, tag: str, attributes: dict[str, str], begin: int) -> None:
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _unreadable(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        if tag == "blockquote" and any(outer.tag == tag for outer in self.open):
            raise _unreadable(f"Nested blockquote at byte offset {begin}")

    def _end_tag(self) -> None:
        begin = self._byte()
        if not self.open:
            raise _unreadable(f"Unexpected end tag at byte offset {begin}")
        found = re.compile(r"</([^\s>]*)\s*>").match(self.source, self.at)
        if found is None:
            raise _unreadable(f"Unclosed end tag at byte offset {begin}")
        start = self.open.pop()
        if found[1] and found[1].lower() != start.tag:
            raise _unreadable(
                f"Unmatched end tag at byte offset {begin}, "
                f'expected "</{start.tag}>", found "</{found[1].lower()}>"'
            )
        self._close(start)
        self.at = found.end()

    def _close(self, start: _Open) -> None:
        length = self.length - start.offset
        inside_code = any(outer.tag in ("code", "pre") for outer in self.open)
        if length == 0 or inside_code:
            self._name_language(start)
            return
        text = "".join(self.parts)
        if entity := _entity(start, text.encode("utf-16-le")[2 * start.offset :]):
            self.entities.append({**entity, "offset": start.offset, "length": length})

    def _name_language(self, start: _Open) -> None:
        """Hand `<pre><code class="language-x">` up to the pre that holds it."""
        outer = self.open[-1] if self.open else None
        if outer and outer.tag == "pre" and start.tag == "code":
            outer.attributes.update(start.attributes)

    def _byte(self) -> int:
        return len(self.source[: self.at].encode())


def _character(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _REFERENCES[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else reference[0]


def _entity(start: _Open, covered: bytes) -> Entity | None:
    """Return the entity of a tag without its place, or None where Telegram keeps bare text."""
    kind, attributes = _STYLES[start.tag], start.attributes
    if start.tag == "a":
        return _link(attributes.get("href") or covered.decode("utf-16-le"))
    if start.tag == "blockquote" and "expandable" in attributes:
        return {"type": "expandable_blockquote"}
    if start.tag == "pre" and (language := attributes.get("class", "")).startswith("language-"):
        return {"type": kind, "language": language.removeprefix("language-")}
    if start.tag == "tg-emoji":
        return {"type": kind, "custom_emoji_id": attributes.get("emoji-id", "")}
    if start.tag == "tg-time":
        return {"type": kind, "unix_time": int(attributes.get("unix", "0") or 0)}
    return {"type": kind}


def _link(address: str) -> Entity | None:
    parts = urlsplit(address)
    if parts.scheme == "tg" and parts.netloc == "user":
        user_id = parse_qs(parts.query).get("id", [""])[0]
        return {"type": "text_mention", "user_id": int(user_id)} if user_id.isdigit() else None
    if parts.scheme in ("http", "https", "tg") and parts.netloc:
        return {"type": "text_link", "url": address}
    if not parts.scheme and re.match(r"[\w-]+(\.[\w-]+)+", address):
        return {"type": "text_link", "url": f"http://{address}/"}
    return None


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def detect(text: str) -> list[Entity]:
    """Return the links, commands, mentions and hashtags that Telegram marks by itself."""
    entities = []
    for found in _DETECTED.finditer(text):
        kind = str(found.lastgroup)
        covered = found[0].rstrip(".,;:!?)") if kind == "url" else found[0]
        offset = units(text[: found.start()])
        entities.append({"type": kind, "offset": offset, "length": units(covered)})
    return entities


def formatted(
    text: str, parse_mode: str | None, entities: list[Entity] | None
) -> tuple[str, list[Entity]]:
    """Return the text as people see it, trimmed, with its entities in order.

    parse_mode: "HTML" or nothing; the Markdown modes are not modelled and are refused.
    entities: given by the bot in place of a parse mode.
    """
    marked = list(entities or [])
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        text, marked = _Reader(text).read()
    text, marked = _trim(text.replace("\r", ""), marked)
    opaque = [e for e in marked if e["type"] in _OPAQUE]
    marked += [e for e in detect(text) if not any(_overlap(e, other) for other in opaque)]
    marked.sort(key=lambda e: (e["offset"], -e["length"]))
    return text, marked[:100]


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    shift = units(text) - units(text.lstrip())
    text = text.strip()
    end = units(text)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - shift)
        stop = min(end, entity["offset"] + entity["length"] - shift)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return text, kept


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )
