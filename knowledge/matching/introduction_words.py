"""The words by which people say who they are and where they are, and by which they greet."""

from __future__ import annotations

from typing import Final

# Stands for a region's name. A character for private use: `text.plain` drops it like any other.
MARK: Final = "\ue000"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


GREETINGS: Final = _set(
    "halo hallo haloo hai hi hello hey good selamat slmt slamat met pagi pgi pg siang sore sre "
    "malam mlm mlem mlam morning afternoon evening day ass as wr wb assalamualaikum "
    "assalamu'alaikum asslm shalom salam om swastiastu horas sampurasun rampes punten "
    "kulonuwun nuwun sewu tabea tabe tabik "
    "dear bapak pak bpk bpk/ibu bapak/ibu ibu bu min admin kak kakak mas mbak gan bang semua "
    "semuanya all everyone sir madam tim team mohon maaf izin ijin permisi excuse me mengganggu "
    "bertanya tanya nanya sehat selalu yth dulu"
)
ME: Final = _set(
    "perkenalkan kenalkan perkenankan nama saya sy sya aku ak aq gue gua gw kami kmi kita beta sa "
    "ambo awak kulo abdi tiang ulun i i'm i’m im we we're we’re my"
)
FROM: Final = _set("dari dr di from in asal saking teko seko ti sebagai sbg sbgai selaku slaku as")
IN: Final = _set("di dari dr in from")
ROLE: Final = _set(
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
# Offices that are named by their letters; at the beginning they are what is told: "pdam rugi".
OFFICE: Final = _set(
    "pdam pupr dpupr pu dputr dlh dlhk dinsos disdik dispendik disdukcapil dukcapil dpmd pmd bpkad "
    "bpkd bapenda bkd bkpp dpmptsp satpol perkim dprkp disperkim distan dkp dkpp dkpp3 disnaker "
    "dispar diskop disperindag brida balitbang rsud setwan dp3a dp2kb uptd upt baznas damkar "
    "tppkk pkk pln bps"
)
# "Mau tanya" ends an introduction.
MEAN_TO: Final = _set("mau ingin pengin pengen hendak izin ijin mohon to want like")
WANT: Final = _set("mau ingin pengin pengen hendak want like")
ASK: Final = _set("tanya nanya bertanya menanyakan tau tahu mengetahui ask know")
SMALL: Final = _set(
    "adalah ini pada baru yang yg kota the of a an at to for with am are is name "
    "here and dan kerja bekerja work working new daerah salah satu seorang kabupaten kab wilayah "
    "tempat"
)

PERSON: Final = ME | FROM | ROLE | OFFICE | SMALL | MEAN_TO | ASK | {MARK}
PERSON_OR_GREETING: Final = ME | FROM | ROLE | SMALL | GREETINGS | MEAN_TO | {MARK}
NO_SUBJECT: Final = GREETINGS | ME | FROM | ROLE | SMALL | MEAN_TO | ASK | {MARK}


BY_THE_WAY: Final = _set(
    "btw by the way lupa bilang oh iya ya eh fyi info sekadar sekedar catatan omong ngomong forgot "
    "mention say tadi belum sebut so ps oya oiya"
)
FILLER: Final = BY_THE_WAY | GREETINGS
NOT: Final = _set("bukan bkn not no")
# What people add to an introduction and mean nothing by.
COURTEOUS: Final = (
    GREETINGS
    | MEAN_TO
    | ASK
    | _set(
        "salam kenal bimbingan bimbingannya arahan arahannya bantuan bantuannya bantu bergabung "
        "gabung ikut menyapa senang bisa terima kasih makasih mencoba coba baru pertama kali nih "
        "ya yah nggih ini dengan nice glad pleased meet you thanks there using first time"
    )
)
EXPLAINED: Final = ME | FROM | ROLE | OFFICE | SMALL | COURTEOUS | {MARK}
# Behind these stands the name of an office or of a village; in English it stands before it.
HAS_NAME: Final = _set(
    "dinas badan kantor bidang seksi bagian komisi kadis kadin kaban kabid kabag kasi kasie "
    "kasubbid kasubid kasubbag kasubag kepala sekretaris sekdis staf staff pegawai desa kelurahan "
    "kecamatan kampung nagari distrik anggota ketua analis penyuluh petugas asisten direktur head "
    "director"
)
NAMED_BEFORE: Final = _set("department office agency council officer planner director engineer")
# Words by which a clause tells a problem, whoever tells it.
TELLING: Final = _set(
    "banyak bnyk sering srg mati rusak kurang kekurangan tidak tdk tak ga gak nggak ngga ada belum "
    "blm susah sulit butuh perlu masih msh selalu terus kotor bau banjir keruh padam macet habis "
    "mahal jelek gelap kering menumpuk numpuk meluap mampet tersumbat rawan krisis punya many "
    "often broken lack lacks need needs no not have has dirty dry"
)
POINTING: Final = _set("itu tersebut tsb tadi that those")
ASKING: Final = _set(
    "apa bagaimana gimana gmn kenapa berapa kapan mana siapa what how why when who"
)
TELLING_OR_ASKING: Final = TELLING | ASKING
