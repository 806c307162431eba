"""The encoding of a shapefile's attributes: declared, checked, or guessed — and never guessed in silence.

GBK without a ``.cpg`` reads as Latin-1 rubbish without any error, and a wrong ``.cpg`` is common. So a declared
encoding is believed only while what it yields is not nonsense that another encoding turns into everyday hanzi.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.errors import AppError
from core.messages import Text, same
from layers.layer import Notice

ASCII = "ASCII"
UTF_8 = "UTF-8"
GB18030 = "GB18030"
BIG5 = "Big5"

_NAMES = {
    "936": "GBK",
    "cp936": "GBK",
    "ms936": "GBK",
    "ansi936": "GBK",
    "gbk": "GBK",
    "gb2312": "GBK",
    "gb18030": GB18030,
    "54936": GB18030,
    "utf8": UTF_8,
    "65001": UTF_8,
    "cp65001": UTF_8,
    "utf8sig": UTF_8,
    "950": BIG5,
    "cp950": BIG5,
    "ansi950": BIG5,
    "big5": BIG5,
    "big5hkscs": BIG5,
    "iso88591": "ISO-8859-1",
    "88591": "ISO-8859-1",
    "latin1": "ISO-8859-1",
    "ansi1252": "CP1252",
    "1252": "CP1252",
    "cp1252": "CP1252",
    "windows1252": "CP1252",
}
_CODECS = {"GBK": "gb18030", BIG5: "cp950", ASCII: "utf-8"}
"""Codecs wider than the names: files declared GBK do hold GB18030 characters."""

_LANGUAGE_DRIVERS = {0x4D: "GBK", 0x7A: "GBK", 0x4F: BIG5, 0x78: BIG5, 0x13: "CP932", 0x4E: "CP949", 0xC9: "CP1251"}
"""dBASE language driver ids that mean something. 0x03 and 0x57 (ANSI) are written by default whatever the text is."""

BROKEN, CUT, SOUND = 0, 1, 2

_PRIOR = {UTF_8: 0.3, GB18030: 0.15, BIG5: 0.0}

_SINGLE_BYTE = ("ISO-8859-1", "CP1252")
_CHINESE = ("GBK", GB18030, BIG5)

_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全"
    "表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员"
    "革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处"
    "用地商业住宅居服务设施规划工业仓储物流公园绿林耕草湿河湖水库村镇乡县市省街道桥机场站广防护生态保红线久基农田城开发界控制廊带片核心集"
    "弹特教育医疗卫文化体科研行政办公交通轨停车给排供电燃气热环境消防军外事宗殡矿采盐陆海岸滩涂园牧坑塘沟渠旱浇房屋民旅游金融贸数据云谷空港"
    "项目名称编号代码面积备注类型状态南北东中西示意现状近期远期年份批准单位名内蒙古和林格尔新呼浩"
    "國會來時說個們這為後過學對經產實現開關機體業進農劃設務區園綠態護紅線鎮鄉縣廠礦鐵車場廣種數據號碼類狀態積編備註單蒙爾權屬圖層範圍劃"
)
"""Everyday hanzi of general texts and of planning, simplified and traditional."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The encoding to use, and what is to be said about it."""

    name: str
    notices: tuple[Notice, ...] = ()


def canonical_encoding(name: str) -> str | None:
    """The name Lantu uses for an encoding (``936``, ``cp936``, ``GBK`` -> ``GBK``); None when nobody knows it."""
    folded = "".join(character for character in name.casefold() if character.isalnum())
    if folded in _NAMES:
        return _NAMES[folded]
    try:
        return codecs.lookup(name.strip()).name.upper()
    except (LookupError, ValueError):
        return None


def asked_encoding(name: str) -> str:
    """The canonical name of an encoding that the planner names; AppError ``file.encoding`` if there is none."""
    found = canonical_encoding(name)
    if found is None or not _is_text_codec(found):
        message = Text("没有名为“{name}”的编码。", "There is no encoding named “{name}”.").format(name=name)
        hint = Text("常用的有 GB18030 和 UTF-8。", "Common ones are GB18030 and UTF-8.")
        raise AppError("file.encoding", message, hint)
    return found


def decode(value: bytes, encoding: str) -> str:
    """Decode one value; a character cut in half at the end is left off, other broken bytes become U+FFFD."""
    codec = _codec(encoding)
    try:
        return value.decode(codec)
    except UnicodeDecodeError:
        kept = _uncut(value, codec)
        return value.decode(codec, errors="replace") if kept is None else kept


def choose_encoding(
    values: Sequence[bytes],
    *,
    asked: str | None = None,
    declared: str | None = None,
    language_driver: int = 0,
    file: str = "",
) -> Choice:
    """Choose the encoding of ``values`` (field names and distinct texts of one file).

    ``asked`` is the planner's word and always wins; ``declared`` is the text of the ``.cpg``.
    """
    foreign = [value for value in values if not value.isascii()]
    if asked is not None:
        name = asked_encoding(asked)
        return Choice(name, () if _decodes(foreign, name) else (_broken(name, file),))
    named = canonical_encoding(declared) if declared else None
    if not foreign:
        return Choice(named if named and _is_text_codec(named) else ASCII)
    if declared and (named is None or not _is_text_codec(named)):
        return _guessed(foreign, file, _unknown_declaration(declared, file))
    believed = named or _LANGUAGE_DRIVERS.get(language_driver)
    if believed is None:
        return _guessed(foreign, file)
    return _checked(foreign, believed, file)


def _checked(foreign: Sequence[bytes], believed: str, file: str) -> Choice:
    """Believe a declared encoding unless it yields nonsense that another one mends."""
    fit = _fit(foreign, believed)
    better = _best(foreign)
    if better is not None and _codec(better) != _codec(believed):
        gain = _score(foreign, better) - (_score(foreign, believed) if fit else 0.0)
        cleaner = _fit(foreign, better) > fit and gain >= 0
        obvious = better == UTF_8 and believed in _SINGLE_BYTE
        if fit == BROKEN or cleaner or obvious or gain > _margin(believed):
            return Choice(better, (_repaired(believed, better, file),))
    other = _from_statistics(foreign) if fit == BROKEN else None
    if other is not None:
        return Choice(other, (_repaired(believed, other, file),))
    if not fit:
        return Choice(believed, (_broken(believed, file),))
    doubtful = believed in _CHINESE and _score(foreign, believed) == 0 and not _in_gb2312(foreign)
    return Choice(believed, (_doubtful(foreign, believed, file),) if doubtful else ())


def _margin(believed: str) -> float:
    # Latin-1 decodes anything, so it proves nothing; two multi-byte encodings must differ clearly.
    return 0.15 if believed in _SINGLE_BYTE else 0.3


def _guessed(foreign: Sequence[bytes], file: str, *before: Notice) -> Choice:
    chosen = _best(foreign) or _from_statistics(foreign) or GB18030
    message = Text(
        "{file} 没有说明字符编码，按内容判断为 {name}。",
        "{file} does not state its encoding; judged by its content it is {name}.",
    ).format(file=file, name=chosen)
    repair = Text(
        '在旁边写一个内容为 {name} 的 .cpg 文件，或在规划文件中写 encoding = "{name}"。',
        'Write a .cpg file with the word {name} beside it, or encoding = "{name}" in the plan file.',
    ).format(name=chosen)
    if file.casefold().endswith("json"):
        repair = Text("另存为 UTF-8。", "Save it as UTF-8.")
    notices = (*before, Notice("encoding.guessed", message, file, repair))
    if not _decodes(foreign, chosen):
        notices = (*notices, _broken(chosen, file))
    return Choice(chosen, notices)


def _best(foreign: Sequence[bytes]) -> str | None:
    """The Chinese encoding that fits: decodes everything and gives everyday hanzi; None when none does."""
    if _fit(foreign, UTF_8) == SOUND and _score(foreign, UTF_8) == 1.0:
        return UTF_8  # whatever the others say; they take long
    fits = {name: _fit(foreign, name) for name in (UTF_8, GB18030, BIG5)}
    cleanest = max(fits.values())
    if cleanest == BROKEN:
        return None
    scores = {name: _score(foreign, name) for name, fit in fits.items() if fit == cleanest}
    # Other encodings are hardly ever valid UTF-8 by chance, and Big5 is rare in this country.
    scores = {name: score + _PRIOR[name] for name, score in scores.items()}
    best = max(scores, key=lambda name: scores[name])
    everyday = best == UTF_8 or _score(foreign, best) >= 0.2
    if not everyday and GB18030 in scores and _in_gb2312(foreign):
        return GB18030
    return best if everyday else None


def _in_gb2312(foreign: Sequence[bytes]) -> bool:
    try:
        return bool([value.decode("gb2312") for value in foreign])
    except UnicodeDecodeError:
        return False


def _from_statistics(foreign: Sequence[bytes]) -> str | None:
    """Ask charset-normalizer about bytes that are in no Chinese encoding we know."""
    from charset_normalizer import from_bytes

    match = from_bytes(b"\n".join(foreign)[:200_000]).best()
    found = canonical_encoding(match.encoding) if match is not None else None
    return found if found and _decodes(foreign, found) else None


def _score(foreign: Sequence[bytes], encoding: str) -> float:
    """Share of everyday hanzi among the non-ASCII characters (0…1)."""
    counts = Counter("".join(decode(value, encoding) for value in foreign))
    counts = Counter({one: count for one, count in counts.items() if ord(one) > 127 and not _is_punctuation(one)})
    if not counts:
        return 0.0
    if encoding == UTF_8 and all("\u4e00" <= one <= "\u9fff" for one in counts):
        return 1.0  # three bytes in step, again and again: no other encoding does that by chance
    return sum(count for one, count in counts.items() if one in _FREQUENT) / counts.total()


def _is_punctuation(character: str) -> bool:
    return "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uffef"


def _decodes(foreign: Sequence[bytes], encoding: str) -> bool:
    return _fit(foreign, encoding) != BROKEN


def _fit(foreign: Sequence[bytes], encoding: str) -> int:
    """How well the bytes fit: ``BROKEN``, ``CUT`` (characters cut off by the width of the field) or ``SOUND``."""
    codec = _codec(encoding)
    fit = SOUND
    for value in foreign:
        try:
            value.decode(codec)
        except UnicodeDecodeError:
            if _uncut(value, codec) is None:
                return BROKEN
            fit = CUT
    return fit


def _uncut(value: bytes, codec: str) -> str | None:
    """``value`` without a last character that the field's width has cut; None when that is not what is wrong."""
    for cut in (1, 2, 3):
        try:
            return value[:-cut].decode(codec) if len(value) > cut else None
        except UnicodeDecodeError:
            continue
    return None


def _codec(encoding: str) -> str:
    return _CODECS.get(encoding, encoding)


@cache
def _is_text_codec(name: str) -> bool:
    try:
        return isinstance(b"a".decode(_codec(name)), str)
    except (LookupError, UnicodeDecodeError, ValueError):
        return False


def _repaired(believed: str, better: str, file: str) -> Notice:
    message = Text(
        "{file} 声明的编码 {believed} 读出来是乱码，已改按 {better} 读取。",
        "{file} says it is {believed}, which yields nonsense; it was read as {better}.",
    ).format(file=file, believed=believed, better=better)
    repair = Text("把 .cpg 的内容改为 {name}。", "Change the .cpg to {name}.").format(name=better)
    return Notice("encoding.repaired", message, file, repair)


def _broken(name: str, file: str) -> Notice:
    message = Text(
        "{file} 中有些文字不是有效的 {name}，已用 \ufffd 代替。",
        "Some text of {file} is not valid {name} and was replaced by \ufffd.",
    ).format(file=file, name=name)
    return Notice("encoding.broken", message, file, Text("核对文件的编码。", "Check the file's encoding."))


def _doubtful(foreign: Sequence[bytes], name: str, file: str) -> Notice:
    """Latin-1 text is often valid GBK: what comes out is hanzi that nobody uses, so the planner is asked."""
    message = Text(
        "{file} 的 .cpg 写的是 {name}，但按它读出的没有一个常用字（如“{example}”），可能不对。",
        "The .cpg of {file} says {name}, but read so it has not one everyday character (“{example}”): it may be wrong.",
    ).format(file=file, name=name, example=decode(foreign[0], name)[:20])
    repair = Text("核对文字；不对就改正 .cpg。", "Look at the text; if it is wrong, correct the .cpg.")
    return Notice("encoding.doubtful", message, file, repair)


def _unknown_declaration(declared: str, file: str) -> Notice:
    message = Text(
        "{file} 的 .cpg 写着“{declared}”，不是任何已知编码的名称。",
        "The .cpg of {file} says “{declared}”, which names no encoding.",
    ).format(file=file, declared=declared.strip()[:40])
    return Notice("encoding.unknown", message, file, same(".cpg: GB18030 / UTF-8"))
