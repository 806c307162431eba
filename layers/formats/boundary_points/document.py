"""The text of a boundary-point file (界址点 TXT, 报盘文件): head, plots, points — every character of it kept.

The file has no national standard. What is relied on: a head of ``key=value`` lines, a line per plot that ends with
``@``, and lines of points below it. Counts are never believed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import AppError
from core.messages import Text
from layers.formats.text_file import read_text
from layers.layer import Notice

MAX_BYTES = 256 * 1024**2
FARTHEST = 1e9
"""No coordinate on Earth is larger, in metres with a zone prefix: such a number is damage."""

KINDS = ("点", "线", "面")
HEAD_SECTION = "属性描述"
PLOT_SECTION = "地块坐标"

_LARGE = re.compile(r"[.．]|\d{5}")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_USUAL_POINT = re.compile(r"([\w.-]+),(\d+),(-?[0-9]{1,9}(?:\.[0-9]+)?),(-?[0-9]{1,9}(?:\.[0-9]+)?)[\r\n]*")
"""A point as nearly all are written: these need none of the tolerance, and there are many of them."""
_COMMA = re.compile("[,，]")
_GAPS = re.compile(r"[,，\s]+")


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a plot: northing or easting first is not decided here. ``ring`` as written."""

    name: str
    ring: str
    first: float
    second: float


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: the fields of its header, its points, and the very text it was read from (headers of sections too)."""

    header: tuple[str, ...]
    points: tuple[Point, ...]
    text: str
    first_line: int
    unreadable: tuple[int, ...] = ()
    """Numbers of lines in the file that should be points and are not."""
    marked: bool = True
    """Whether the header line ends with ``@`` as it must."""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole file. ``head`` is all text before the first plot; ``head`` and the plots' texts make up the file."""

    head: str
    plots: tuple[Plot, ...]
    encoding: str
    properties: dict[str, str] = field(default_factory=dict)
    other_heads: tuple[dict[str, str], ...] = ()
    """Heads of further files that were pasted behind the first one."""


def read_document(path: Path, encoding: str | None = None) -> tuple[Document, list[Notice]]:
    """Read a file into its parts. AppError ``file.missing``, ``file.too_large``, ``file.unreadable``."""
    text, name, notices = read_text(path, encoding, most=MAX_BYTES, signs=(HEAD_SECTION, PLOT_SECTION, ",面,"))
    document = parse(text, name)
    recognised = document.plots or PLOT_SECTION in text or HEAD_SECTION in text
    if "\x00" in text or not recognised:
        raise not_boundary_points(path)
    return document, notices


def not_boundary_points(path: Path) -> AppError:
    """The error for a text that is something else."""
    message = Text("{file} 不是界址点坐标文件。", "{file} is not a boundary-point file.").format(file=path.name)
    hint = Text(
        "应有以 @ 结尾的地块行，其下每行为“点号,圈号,X,Y”。",
        "It should have a line per plot that ends with @, and below it lines of point, ring, X, Y.",
    )
    return AppError("file.unreadable", message, hint)


def parse(text: str, encoding: str = "UTF-8") -> Document:
    """Take a text apart; whatever is not understood stays where it is."""
    reader = _Reader()
    for number, line in enumerate(_LINE.findall(text), start=1):
        reader.take(number, line)
    reader.finish()
    heads = reader.heads or [{}]
    return Document("".join(reader.head), tuple(reader.plots), encoding, heads[0], tuple(heads[1:]))


class _Reader:
    """Goes through the lines once; a line belongs to the head, or to the plot that was begun last."""

    def __init__(self) -> None:
        self.head: list[str] = []
        self.plots: list[Plot] = []
        self.heads: list[dict[str, str]] = []
        self._section = ""
        self._plots_here = True
        self._header: tuple[str, ...] | None = None
        self._marked = True
        self._lines: list[str] = []
        self._points: list[Point] = []
        self._unreadable: list[int] = []
        self._first_line = 0

    def take(self, number: int, line: str) -> None:
        """Put one line where it belongs."""
        usual = _USUAL_POINT.fullmatch(line) if self._header is not None and self._plots_here else None
        if usual is not None:
            name, ring, first, second = usual.groups()
            self._points.append(Point(name, ring, float(first), float(second)))
            self._lines.append(line)
            return
        bare = line.strip().strip("\ufeff").strip()
        if bare.startswith(("[", "【")) and bare.rstrip().endswith(("]", "】")):
            self._section = bare.strip("[]【】 \t")
            self._plots_here = "坐标" in self._section
            if self._section == HEAD_SECTION and (not self.heads or self._header is not None):
                self.heads.append({})
        elif bare and not self._note_property(bare):
            self._take_coordinates(number, bare)
        (self.head if self._header is None else self._lines).append(line)

    def finish(self) -> None:
        """Close the last plot."""
        if self._header is not None:
            self.plots.append(
                Plot(
                    self._header,
                    tuple(self._points),
                    "".join(self._lines),
                    self._first_line,
                    tuple(self._unreadable),
                    self._marked,
                )
            )
        self._lines, self._points, self._unreadable = [], [], []

    def _note_property(self, bare: str) -> bool:
        plain = bare.replace("＝", "=")
        among_plots = self._plots_here and bool(self._section or self._header is not None)
        if among_plots or "=" not in plain or bare.endswith(("@", "＠")):
            return False
        key, _, value = plain.partition("=")
        if self._header is None or self._section == HEAD_SECTION:
            if not self.heads:
                self.heads.append({})
            self.heads[-1].setdefault(unicodedata.normalize("NFKC", key).strip(), value.strip())
        return True

    def _take_coordinates(self, number: int, bare: str) -> None:
        fields, marked = header_of(bare)
        if not self._plots_here and not (marked and fields is not None and len(fields) >= 4):
            return
        self._plots_here = True
        if fields is not None:
            self._begin(number, fields, marked=marked)
            return
        point = point_of(bare)
        if point is None:
            if self._header is not None:
                self._unreadable.append(number)
            return
        if self._header is None:
            self._begin(number, (), marked=False)
        self._points.append(point)

    def _begin(self, number: int, fields: tuple[str, ...], *, marked: bool) -> None:
        self.finish()
        self._header, self._marked, self._first_line = fields, marked, number


def header_of(bare: str) -> tuple[tuple[str, ...] | None, bool]:
    """The fields of a plot's header line, and whether it ends with ``@``; (None, False) for another line."""
    marked = bare.endswith(("@", "＠"))
    fields = tuple(part.strip() for part in _COMMA.split(bare[:-1] if marked else bare))
    if marked:
        return (fields[:-1] if fields[-1] == "" else fields), True
    if len(fields) >= 5 and any(part in KINDS for part in fields[3:6]):
        return fields, False
    return None, False


def point_of(bare: str) -> Point | None:
    """A line ``name, ring, X, Y``; without ring or name where an office leaves them out. None for another line."""
    parts = _parts(bare)
    if len(parts) < 2:
        return None
    name, ring, first, second = _columns(parts)
    if len(parts) < 4 and not (_LARGE.search(first) and _LARGE.search(second)):
        return None  # of "J3,1,4474120.417" a column is missing, but not the ring
    numbers = _number(first), _number(second)
    if numbers[0] is None or numbers[1] is None:
        return None
    return Point(name, ring, numbers[0], numbers[1])


def _parts(bare: str) -> list[str]:
    parts = [part.strip() for part in _COMMA.split(bare)]
    return parts if len(parts) >= 4 else [part for part in _GAPS.split(bare) if part]


def _columns(parts: list[str]) -> tuple[str, str, str, str]:
    if len(parts) >= 4:
        return parts[0], parts[1], parts[2], parts[3]
    if len(parts) == 3:
        return parts[0], "1", parts[1], parts[2]
    return "", "1", parts[0], parts[1]


def _number(text: str) -> float | None:
    try:
        value = float(unicodedata.normalize("NFKC", text) if not text.isascii() else text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < FARTHEST else None


def number_texts(text: str) -> Iterator[str]:
    """The coordinates of a plot as written, to see how many decimals its office writes."""
    for line in _LINE.findall(text):
        bare = line.strip()
        if header_of(bare)[0] is None and point_of(bare) is not None:
            yield from _columns(_parts(bare))[2:]
