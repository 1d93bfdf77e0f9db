"""What a message says that it does not mean: "bukan soal sampah, tapi soal air".

What stands after "bukan", "selain", "not" or "besides" is not the subject. Only whole clauses are
taken out: in "warga tidak punya jamban" the toilets are the subject, and "itu bukan tugas bappeda?"
asks about just that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Where a clause ends. A hyphen within a word is none, nor a point within a number.
_JOINT = re.compile(
    r"(?:[,;:?!\n()]|\.(?!\d)|\s[-–—]+\s|[–—]|"
    r"\b(?:tapi|tapii|tp|tpi|tetapi|melainkan|namun|but)\b)+",
    re.IGNORECASE,
)
# Words that may come before "bukan" or "not" in a clause without being its subject.
_BEFORE = (
    r"(?:(?:jadi|kalau|maaf|maap|eh|lho|loh|oh|ya|yang|yg|ini|itu|saya|sy|kami|masalahnya|soalnya|"
    r"maksud|maksudnya|pertanyaan|pertanyaannya|no|so|sorry|it's|its|this|that|is|i|i'm|im|am|"
    r"we|we're|are|my|question|well)\s+){0,4}"
)
_NOT_ONLY = (
    r"(?!(?:cuma|cuman|cm|hanya|sekadar|sekedar|saja|main|berarti|tidak|kah|only|just|sure|enough|"
    r"yet|possible|working|work|allowed|clear|really|everyone|everybody|all|many|much|even|"
    r"every|able|possible|long|far|so)\b)"
)
_SPEAK = (
    r"(?:tanya\w*|nanya\w*|bertanya|bicara\w*|ngomong\w*|bahas\w*|membahas|jelas\w*|cerita\w*|"
    r"jawab\w*|ulang\w*|ngulang\w*|asking|ask|talking|talk|after|looking|interested|explain\w*|"
    r"repeat\w*|tell)"
)
_NO = r"(?:tidak|tdk|tak|ga|gak|gk|nggak|ngga|enggak|ndak|jangan|jgn|don't|dont|do not|not)"
_CLAUSE = re.compile(
    rf"^{_BEFORE}(?:(?:bukan(?!kah)|bkn|dudu|sanes|not)\s+{_NOT_ONLY}|"
    rf"{_NO}\s+(?:sedang\s+|mau\s+|lagi\s+)?{_SPEAK}\b|"
    r"(?:tidak|tdk|tak|ga|gak|gk|nggak|ngga|enggak|ndak)\s?(?:usah|perlu)\s+|gausah\s+|no need\s+|"
    rf"tanpa\s+{_SPEAK}\s+|forget\s+(?:about\s+)?|never mind\s+)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
# "Selain X" ends where the question begins.
_BESIDE = re.compile(
    r"\b(?:selain|slain|kecuali|besides|beside|other than|apart from|aside from|instead of|"
    r"rather than|except(?: for)?)\s+(?P<rest>.+?)(?=$|\s(?:apa|apakah|apaan|siapa|mana|gimana|gmn|"
    r"bagaimana|kapan|yang|yg|harus|hrs|bisa|bs|ada|perlu|daerah|kota|kami|kita|uangnya|dananya|"
    r"what|which|who|how|where|is|are|can|do|does|should|we|to)\b)",
    re.IGNORECASE | re.DOTALL,
)
_MEANT = re.compile(
    r"^(?:maksud(?:nya|ku)?|yang (?:saya |kami )?(?:maksud|cari|tanya\w*)|i mean|i meant|meaning)\b"
    r"\s*(?:saya|sy|kami|itu|tuh|adalah|is)?\s*",
    re.IGNORECASE,
)
# "Not that kind, I meant ...": the same topic, and something else of it.
_KIND = re.compile(
    r"^(?:that|this|those|the|which)?\s*(?:kind|sort|type|part|jenis|macam|bagian)"
    r"(?:\s+(?:itu|ini|yang itu|that|of \w+))?$",
    re.IGNORECASE,
)
# "No, I meant ...", "bukan, maksud saya ...", "salah, saya tanya ...".
_DENIAL = re.compile(
    r"^(?:(?:eh|oh|maaf|maap|sorry|lho|loh|waduh|well|hmm)\s+)*"
    r"(?:no|nope|bukan|bkn|salah|keliru|wrong|dudu|sanes|ga|gak|nggak|enggak|tidak)"
    r"(?:\s+(?:no|pak|bu|min|kak|bukan|gitu|begitu|itu|sorry|wait|saya salah))*$",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"^(?:(?:yang|yg|what)\s+)?(?:(?:saya|sy|kami|aku|gue|i|we)\s+)?"
    r"(?:maksud\w*|mksd\w*|mean|meant|tanya\w*|nanya\w*|ask|asked|was asking|am asking)\b",
    re.IGNORECASE,
)
# "That one": the topic shown before is not meant.
_THAT = re.compile(
    r"^(?:yang |yg )?(?:itu|ini|begitu|gitu|that|this|tadi)"
    r"(?:\s+(?:pak|bu|min|yang|yg|saya|sy|maksud\w*|tadi|one|lho|loh|sih|dong|ya))*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Contrast:
    """A message and what it sets aside.

    meant: the message without what it sets aside. aside: what it sets aside. correcting: whether it
    sets aside the topic just shown: "bukan itu, maksud saya ...".
    """

    meant: str
    aside: str
    correcting: bool = False


def contrast(text: str) -> Contrast | None:
    """Split a message into what it means and what it sets aside; None if it sets nothing aside."""
    kept, aside, correcting = [], [], False
    clauses = _clauses(text)
    if len(clauses) > 1 and _DENIAL.match(clauses[0][0]) and _MEANS.match(clauses[1][0]):
        correcting = True
        aside, clauses = [clauses[0][0]], clauses[1:]
    for clause, end in clauses:
        found = _CLAUSE.match(clause)
        if found and found["rest"].strip():
            rest = found["rest"].strip()
            if _KIND.match(rest):
                continue
            correcting = correcting or bool(_THAT.match(rest))
            aside.append(rest)
            continue
        beside = _BESIDE.search(clause)
        if beside and not _THAT.match(beside["rest"]):
            aside.append(beside["rest"].strip())
            clause = f"{clause[: beside.start()]} {clause[beside.end() :]}".strip()
        kept.append(_MEANT.sub("", clause) + end)
    meant = " ".join(part for part in kept if any(map(str.isalnum, part))).strip(" ,;:-")
    changed = bool(aside) or len(kept) < len(clauses)
    return Contrast(meant, ", ".join(aside), correcting) if changed and meant else None


def _clauses(text: str) -> list[tuple[str, str]]:
    """The clauses of a text, each with the sign after it."""
    clauses, start = [], 0
    for joint in _JOINT.finditer(text):
        clauses.append((text[start : joint.start()].strip(), joint.group().strip()))
        start = joint.end()
    clauses.append((text[start:].strip(), ""))
    return [(clause, end if not end.isalpha() else ",") for clause, end in clauses if clause or end]
