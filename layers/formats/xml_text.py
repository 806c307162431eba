"""XML from outside: bounded, without entities, without anything fetched.

GBK is common in files made in Chinese offices and unknown to expat, so the text is put into UTF-8 first.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from xml.etree import ElementTree
from xml.parsers import expat

from core.errors import AppError
from core.messages import Text
from layers.formats import encoding as encodings

LARGEST = 32 * 1024**2
"""Bytes of a document that is read into a tree."""
DEEPEST = 200
_PROLOG = 65_536

_DECLARED = re.compile(rb"""\A(\s*<\?xml[^>]{0,200}?)\s+encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


def parse_xml(content: bytes, file: str, *, doctypes: Collection[str] = ()) -> ElementTree.Element:
    """The tree of a small XML document, its names as ``{namespace}local``.

    Raises AppError ``xml.too_large``, ``xml.hostile`` (a DOCTYPE not named in ``doctypes``, or one with entities) or
    ``xml.broken``.
    """
    if len(content) > LARGEST:
        message = Text("{file} 超过 32 MB，不像样式文件。", "{file} is larger than 32 MB.").format(file=file)
        raise AppError("xml.too_large", message, Text("请另存一份精简的。", "Save a smaller one."))
    builder = _Builder(file, doctypes)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    builder.listen(parser)
    try:
        parser.Parse(in_utf8(content, file), True)
    except expat.ExpatError as error:
        raise _broken(file, str(error)) from error
    return builder.tree()


def root_of(content: bytes, file: str, *, doctypes: Collection[str] = ()) -> str:
    """The local name of the root element of a document of which ``content`` is the beginning.

    Refuses like ``parse_xml``; what follows the root's start tag is not looked at.
    """
    builder = _Builder(file, doctypes)
    parser = expat.ParserCreate(namespace_separator="}")
    builder.listen(parser)
    try:
        parser.Parse(in_utf8(content[:_PROLOG], file), False)
    except expat.ExpatError as error:
        if builder.root is None:
            raise _broken(file, str(error)) from error
    if builder.root is None:
        raise _broken(file, "no element")
    return builder.root.rpartition("}")[2]


def in_utf8(content: bytes, file: str) -> bytes:
    """The document in UTF-8 where it declares an encoding that expat does not know (GBK, GB18030, Big5)."""
    found = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf"))
    if found is None:
        return content
    declared = found.group(2).decode("ascii")
    known = encodings.canonical_encoding(declared)
    if known is None or known.upper() in ("UTF-8", "UTF-16", "ISO-8859-1", "ASCII"):
        return content
    text = encodings.decode(content[found.end() :], encodings.asked_encoding(declared))
    return found.group(1) + b' encoding="UTF-8"' + text.encode("utf-8")


class _Builder:
    """Builds the tree and refuses what no honest file holds."""

    def __init__(self, file: str, doctypes: Collection[str]) -> None:
        self.root: str | None = None
        self._file = file
        self._doctypes = doctypes
        self._depth = 0
        self._builder = ElementTree.TreeBuilder()

    def listen(self, parser: expat.XMLParserType) -> None:
        """Take part in the parsing."""
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._builder.data

    def tree(self) -> ElementTree.Element:
        """The finished tree."""
        return self._builder.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _hostile(self._file)
        self.root = self.root or name
        self._builder.start(_qualified(name), {_qualified(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(_qualified(name))

    def _doctype(self, name: str, _system: str | None, _public: str | None, internal: int) -> None:
        if internal or name not in self._doctypes:
            raise _hostile(self._file)

    def _entity(self, *_: object) -> None:
        raise _hostile(self._file)


def _qualified(name: str) -> str:
    return "{" + name if "}" in name else name


def _hostile(file: str) -> AppError:
    message = Text(
        "{file} 含有实体定义、DOCTYPE 或过深的嵌套，出于安全不读取。",
        "{file} defines entities, has a DOCTYPE or is nested too deeply; for safety it is not read.",
    )
    hint = Text("请从原来的软件重新导出。", "Export it again from the program it comes from.")
    return AppError("xml.hostile", message.format(file=file), hint)


def _broken(file: str, reason: str) -> AppError:
    message = Text("{file} 不是完整的 XML（{reason}）。", "{file} is no complete XML ({reason}).")
    hint = Text("请从原来的软件重新导出。", "Export it again from the program it comes from.")
    return AppError("xml.broken", message.format(file=file, reason=reason), hint)
