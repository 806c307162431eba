"""Text files without any note of their encoding (界址点 TXT, CSV): read whole, decoded without loss, written back."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from pathlib import Path

from core.errors import AppError
from core.messages import Text
from layers.formats import encoding as encodings
from layers.layer import Notice

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "UTF-8-SIG"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16-BE"),
)


_UNMARKED = {"UTF-8-SIG": "utf-8", "UTF-16": "utf-16-le", "UTF-16-BE": "utf-16-be"}
"""Names that stand for a byte order mark, and the codec of what follows it."""


def read_text(path: Path, asked: str | None, *, most: int, signs: Sequence[str] = ()) -> tuple[str, str, list[Notice]]:
    """The text of a file of at most ``most`` bytes, the name of its encoding, and what is to be said about it.

    ``UTF-8-SIG`` is UTF-8 with a byte order mark. With one of ``signs`` in the text GBK goes without saying; else
    what is not UTF-8 is said. Raises AppError ``file.missing``, ``file.too_large``, ``file.unreadable``,
    ``file.encoding``.
    """
    if not path.is_file():
        raise AppError("file.missing", Text("找不到文件 {file}。", "There is no file {file}.").format(file=path.name))
    if path.stat().st_size > most:
        message = Text("{file} 超过 {size} MB。", "{file} is larger than {size} MB.")
        message = message.format(file=path.name, size=most >> 20)
        raise AppError("file.too_large", message, Text("请先拆分。", "Split it first."))
    try:
        content = path.read_bytes()
    except OSError as problem:
        message = Text("无法读取 {file}（{reason}）。", "{file} cannot be read ({reason}).")
        message = message.format(file=path.name, reason=problem.strerror or problem)
        raise AppError("file.unreadable", message) from problem
    return decoded(content, path.name, asked, signs)


def decoded(content: bytes, file: str, asked: str | None, signs: Sequence[str] = ()) -> tuple[str, str, list[Notice]]:
    """As ``read_text``, of bytes."""
    if asked is None:
        for mark, name in _BYTE_ORDER_MARKS:
            if content.startswith(mark):
                return content[len(mark) :].decode(_UNMARKED[name], errors="replace"), name, []
        for name in ("UTF-8", "GBK", encodings.GB18030):
            text = _strictly(content, name)
            if text is not None and (name == "UTF-8" or any(sign in text for sign in signs)):
                return text, name, []
    choice = encodings.choose_encoding(content.splitlines(), asked=asked, file=file)
    name = "UTF-8" if choice.name == encodings.ASCII else choice.name
    text = encodings.decode(content, name)
    notices = [_without_cpg(notice, file, name) for notice in choice.notices]
    if "\ufffd" in text and not any(notice.code == "encoding.broken" for notice in notices):
        notices.append(_without_cpg(Notice("encoding.broken", Text("", "")), file, name))
    if text.startswith("\ufeff"):
        return text[1:], "UTF-8-SIG", notices
    return text, name, notices


def encoded(text: str, encoding: str) -> tuple[bytes, str]:
    """The bytes of a text, and the encoding used: where a character asks for it, a wider one than asked."""
    for mark, name in _BYTE_ORDER_MARKS:
        if encoding == name:
            return mark + text.encode(_UNMARKED[name], errors="replace"), name
    for name in (encoding, encodings.GB18030 if encoding == "GBK" else "UTF-8"):
        try:
            return text.encode(name), name
        except UnicodeEncodeError:
            continue
    return text.encode("utf-8", errors="replace"), "UTF-8"


def asked_again(encoding: str) -> str | None:
    """What to ask for when a file that was written is read again: nothing where its first bytes say it."""
    return None if encoding in _UNMARKED else encoding


def _strictly(content: bytes, name: str) -> str | None:
    try:
        text = content.decode(name)
    except UnicodeDecodeError:
        return None
    # A text that does not come back as the same bytes could not be written back unchanged.
    return text if text.encode(name) == content else None


def _without_cpg(notice: Notice, file: str, name: str) -> Notice:
    """A text file has no .cpg: the same finding with the repair that helps here."""
    message = Text(
        "{file} 没有说明字符编码，按 {name} 读取。", "{file} does not state its encoding; it was read as {name}."
    )
    if notice.code == "encoding.broken":
        message = Text(
            "{file} 中有些文字不是有效的 {name}，已用 \ufffd 代替。",
            "Some text of {file} is not valid {name} and was replaced by \ufffd.",
        )
    repair = Text("若文字不对，请指定编码。", "If the text is wrong, name the encoding.")
    return Notice(notice.code, message.format(file=file, name=name), file, repair)
