"""Make the bundled fonts ``styles/fonts/LantuSansSC-*.otf`` from Noto Sans CJK SC (SIL Open Font License 1.1).

    pip install fonttools            # only to make the fonts, never to run Lantu
    python packaging/make_font.py /usr/share/fonts/opentype/noto

Why a subset of our own, when Noto is on most computers:

* A sheet must look alike everywhere, so the font travels with the program.
* PDF text must be found again. Full Noto maps 土, 用 and 田 to Kangxi radicals (U+2Fxx) in extracted text, and with
  GSUB tables runs of digits get lost. So every glyph here has one code point, and there is no GSUB or GPOS.
* The family is renamed, as the licence asks of changed versions and so that an installed Noto is not mixed in.

Regular covers GBK (place names need its rare characters), Bold covers GB 2312 (headings only).
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Lantu Sans SC"
FACE = "Noto Sans CJK SC"
TARGET = Path(__file__).resolve().parents[1] / "styles" / "fonts"

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180)]
GREEK = [*range(0x391, 0x3AA), *range(0x3B1, 0x3CA)]
PUNCTUATION = [*range(0x2010, 0x2028), *range(0x2030, 0x203C), *range(0x3000, 0x3018), *range(0xFF01, 0xFF60)]
SYMBOLS = [ord(c) for c in "℃℉№℗®™‰′″⁄€¥£·•…—–−×÷±≤≥≈≠∞√∑∏∫∠⊥∥∩∪∈∴∵½¼¾⅓⅔⅛¹²³⁴⁵₂←↑→↓↔↕⇒⇔"]
SHAPES = [ord(c) for c in "■□▢▣▦▧▨▩▪▫▬▭▲△▶▷▼▽◀◁◆◇○◎●◐◑◯★☆✓✔✕✗☐☑✎"]
NUMBERS = [*range(0x2160, 0x216C), *range(0x2460, 0x2474), *range(0x3220, 0x322A)]
RADICALS = range(0x2E80, 0x2FE0)
EN_DASH = 0x2013
"""Shares its glyph with the figure dash, which nobody types."""


def encodable(encoding: str) -> set[int]:
    """Code points of the basic plane that ``encoding`` can write."""
    points = set()
    for point in range(0x20, 0xFFFE):
        try:
            chr(point).encode(encoding)
        except UnicodeEncodeError:
            continue
        points.add(point)
    return points


def wanted(encoding: str) -> set[int]:
    """Characters of ``encoding`` and ours, without radicals, private use and compatibility ideographs."""
    ours = {*LATIN, *GREEK, *PUNCTUATION, *SYMBOLS, *SHAPES, *NUMBERS}
    points = encodable(encoding) | ours
    return {p for p in points if p not in RADICALS and not 0xE000 <= p < 0xFB00}


def one_code_point_per_glyph(font: TTFont, points: set[int]) -> set[int]:
    """Drop all but one code point of a shared glyph (the ideograph or the en dash, else the lowest), or PDF text
    comes back wrong."""
    by_glyph: dict[str, list[int]] = {}
    for point, glyph in font.getBestCmap().items():
        if point in points:
            by_glyph.setdefault(glyph, []).append(point)
    kept = set()
    for shared in by_glyph.values():
        meant = [p for p in shared if 0x4E00 <= p < 0xA000 or p == EN_DASH]
        # The two spaces share a glyph without harm.
        kept.update(shared if 0x20 in shared else (meant or shared)[:1])
    return kept


def renamed(font: TTFont, style: str) -> None:
    """Our family name in the name table and in the outlines."""
    full = FAMILY if style == "Regular" else f"{FAMILY} {style}"
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    names = {1: FAMILY, 2: style, 3: postscript, 4: full, 6: postscript, 16: FAMILY, 17: style}
    table = font["name"]
    table.names = [r for r in table.names if r.platformID == 3 and r.langID == 0x409 and r.nameID in {0, 5, 13, 14}]
    for name_id, text in names.items():
        table.setName(text, name_id, 3, 1, 0x409)
    outlines = font["CFF "].cff
    outlines.fontNames[0] = postscript
    top = outlines.topDictIndex[0]
    top.FullName = full
    top.FamilyName = FAMILY


def make(source: Path, style: str, encoding: str) -> Path:
    """Write one face; the result depends on the source alone."""
    font = TTFont(source, fontNumber=face_number(source), recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=one_code_point_per_glyph(font, wanted(encoding)))
    cutter.subset(font)
    renamed(font, style)
    target = TARGET / f"{FAMILY.replace(' ', '')}-{style}.otf"
    font.save(target)
    return target


def face_number(source: Path) -> int:
    """Which face of the collection is the Simplified Chinese one."""
    number = 0
    while True:
        face = TTFont(source, fontNumber=number, lazy=True)
        if face["name"].getDebugName(1) == FACE:
            return number
        number += 1


def main() -> None:
    """Make both faces from the folder given."""
    folder = Path(sys.argv[1])
    TARGET.mkdir(parents=True, exist_ok=True)
    for style, encoding in (("Regular", "gbk"), ("Bold", "gb2312")):
        path = make(folder / f"NotoSansCJK-{style}.ttc", style, encoding)
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
