"""Who speaks and from where: part of a message, but not of its question.

"Kota Malang mulai dari mana?" asks where to start; "sy lurah di depok, sampah gmn" asks about
rubbish.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.matching.introduction_words import (
    ASK,
    ASKING,
    COURTEOUS,
    EXPLAINED,
    FILLER,
    FROM,
    GREETINGS,
    HAS_NAME,
    IN,
    MARK,
    ME,
    MEAN_TO,
    NAMED_BEFORE,
    NO_SUBJECT,
    NOT,
    OFFICE,
    PERSON,
    PERSON_OR_GREETING,
    POINTING,
    ROLE,
    SMALL,
    TELLING,
    TELLING_OR_ASKING,
    WANT,
)
from knowledge.regions.outcomes import Mention

# Prepositions before a region's name that are removed with it.
_PLACED = re.compile(
    r"(?:\b(?:di|dari|dr|drpd|untuk|utk|buat|bwt|ke|pada|pd|daerah|wilayah|in|from|for|of|at|near|"
    r"pemkot|pemkab|pemprov|pemda|the (?:city|regency) of)\s+)*" + MARK,
    re.IGNORECASE,
)
# "In our regency", which every message could begin with; "in our village" says more, but beside a
# problem the problem is what is asked about.
_OUR_REGION, _OUR_VILLAGE = (
    re.compile(
        rf"\s*(?:(?:di|untuk|utk|in)\s+)?(?:{places}|our|my)\s+"
        rf"(?:saya|sy|kami|kmi|kita|{english})\b[\s,]+(?=\S+\s+\S)",
        re.IGNORECASE,
    )
    for places, english in (
        ("kabupaten|kab|kota|daerah|wilayah|tempat", "city|regency|town|district"),
        ("desa|kelurahan|kecamatan|kampung|nagari|distrik", "village|ward|subdistrict"),
    )
)
_BLANKS = re.compile(r"[ \t]{2,}")
_CLAUSE_END = re.compile(r"[,.;:!\n]+(?=\s|$)|\s[-–—]+\s")
_WORD = re.compile(rf"[^\W_]+(?:['’/][^\W_]+)*|{MARK}")
# Most clauses of greeting and introduction before the question. Chosen.
_MOST_CLAUSES = 4
# Most words of an introduction that no list explains, such as the name of an office. Chosen.
_MOST_OTHERS = 2
_LEAST_LEFT = 2
# Most words of such a name, and of a role that is repeated in the answer. Chosen.
_MOST_OF_NAME, _MOST_OF_OFFICE = 3, 5
# "Bu camat nanya", "pak kades minta tahu": another asks, who is not what is asked about.
_WHO_ASKS = re.compile(
    r"\s*(?:(?:oya|oiya|oh|nah|btw|ini|terus|trus|kemarin|tadi)\s+)*"
    r"(?:pak|bu|bapak|ibu|mas|mbak|the|my)\s+[\w/]+(?:\s+\w+)?\s+"
    r"(?:nanya|tanya|bertanya|menanyakan|nanyain|penasaran|mau ta[hu]u?|asks|asked|wants to know)"
    r"\b[\s,:]+",
    re.IGNORECASE,
)


def marked(text: str, mentions: Sequence[Mention]) -> str:
    """A message with a mark for each region that it names."""
    parts, start = [], 0
    for mention in mentions:
        parts += [text[start : mention.start], MARK]
        start = mention.end
    return "".join([*parts, text[start:]])


def without_marks(text: str) -> str:
    """A message without its marks, and without the "di" or "dari" before them."""
    if MARK not in text:
        return text
    return _BLANKS.sub(" ", _PLACED.sub(" ", text)).strip(" ,;:-")


def without_introduction(text: str) -> str:
    """A marked message without the clauses at its beginning that say who speaks and from where.

    Returns the whole message if hardly anything else would be left.
    """
    start = cut = 0
    for end, _ in zip(_CLAUSE_END.finditer(text), range(_MOST_CLAUSES), strict=False):
        clause = text[start : end.start()]
        introduces = _is_introduction(clause, after_name=start > 0)
        if introduces:
            cut = end.end()
        elif not (_is_name_or_greeting(clause) or _gives_name(clause)):
            break
        start = end.end()
    cut += _running_on(text[cut:])
    cut += _ours_at_start(text[cut:])
    left = text[cut:].strip()
    return left if len(left.split()) >= _LEAST_LEFT else text


def without_who_asks(text: str) -> str:
    """A message without the one who is said to ask it: "bu camat nanya siapa yg bayar"."""
    found = _WHO_ASKS.match(text)
    return text[found.end() :] if found and found.end() < len(text) else text


def only_introduces(text: str) -> bool:
    """Whether a marked message does nothing but say who speaks and from where: "btw saya PPK"."""
    return "?" not in text and bool(_introductions(text))


def office_in(text: str) -> str:
    """What a message that only introduces tells of a role or an office: "kadis PU"; may be ""."""
    for words in _introductions(text):
        lower = [word.lower() for word in words]
        first = next((i for i, word in enumerate(lower) if word in ROLE), None)
        if first is None:
            continue
        # In English the name stands before the office: "public works office".
        while first and lower[first - 1] not in EXPLAINED:
            first -= 1
        said = [
            word
            for word in words[first:]
            if word.lower() not in ME | FROM | SMALL | COURTEOUS | {MARK}
        ]
        return " ".join(said[:_MOST_OF_OFFICE])
    return ""


def _introductions(text: str) -> list[list[str]]:
    """The clauses that say who speaks; none if another one tells or asks something."""
    clauses = [_without_filler(_words(clause)) for clause in _CLAUSE_END.split(text)]
    told = [words for words in clauses if not {word.lower() for word in words} <= COURTEOUS]
    denied = [words for words in told if words[0].lower() in NOT]
    introduced = [words for words in told if words[0].lower() not in NOT]
    if not all({word.lower() for word in words} <= NOT | ROLE | SMALL for words in denied):
        return []
    return introduced if all(map(_tells_only_who, introduced)) else []


def _tells_only_who(words: Sequence[str]) -> bool:
    """Whether a clause is an introduction that tells no problem: "saya lurah", not "di kelurahan
    saya banyak sampah".
    """
    if _gives_name(" ".join(words)):
        return True
    lower = [word.lower() for word in words]
    if _wishes(lower) or not _is_introduction(" ".join(words), after_name=True):
        return False
    if not TELLING_OR_ASKING.isdisjoint(lower):
        return False
    if lower[0] == "di" and not set(lower) <= EXPLAINED:
        return False
    return all(
        word in EXPLAINED
        or (words[i][0].isupper() and i > 0)
        or _names_office(lower, i)
        or (i == len(lower) - 1 and lower[i - 1] in IN)
        for i, word in enumerate(lower)
        if not word.isdigit() and not (i == 0 and _is_named(words))
    )


def _wishes(lower: Sequence[str]) -> bool:
    """Whether a clause wants more than to ask: "desa kami mau jadi desa digital"."""
    return any(
        word in WANT and not (COURTEOUS | {MARK}).issuperset(lower[i + 1 : i + 2])
        for i, word in enumerate(lower)
    )


def _names_office(lower: Sequence[str], i: int) -> bool:
    """Whether a word is the name of the office that stands near it: "bidang cipta karya"."""
    said = TELLING | ASKING | MEAN_TO
    if lower[i] in said:
        return False
    before = lower[max(0, i - _MOST_OF_NAME) : i]
    cut = max((place + 1 for place, word in enumerate(before) if word in said), default=0)
    after = lower[i + 1 : i + 1 + _MOST_OF_NAME]
    return not (HAS_NAME.isdisjoint(before[cut:]) and NAMED_BEFORE.isdisjoint(after))


def _without_filler(words: list[str]) -> list[str]:
    start = 0
    while start < len(words) and words[start].lower() in FILLER:
        start += 1
    return words[start:]


def _running_on(text: str) -> int:
    """How many letters of a text introduce without a comma: "saya lurah di X mau tanya sampah"."""
    cut = others = 0
    for found in _WORD.finditer(text):
        start = text[: found.end()]
        word = found.group().lower()
        if word in TELLING and cut < found.start() and _is_introduction(text[: found.start()]):
            return found.start()  # "saya lurah di kelurahan anu banyak sampah"
        if word in ASK or (word == MARK and not others and _is_introduction(start)):
            cut = found.end()
        elif word not in PERSON_OR_GREETING:
            # The name of an office may stand before "mau tanya": "staf cipta karya mau tanya".
            others += 1
        if others > _MOST_OTHERS:
            break
        if _CLAUSE_END.search(start):
            break
    return cut if _is_introduction(text[:cut]) else 0


def _ours_at_start(text: str) -> int:
    """How many letters say "where we are" before what is told: "di kabupaten saya air mati"."""
    found = _OUR_REGION.match(text)
    if found is None and not TELLING.isdisjoint(word.lower() for word in _words(text)):
        found = _OUR_VILLAGE.match(text)
    return found.end() if found else 0


def tells_more(introduction: str) -> bool:
    """Whether an introduction tells more than that somebody is from a region: a role, an office."""
    lower = {word.lower() for word in _words(introduction)}
    return not lower <= NO_SUBJECT - ROLE


def subject_of(introduction: str, asked: str) -> str:
    """What an introduction tells beside person, office and place, where the question points at it:
    "saya petugas laporan SPM. Enam urusan itu kok belum penuh?"; else nothing.
    """
    if POINTING.isdisjoint(word.lower() for word in _words(asked)):
        return ""
    return " ".join(
        word
        for word in _words(introduction)
        if word.lower() not in NO_SUBJECT and not word.isdigit() and not word.istitle()
    )


def _is_name_or_greeting(clause: str) -> bool:
    words = _words(clause)
    left = [word for word in words if word.lower() not in GREETINGS]
    return len(left) <= _MOST_OTHERS and _all_names(left)


def _gives_name(clause: str) -> bool:
    """Whether a clause says a name and nothing else: "perkenalkan saya Rudi"."""
    words = [word for word in _words(clause) if word.lower() not in GREETINGS]
    names = [word for word in words if word.lower() not in ME | SMALL]
    return len(words) > len(names) and len(names) <= _MOST_OTHERS and _all_names(names)


def _all_names(words: Sequence[str]) -> bool:
    return all(word[0].isupper() for word in words)


def _is_introduction(clause: str, *, after_name: bool = False) -> bool:
    """Whether a clause says no more than who speaks and from where.

    after_name: whether a greeting or a name stands before it: "Rudi, kasubbid di Tapin".
    """
    words = _words(clause)
    greeted = after_name
    while words and words[0].lower() in GREETINGS:
        words, greeted = words[1:], True
    if not words:
        return False
    lower = [word.lower() for word in words]
    begins = lower[0] in ME or lower[0] in FROM or _is_named(words)
    tells = not TELLING_OR_ASKING.isdisjoint(lower)
    begins = begins or (greeted and lower[0] in ROLE and (after_name or not tells))
    says = MARK in lower or not (ROLE | OFFICE).isdisjoint(lower) or lower[:2] == ["nama", "saya"]
    others = [
        words[i]
        for i, low in enumerate(lower)
        if not (low in PERSON or low.isdigit() or _names_office(lower, i))
    ]
    small = [word for word in others if not word[0].isupper()]
    return begins and says and len(small) <= _MOST_OTHERS and len(others) <= 2 * _MOST_OTHERS


def _is_named(words: Sequence[str]) -> bool:
    """Whether it begins as "Yanti dr dinkes" or "Tono here from" does."""
    lower = [word.lower() for word in words[1:4]]
    return words[0][0].isupper() and not FROM.isdisjoint(lower)


def _words(clause: str) -> list[str]:
    return _WORD.findall(clause)
