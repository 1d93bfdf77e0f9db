"""Who speaks and from where: part of a message, but not of its question.

"Kota Malang mulai dari mana?" asks where to start; "sy lurah di depok, sampah gmn" asks about
rubbish.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.regions.outcomes import Mention

# Stands for a region's name. A character for private use: `text.plain` drops it like any other.
MARK = "\ue000"
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


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_GREETING = _set(
    "halo hallo haloo hai hi hello hey good selamat slmt slamat met pagi pgi siang sore malam mlm "
    "morning afternoon evening day ass as wr wb assalamualaikum assalamu'alaikum asslm shalom "
    "salam om swastiastu horas sampurasun rampes punten kulonuwun nuwun sewu tabea tabe tabik "
    "dear bapak pak bpk bpk/ibu bapak/ibu ibu bu min admin kak kakak mas mbak gan bang semua "
    "semuanya all everyone sir madam tim team mohon maaf izin ijin permisi excuse me mengganggu "
    "bertanya tanya nanya sehat selalu yth dulu"
)
_I = _set(
    "perkenalkan kenalkan perkenankan nama saya sy sya aku ak aq gue gua gw kami kmi kita beta sa "
    "ambo awak kulo abdi tiang ulun i i'm i’m im we we're we’re my"
)
_FROM = _set("dari dr di from in asal saking teko seko ti sebagai sbg sbgai selaku slaku as")
_ROLE = _set(
    "lurah camat kades kadis kadin kaban sekdis sekda sekretaris sekcam kabid kabag kasubbag "
    "kasubag kasubbid kasubid kasi kasie kepala staf staff pegawai asn pns pppk p3k honorer "
    "operator bendahara ppk pptk anggota dprd dewan ajudan direktur fungsional perencana analis "
    "pranata statistisi auditor dosen mahasiswa guru wartawan ketua wakil walikota walkot wali "
    "bupati wabup gubernur asisten penyuluh pendamping fasilitator konsultan pengurus petugas "
    "dinas badan kantor kampus bappeda bapperida kominfo diskominfo dinkes dishub inspektorat bpbd "
    "bkpsdm setda puskesmas kecamatan kelurahan desa instansi opd pemda pemkot pemkab perumda "
    "perencanaan pemerintahan keuangan mayor regent governor adviser advisor officer official "
    "secretary planner head director assistant council department office agency student lecturer "
    "komisi fraksi banggar magang consultant engineer clerk manager member city regency "
    "municipality village district"
)
# "Mau tanya" ends an introduction.
_MEAN_TO = _set("mau ingin pengin pengen hendak izin ijin mohon to want like")
_WISH = _set("mau ingin pengin pengen hendak want")
_ASK = _set("tanya nanya bertanya menanyakan tau tahu mengetahui ask know")
_SMALL = _set(
    "adalah ini pada baru yang yg kota the of a an at to for with am are is name "
    "here and dan kerja bekerja work working new daerah salah satu seorang kabupaten kab wilayah "
    "tempat"
)

_PERSON = _I | _FROM | _ROLE | _SMALL | _MEAN_TO | _ASK | {MARK}
_PERSON_OR_GREETING = _I | _FROM | _ROLE | _SMALL | _GREETING | _MEAN_TO | {MARK}
_NO_SUBJECT = _GREETING | _I | _FROM | _ROLE | _SMALL | _MEAN_TO | _ASK | {MARK}


_BY_THE_WAY = _set(
    "btw by the way lupa bilang oh iya ya eh fyi info sekadar sekedar catatan omong ngomong forgot "
    "mention say tadi belum sebut so ps oya oiya"
)
_FILLER = _BY_THE_WAY | _GREETING
_NOT = _set("bukan bkn not no")
# What people add to an introduction and mean nothing by.
_COURTEOUS = (
    _GREETING
    | _MEAN_TO
    | _ASK
    | _set(
        "salam kenal bimbingan bimbingannya arahan arahannya bantuan bantuannya bantu bergabung "
        "gabung ikut menyapa senang bisa terima kasih makasih mencoba coba baru pertama kali nih "
        "ya yah nggih ini dengan nice glad pleased meet you thanks there using first time"
    )
)
_EXPLAINED = _I | _FROM | _ROLE | _SMALL | _COURTEOUS | {MARK}
# Behind these stands the name of an office or of a village; in English it stands before it.
_HAS_NAME = _set(
    "dinas badan kantor bidang seksi bagian komisi kadis kadin kaban kabid kabag kasi kasie "
    "kasubbid kasubid kasubbag kasubag kepala sekretaris sekdis staf staff pegawai desa kelurahan "
    "kecamatan kampung nagari distrik anggota ketua analis penyuluh petugas asisten direktur head "
    "director"
)
_NAMED_BEFORE = _set("department office agency council officer planner director engineer")
# Most words of such a name, and of a role that is repeated in the answer. Chosen.
_MOST_OF_NAME, _MOST_OF_OFFICE = 3, 5
# Words by which a clause tells a problem, whoever tells it.
_TELLING = _set(
    "banyak bnyk sering srg mati rusak kurang kekurangan tidak tdk tak ga gak nggak ngga ada belum "
    "blm susah sulit butuh perlu masih msh selalu terus kotor bau banjir keruh padam macet habis "
    "mahal jelek gelap kering menumpuk numpuk meluap mampet tersumbat rawan krisis punya many "
    "often broken lack lacks need needs no not have has dirty dry"
)
_POINTING = _set("itu tersebut tsb tadi that those")
_ASKING = _set("apa bagaimana gimana gmn kenapa berapa kapan mana siapa what how why when who")
_TELLING_OR_ASKING = _TELLING | _ASKING


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


def only_introduces(text: str) -> bool:
    """Whether a marked message does nothing but say who speaks and from where: "btw saya PPK"."""
    return "?" not in text and bool(_introductions(text))


def office_in(text: str) -> str:
    """What a message that only introduces tells of a role or an office: "kadis PU"; may be ""."""
    for words in _introductions(text):
        lower = [word.lower() for word in words]
        first = next((i for i, word in enumerate(lower) if word in _ROLE), None)
        if first is None:
            continue
        # In English the name stands before the office: "public works office".
        while first and lower[first - 1] not in _EXPLAINED:
            first -= 1
        said = [
            word
            for word in words[first:]
            if word.lower() not in _I | _FROM | _SMALL | _COURTEOUS | {MARK}
        ]
        return " ".join(said[:_MOST_OF_OFFICE])
    return ""


def _introductions(text: str) -> list[list[str]]:
    """The clauses that say who speaks; none if another one tells or asks something."""
    clauses = [_without_filler(_words(clause)) for clause in _CLAUSE_END.split(text)]
    told = [words for words in clauses if not {word.lower() for word in words} <= _COURTEOUS]
    denied = [words for words in told if words[0].lower() in _NOT]
    introduced = [words for words in told if words[0].lower() not in _NOT]
    if not all({word.lower() for word in words} <= _NOT | _ROLE | _SMALL for words in denied):
        return []
    return introduced if all(map(_tells_only_who, introduced)) else []


def _tells_only_who(words: Sequence[str]) -> bool:
    """Whether a clause is an introduction that tells no problem: "saya lurah", not "di kelurahan
    saya banyak sampah".
    """
    if _gives_name(" ".join(words)):
        return True
    lower = [word.lower() for word in words]
    if not _is_introduction(" ".join(words), after_name=True) or not (
        _TELLING_OR_ASKING.isdisjoint(lower)
    ):
        return False
    # "Desa kami mau jadi desa digital" wishes; "saya kades mau tanya" introduces.
    if not _WISH.isdisjoint(lower) and _ASK.isdisjoint(lower):
        return False
    if lower[0] == "di" and not set(lower) <= _EXPLAINED:
        return False
    return all(
        word in _EXPLAINED or (words[i][0].isupper() and i > 0) or _names_office(lower, i)
        for i, word in enumerate(lower)
        if not word.isdigit() and not (i == 0 and _is_named(words))
    )


def _names_office(lower: Sequence[str], i: int) -> bool:
    """Whether a word is the name of the office that stands near it: "bidang cipta karya"."""
    before = lower[max(0, i - _MOST_OF_NAME) : i]
    after = lower[i + 1 : i + 1 + _MOST_OF_NAME]
    return not (_HAS_NAME.isdisjoint(before) and _NAMED_BEFORE.isdisjoint(after))


def _without_filler(words: list[str]) -> list[str]:
    start = 0
    while start < len(words) and words[start].lower() in _FILLER:
        start += 1
    return words[start:]


def _running_on(text: str) -> int:
    """How many letters of a text introduce without a comma: "saya lurah di X mau tanya sampah"."""
    cut = others = 0
    for found in _WORD.finditer(text):
        start = text[: found.end()]
        word = found.group().lower()
        if word in _ASK or (word == MARK and not others and _is_introduction(start)):
            cut = found.end()
        elif word not in _PERSON_OR_GREETING:
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
    if found is None and not _TELLING.isdisjoint(word.lower() for word in _words(text)):
        found = _OUR_VILLAGE.match(text)
    return found.end() if found else 0


def tells_more(introduction: str) -> bool:
    """Whether an introduction tells more than that somebody is from a region: a role, an office."""
    lower = {word.lower() for word in _words(introduction)}
    return not lower <= _NO_SUBJECT - _ROLE


def subject_of(introduction: str, asked: str) -> str:
    """What an introduction tells beside person, office and place, where the question points at it:
    "saya petugas laporan SPM. Enam urusan itu kok belum penuh?"; else nothing.
    """
    if _POINTING.isdisjoint(word.lower() for word in _words(asked)):
        return ""
    return " ".join(
        word
        for word in _words(introduction)
        if word.lower() not in _NO_SUBJECT and not word.isdigit() and not word.istitle()
    )


def _is_name_or_greeting(clause: str) -> bool:
    words = _words(clause)
    left = [word for word in words if word.lower() not in _GREETING]
    return len(left) <= _MOST_OTHERS and _all_names(left)


def _gives_name(clause: str) -> bool:
    """Whether a clause says a name and nothing else: "perkenalkan saya Rudi"."""
    words = [word for word in _words(clause) if word.lower() not in _GREETING]
    names = [word for word in words if word.lower() not in _I | _SMALL]
    return len(words) > len(names) and len(names) <= _MOST_OTHERS and _all_names(names)


def _all_names(words: Sequence[str]) -> bool:
    return all(word[0].isupper() for word in words)


def _is_introduction(clause: str, *, after_name: bool = False) -> bool:
    """Whether a clause says no more than who speaks and from where.

    after_name: whether a greeting or a name stands before it: "Rudi, kasubbid di Tapin".
    """
    words = _words(clause)
    greeted = after_name
    while words and words[0].lower() in _GREETING:
        words, greeted = words[1:], True
    if not words:
        return False
    lower = [word.lower() for word in words]
    begins = lower[0] in _I or lower[0] in _FROM or _is_named(words)
    tells = not _TELLING_OR_ASKING.isdisjoint(lower)
    begins = begins or (greeted and lower[0] in _ROLE and (after_name or not tells))
    says = MARK in lower or not _ROLE.isdisjoint(lower) or lower[:2] == ["nama", "saya"]
    others = [
        word
        for word, low in zip(words, lower, strict=True)
        if low not in _PERSON and not word.isdigit()
    ]
    small = [word for word in others if not word[0].isupper()]
    return begins and says and len(small) <= _MOST_OTHERS and len(others) <= 2 * _MOST_OTHERS


def _is_named(words: Sequence[str]) -> bool:
    """Whether it begins as "Yanti dr dinkes" or "Tono here from" does."""
    lower = [word.lower() for word in words[1:4]]
    return words[0][0].isupper() and not _FROM.isdisjoint(lower)


def _words(clause: str) -> list[str]:
    return _WORD.findall(clause)
