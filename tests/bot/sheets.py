"""Sheets to print: an invented regency in several states, and texts as long as content allows."""

from __future__ import annotations

from dataclasses import replace

from bot.papers.sheet import FirstSteps, Generation, Rung, Sheet, SheetPriority

NOTE = (
    "Hasil ini berasal dari jawaban sendiri dan belum diperiksa siapa pun. Ia bukan peringkat dan "
    "bukan penilaian resmi; pakailah sebagai bahan rapat. Cocokkan angkanya dengan BPS dan dinas "
    "terkait sebelum dipakai dalam dokumen perencanaan."
)
SOURCES = (
    "Pemimpin Kota Cerdas dan ASEAN Smart City Network, Suhono Harso Supangkat, detikInet, 2018",
    "Indikator Kesejahteraan Rakyat 2024, Badan Pusat Statistik, 2024",
    "Permendagri 59/2021 tentang Penerapan Standar Pelayanan Minimal, Kemendagri, 2021",
    "Liputan Inpres Nomor 1 Tahun 2024 tentang air minum dan air limbah, detik dan VOI, 2024",
    "Buku Kinerja BUMD Air Minum, Kementerian Pekerjaan Umum, 2023",
)
NEEDS = (
    Rung("Pangan", 2, "Umumnya cukup, sebagian rawan"),
    Rung("Sanitasi", 0, "Kebanyakan tanpa jamban layak"),
    Rung("Air minum", 1, "Banyak yang beli air atau antre jauh"),
    Rung("Energi (listrik)", 3, "Hampir semua menyala 24 jam"),
    Rung("Transportasi", None, "Belum tahu / tidak ada data"),
)
ENABLERS = (
    Rung("Insan cerdas", 1, "Hanya segelintir orang yang cakap"),
    Rung("Tata kelola", 2, "Umumnya jalan, masih ada celah"),
    Rung("Prasarana dan TIK", 2, "Umumnya ada, sebagian belum"),
)
DUTIES = (
    Rung("Inovasi", 1, "Baru percontohan atau lomba"),
    Rung("Integrasi", 0, "Dinas berjalan sendiri-sendiri"),
    Rung("Investasi", 2, "Sebagian besar sudah didanai"),
    Rung("Interaksi", 3, "Dialog rutin, hampir semua dijawab"),
)
SECOND = Generation(
    2,
    "Teknologi sebagai arus utama",
    "Anak tangga berikutnya: teknologi menjadi alat untuk masalah warga yang sudah terukur, bukan "
    "tujuan. Mulailah dari satu layanan dasar, perbaiki alur kerjanya, baru bantu dengan aplikasi.",
)


def priority(rank: int, title: str, why: str, headline: str, *rest: str) -> SheetPriority:
    """A priority; rest: 30 days, 90 days, a year, who, money, indicator and perhaps a caution."""
    month, quarter, year, who, money, indicator, *caution = rest
    return SheetPriority(
        rank,
        title,
        why,
        headline,
        FirstSteps(month, quarter, year),
        who,
        money,
        indicator,
        "".join(caution),
        (1, 1 + rank % len(SOURCES)),
    )


SANITATION = priority(
    1,
    "Jamban layak untuk setiap rumah",
    "Anda menjawab kebanyakan rumah belum punya jamban layak. Selama itu terjadi, air dan "
    "kesehatan warga ikut terancam, jadi ini didahulukan dari semua yang lain.",
    "Bangun jamban layak di desa yang masih buang air sembarangan.",
    "Susun daftar desa yang belum ODF dan rumah tanpa jamban; periksa apakah IPLT dan truk tinja "
    "masih jalan.",
    "Pemicuan STBM di 10 desa terburuk bersama puskesmas; sedot terjadwal di satu kelurahan; "
    "siapkan "
    "Perbup lumpur tinja.",
    "Kecamatan terpilih 100% ODF dan diverifikasi tim lain; layanan SPALD-S di UPTD atau BLUD; "
    "satu "
    "IPLT beroperasi.",
    "Dinas Kesehatan dan Dinas PUPR",
    "APBD (SPM), BOK Dinkes, Dana Desa, DAK, retribusi",
    "% desa ODF, % rumah layak, m³ lumpur diolah",
    "Tunda membangun jaringan perpipaan besar sebelum lumpur tinja terkelola.",
)
WATER = priority(
    2,
    "Air minum layak sepanjang tahun",
    "Anda menjawab banyak warga membeli air atau antre jauh. Air menempati urutan kedua karena "
    "masih lemah, setelah sanitasi yang kritis.",
    "Kurangi kebocoran dan sambung rumah yang menunggu di zona terburuk.",
    "Petakan rumah tanpa akses layak per desa; catat tingkat kehilangan air dan jam layanan; uji "
    "30 "
    "sumber untuk E. coli.",
    "Regu kebocoran di dua zona terburuk; habiskan daftar tunggu di tempat kapasitas menganggur; "
    "usul tarif dan aturan rumah tangga miskin.",
    "Kehilangan air turun 3-5 poin; sambungan baru di kapasitas yang ada; rencana SPM air "
    "terdanai.",
    "Dinas PUPR, Perumda Air Minum, Dinkes",
    "Kas Perumda, APBD (SPM), DAK, Dana Desa, TJSL",
    "% rumah layak, kehilangan air, jam layanan per hari",
)
DATA = priority(
    3,
    "Angka yang belum ada",
    "Anda menjawab belum tahu untuk transportasi. Tanpa angkanya, kebutuhan itu bisa saja yang "
    "paling "
    "mendesak.",
    "Kumpulkan angka transportasi dalam tiga puluh hari.",
    "Tunjuk satu nama dan satu tanggal untuk tiap angka yang belum ada; hitung jalur, jam, dan "
    "desa "
    "yang tak terlayani.",
    "Tampilkan angkanya dalam rapat bulanan bersama sumber dan tahunnya.",
    "Angka yang sama diperbarui setiap tahun dan diumumkan.",
    "Bappeda bersama BPS",
    "APBD rutin; tanpa biaya tambahan untuk bulan pertama",
    "Jumlah kebutuhan yang punya angka tidak lebih tua dari dua tahun",
)
TITLES = (
    "Orang yang cakap di setiap unit",
    "Tata kelola yang benar-benar jalan",
    "Prasarana dasar dan TIK sampai desa",
    "Satu rencana dan satu data",
    "Dengarkan dan jawab warga",
    "Dana untuk yang diutamakan",
    "Cara baru yang tepat guna",
    "Membangun bersama warga",
    "Ekonomi: pasar bagi hasil warga",
    "Sosial: rujukan dan layanan keluarga",
    "Lingkungan: sampah dan banjir",
    "Pangan cukup saat paceklik",
    "Listrik andal 24 jam",
    "Angkutan ke pasar dan puskesmas",
)


def usual() -> Sheet:
    """A regency with one critical need, one weak and one that nobody measured."""
    later = (replace(WATER, rank=4 + i, title=title) for i, title in enumerate(TITLES[:4]))
    return Sheet(
        language="id",
        title="Mulai dari mana?",
        region="Kabupaten Contoh",
        date="22 November 2026",
        role="Bappeda",
        needs=NEEDS,
        enablers=ENABLERS,
        duties=DUTIES,
        generation=SECOND,
        priorities=(SANITATION, WATER, DATA, *later),
        domains=("Sosial", "Lingkungan"),
        note=NOTE,
        sources=SOURCES,
    )


def best() -> Sheet:
    """Everything is good and nothing is left to do."""
    fourth = Generation(4, "Membangun bersama warga", "Jaga ruang bersama itu tetap terbuka.")
    return replace(
        usual(),
        region="Kota Contoh",
        needs=at(3, NEEDS),
        enablers=at(3, ENABLERS),
        duties=at(3, DUTIES),
        generation=fourth,
        priorities=(),
        domains=(),
    )


def worst() -> Sheet:
    """Every answer is the lowest, and there are all seventeen priorities."""
    first = Generation(1, "Membangun seperti biasa", SECOND.following)
    return replace(
        everything(),
        needs=at(0, NEEDS),
        enablers=at(0, ENABLERS),
        duties=at(0, DUTIES),
        generation=first,
    )


def quick() -> Sheet:
    """Stopped after the needs, by somebody who named neither region nor role."""
    return replace(
        usual(),
        region="",
        role="",
        enablers=(),
        duties=(),
        generation=Generation(None),
        priorities=(SANITATION, WATER, DATA),
        domains=(),
    )


def unknowns() -> Sheet:
    """Nobody knows anything."""
    return replace(
        usual(),
        needs=at(None, NEEDS),
        enablers=at(None, ENABLERS),
        duties=at(None, DUTIES),
        generation=Generation(None),
        priorities=(replace(DATA, rank=1),),
        domains=(),
    )


def everything() -> Sheet:
    """All seventeen priorities at a usual length."""
    models = (SANITATION, WATER, DATA)
    later = (replace(models[i % 3], rank=4 + i, title=title) for i, title in enumerate(TITLES))
    return replace(
        usual(), priorities=(*models, *later), domains=("Ekonomi", "Sosial", "Lingkungan")
    )


def longest() -> Sheet:
    """All seventeen, each text as long as content may be, and long names."""
    words = "pembangunan berkelanjutan masyarakat perdesaan kepulauan terdepan "

    def text(size: int) -> str:
        return (words * 8)[: size - 1] + "."

    steps = FirstSteps(text(220), text(220), text(220))
    one = SheetPriority(
        1,
        text(38),
        text(250),
        text(120),
        steps,
        text(80),
        text(220),
        text(160),
        text(160),
        (1, 2, 3),
    )
    return replace(
        usual(),
        region="Kabupaten Pangkajene dan Kepulauan Kabupaten Kepulauan Siau Tagulandang Biaro Raya",
        role="Badan Perencanaan Pembangunan, Penelitian, dan Pengembangan Daerah",
        needs=tuple(Rung(text(20), 1, text(38)) for _ in range(5)),
        enablers=tuple(Rung(text(20), 0, text(38)) for _ in range(3)),
        duties=tuple(Rung(text(20), None, text(38)) for _ in range(4)),
        generation=Generation(3, text(60), text(300)),
        priorities=tuple(replace(one, rank=rank) for rank in range(1, 18)),
        domains=("Ekonomi", "Sosial", "Lingkungan"),
        note=text(600),
        sources=tuple(text(110) for _ in range(24)),
    )


def english() -> Sheet:
    """The usual one for a reader of English."""
    sanitation = priority(
        1,
        "A proper toilet for every home",
        "You answered that most homes have no proper toilet. Until that changes, water and "
        "health are "
        "at risk too, so it goes before all else.",
        "Build proper toilets in the villages that still defecate in the open.",
        "List the villages that are not free of open defecation and the homes without a toilet; "
        "check "
        "whether the sludge plant and the trucks work.",
        "Village campaigns with the clinics in the ten worst villages; scheduled emptying in one "
        "neighbourhood.",
        "One district free of open defecation, verified by a second team; one sludge plant "
        "running.",
        "Health agency and public works agency",
        "Regional budget, village fund, central grants, fees",
        "% of villages free of open defecation, % of homes with a proper toilet",
        "Postpone large sewer networks until sludge is managed.",
    )
    water = priority(
        2,
        "Safe drinking water all year",
        "You answered that many people buy water or queue far away. Water is weak, so it follows "
        "the "
        "critical need.",
        "Mend leaks and connect waiting homes in the worst zones.",
        "Map homes without proper access by village; note losses and hours of supply; test 30 "
        "sources.",
        "Leak crews in the two worst zones; clear the waiting list where capacity is idle.",
        "Losses down by 3-5 points; new connections on existing capacity; the water plan funded.",
        "Public works agency, water utility, health agency",
        "Cash of the utility, regional budget, village fund",
        "% of homes with proper water, losses, hours a day",
    )
    return replace(
        usual(),
        language="en",
        title="Where do we start?",
        region="Contoh Regency",
        role="Planning agency",
        needs=tuple(
            replace(rung, name=name, label=label)
            for rung, name, label in zip(
                NEEDS,
                ("Food", "Sanitation", "Drinking water", "Energy (power)", "Transport"),
                (
                    "Mostly enough, some weak pockets",
                    "Most have no proper toilet",
                    "Many buy water or queue far away",
                    "Nearly all have power 24 hours",
                    "Not sure / no data",
                ),
                strict=True,
            )
        ),
        enablers=renamed(ENABLERS, "Capable people", "Governance", "Infrastructure, ICT"),
        duties=renamed(DUTIES, "Innovation", "Integration", "Investment", "Interaction"),
        generation=Generation(
            2,
            "Technology as the mainstream",
            "The next rung: technology becomes a tool for problems that have been measured.",
        ),
        priorities=(sanitation, water),
        domains=("Social", "Environment"),
        note="These answers are self-reported and nobody has checked them. They are no rating.",
    )


def at(step: int | None, rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    """The same rungs at one step."""
    return tuple(replace(rung, step=step, label="") for rung in rungs)


def renamed(rungs: tuple[Rung, ...], *names: str) -> tuple[Rung, ...]:
    """The same rungs under other names, without labels."""
    return tuple(
        replace(rung, name=name, label="") for rung, name in zip(rungs, names, strict=True)
    )


ALL = {
    made.__name__: made
    for made in (usual, best, worst, quick, unknowns, everything, longest, english)
}
