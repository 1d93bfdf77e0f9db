"""The markup that content may carry: Telegram's HTML, kept to what reads well everywhere.

Telegram refuses a whole message for one wrong tag, so a fault here is worth a line before it is
worth an error at midnight.
"""

from __future__ import annotations

import html
import re

ALLOWED = frozenset({"b", "i", "u", "s", "code", "pre", "blockquote", "a"})

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s[^<>]*)?)>")
_LINK = re.compile(r'\s+href="https?://[^"\s]+"')
_EXPANDABLE = re.compile(r"\s+expandable")
_LEFTOVER = re.compile(r"[<>]|&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")


def fault_in(text: str) -> tuple[str, str] | None:
    """What Telegram would refuse in a marked-up text, and the remedy; None if all is well."""
    open_tags: list[str] = []
    for closing, name, attributes in _TAG.findall(text):
        fault = _tag_fault(open_tags, bool(closing), name, attributes)
        if fault:
            return fault
    if open_tags:
        return f"<{open_tags[-1]}> is not closed", f"add </{open_tags[-1]}>"
    leftover = _LEFTOVER.search(_TAG.sub("", text))
    if leftover:
        sign = leftover.group()
        return f"a bare {sign} is refused by Telegram", f"write {html.escape(sign)}"
    return None


def without_markup(text: str) -> str:
    """The text as a reader sees it, without tags and entities."""
    return html.unescape(_TAG.sub("", text))


def length(text: str) -> int:
    """Length as Telegram counts it: UTF-16 units of the visible text."""
    return len(without_markup(text).encode("utf-16-le")) // 2


def _tag_fault(
    open_tags: list[str], closing: bool, name: str, attributes: str
) -> tuple[str, str] | None:
    if name not in ALLOWED:
        return f"the tag <{name}> is refused by Telegram", "use only <b> and <i>"
    if closing:
        if not open_tags or open_tags.pop() != name:
            return f"</{name}> closes nothing", "close tags in the order they were opened"
        return None
    if attributes.strip() and not _attributes_are_right(name, attributes):
        return f"<{name}{attributes}> is refused by Telegram", "leave the attribute out"
    if name == "a" and not attributes.strip():
        return "<a> has no address", 'write <a href="https://...">'
    if name == "blockquote" and name in open_tags:
        return "a quote inside a quote is refused by Telegram", "close the first one"
    if {"code", "pre"} & set(open_tags):
        return f"<{name}> inside code is refused by Telegram", "close the code first"
    open_tags.append(name)
    return None


def _attributes_are_right(name: str, attributes: str) -> bool:
    pattern = {"a": _LINK, "blockquote": _EXPANDABLE}.get(name)
    return bool(pattern and pattern.fullmatch(attributes))
