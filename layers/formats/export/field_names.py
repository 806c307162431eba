"""Names of fields in files that know few letters: never cut inside a character, never twice, and reported.

Databases of the trade name fields by the initials of their pinyin (用地代码 → YDDM), so a Chinese name that does
not fit becomes that.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence

from core.errors import AppError
from core.messages import Text
from layers.roles import DBF_NAME_LENGTH, ROLES, SHARED_FIELDS, FieldSpec

_INITIALS = "ABCDEFGHJKLMNOPQRSTWXYZ"
_FIRST_OF_INITIAL = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
    0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
_LAST_BY_PINYIN = 0xD7F9
"""GB 2312 sorts its 3 755 common hanzi by pinyin: where each initial begins."""

_SQL_WORDS = (
    "add", "alter", "and", "between", "by", "column", "create", "delete", "drop", "exists", "for", "from", "group",
    "in", "insert", "into", "is", "like", "not", "null", "or", "order", "select", "set", "table", "update", "values",
    "where",
)  # fmt: skip
_KML_ELEMENTS = (
    "id", "description", "timestamp", "begin", "end", "altitudemode", "tessellate", "extrude", "visibility",
    "draworder", "icon", "snippet",
)  # fmt: skip
_RESERVED = {
    "geopackage": frozenset(("fid", "geom", "rowid", "ogc_fid")),
    "geodatabase": frozenset((*_SQL_WORDS, "objectid", "shape", "shape_length", "shape_area")),
    "gml": frozenset(("gml_id", "fid", "geometryproperty", "boundedby")),
    "kml": frozenset(_KML_ELEMENTS),
    "geojson": frozenset(("id", "geometry")),
    "flatgeobuf": frozenset(("fid",)),
    "geoparquet": frozenset(("geometry", "fid")),
}
_LONGEST_GDB = 60


def shapefile_names(
    names: Sequence[str], codec: str, *, role: str | None = None, given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Field name → its name of at most 10 bytes in ``codec`` in a shapefile, unique whatever the case.

    With a ``role``, canonical names become the standard ones of the trade (``parcel_no`` → ``DKBH``); without, only
    those that do not fit. ``given`` are the planner's own choices. Raises AppError ``export.field_names`` where these
    do not fit.
    """
    given = given or {}
    _check_given(names, given, codec)
    if role is not None:
        specs = ROLES[role].fields
    else:
        specs = {name: spec for name, spec in _all_specs().items() if not _fits(name, codec)}
    taken = {given[name].casefold() for name in names if name in given}
    mapping: dict[str, str] = {}
    # Names that fit as they are go first: they must not lose their name to one that is made shorter.
    for name in sorted(names, key=lambda name: not _fits(name, codec) or name in specs):
        if name in given:
            mapping[name] = given[name]
            continue
        short = unique(_short(name, codec, specs), taken, lambda text: _cut(text, codec, DBF_NAME_LENGTH))
        taken.add(short.casefold())
        mapping[name] = short
    return {name: mapping[name] for name in names}


def other_names(names: Sequence[str], format_id: str, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Field name → its name in a format that takes long names but reserves some or knows fewer characters."""
    given = given or {}
    reserved = _RESERVED.get(format_id, frozenset())
    taken = set(reserved)
    mapping = {}
    for name in names:
        wanted = given.get(name, name) or "field"
        if format_id in ("geodatabase", "gml"):
            wanted = re.sub(r"\W", "_", wanted)[:_LONGEST_GDB]
            wanted = f"_{wanted}" if wanted[0].isdigit() else wanted
        mapping[name] = unique(wanted, taken, lambda text: text)
        taken.add(mapping[name].casefold())
    return mapping


def unique(name: str, taken: Collection[str], cut: Callable[[str], str]) -> str:
    """``name``, or ``name_2`` … where it is taken (in lower case); ``cut`` makes room for the number."""
    free, number = name, 2
    while free.casefold() in taken:
        tail = f"_{number}"
        stem = name
        while stem and cut(stem + tail) != stem + tail:
            stem = stem[:-1]
        free, number = stem + tail, number + 1
    return free


def initials(name: str) -> str | None:
    """The initials of the pinyin of a name (用地代码 → YDDM); None where a character's pinyin is not known here."""
    letters = []
    for character in name:
        if character.isascii():
            letters.append(character if character.isalnum() else "_")
            continue
        letter = _initial(character)
        if letter is None:
            return None
        letters.append(letter)
    return "".join(letters)


def _initial(character: str) -> str | None:
    try:
        code = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return None
    if not _FIRST_OF_INITIAL[0] <= code <= _LAST_BY_PINYIN:
        return None
    return _INITIALS[bisect_right(_FIRST_OF_INITIAL, code) - 1]


def _short(name: str, codec: str, specs: Mapping[str, FieldSpec]) -> str:
    """The standard name of a canonical field; the name itself if it fits; its initials; else what fits of it."""
    spec = specs.get(name)
    if spec is not None and spec.names:
        return spec.names[0]
    if _fits(name, codec):
        return name
    if not name.isascii():
        letters = initials(name)
        if letters:
            return letters[:DBF_NAME_LENGTH]
    return _cut(name, codec, DBF_NAME_LENGTH) or "FIELD"


def _fits(name: str, codec: str) -> bool:
    return name != "" and _cut(name, codec, DBF_NAME_LENGTH) == name


def _cut(name: str, codec: str, length: int) -> str:
    """As many whole characters as ``length`` bytes hold; characters that the encoding lacks are left out."""
    kept, size = [], 0
    for character in name:
        if character == "\x00":
            continue
        try:
            size += len(character.encode(codec))
        except UnicodeEncodeError:
            continue
        if size > length:
            break
        kept.append(character)
    return "".join(kept)


def _all_specs() -> dict[str, FieldSpec]:
    """Canonical fields of all roles; of one that several roles know, the first that has standard names."""
    specs = dict(SHARED_FIELDS)
    for role in ROLES.values():
        for name, spec in role.fields.items():
            if name not in specs or not specs[name].names:
                specs[name] = spec
    return specs


def _check_given(names: Sequence[str], given: Mapping[str, str], codec: str) -> None:
    chosen = [given[name] for name in names if name in given]
    unfit = [name for name in chosen if not _fits(name, codec)]
    folded = [name.casefold() for name in chosen]
    twice = [name for name in chosen if folded.count(name.casefold()) > 1]
    unknown = [name for name in given if name not in names]
    if not (unfit or twice or unknown):
        return
    message = Text("字段名“{name}”不能用。", "The field name “{name}” cannot be used.")
    hint = Text(
        "Shapefile 的字段名至多 10 个字节（汉字在 GBK 中占 2 个、在 UTF-8 中占 3 个），不能重复，且须对应已有字段。",
        "A shapefile's field names have at most 10 bytes (a hanzi takes 2 in GBK, 3 in UTF-8), no two alike, and each "
        "must stand for a field that is there.",
    )
    raise AppError("export.field_names", message.format(name=(unfit or twice or unknown)[0]), hint)
