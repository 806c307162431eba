"""How an office wants its boundary-point files: one TOML file per office in ``data/boundary_points``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

from core.errors import AppError
from core.messages import Text, listed
from layers.formats import encoding as encodings
from layers.formats.boundary_points.document import Document, number_texts

ZonePrefix = Literal["yes", "no", "as_crs"]
Numbering = Literal["plot", "ring", "file"]


@dataclass(frozen=True, slots=True)
class Template:
    """The terms of one office; see ``data/boundary_points/default.toml`` for what each of them means."""

    name: Text
    head: tuple[tuple[str, str], ...]
    encoding: str = "GBK"
    newline: str = "\r\n"
    decimals: int = 3
    area_unit: Literal["ha", "m2"] = "ha"
    area_decimals: int = 4
    closed: bool = True
    count_closing: bool = True
    northing_first: bool = True
    zone_prefix: ZonePrefix = "yes"
    numbering: Numbering = "plot"
    point_prefix: str = "J"


def template_names() -> dict[str, Text]:
    """Names of the templates that come along, and what they are called."""
    folder = files("data") / "boundary_points"
    names = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {name: load_template(name).name for name in names}


@cache
def load_template(reference: str | Path) -> Template:
    """A template by its name, or an office's own TOML file. AppError ``template.missing``, ``template.invalid``."""
    shown = str(reference)
    try:
        if isinstance(reference, Path) or shown.endswith(".toml"):
            text = Path(reference).read_text(encoding="utf-8")
        else:
            text = (files("data") / "boundary_points" / f"{Path(shown).name}.toml").read_text(encoding="utf-8")
        return _template(tomllib.loads(text), shown)
    except OSError as problem:
        folder = files("data") / "boundary_points"
        known = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
        message = Text("没有界址点模板“{name}”。", "There is no boundary-point template “{name}”.").format(name=shown)
        hint = Text("可选：{names}。", "Choose one of: {names}.").format(names=listed(known))
        raise AppError("template.missing", message, hint) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise _invalid(shown, str(problem)) from problem


def _invalid(shown: str, reason: str) -> AppError:
    message = Text(
        "界址点模板 {name} 有误（{reason}）。", "The boundary-point template {name} is not valid ({reason})."
    ).format(name=shown, reason=reason)
    return AppError("template.invalid", message, Text("对照 default.toml 修改。", "Compare it with default.toml."))


_CHOICES: dict[str, tuple[Any, ...]] = {
    "newline": ("CRLF", "LF"),
    "area_unit": ("ha", "m2"),
    "zone_prefix": get_args(ZonePrefix),
    "numbering": get_args(Numbering),
    "closed": (True, False),
    "count_closing": (True, False),
    "northing_first": (True, False),
    "decimals": tuple(range(2, 9)),
    "area_decimals": tuple(range(0, 9)),
}


def _template(content: Mapping[str, Any], shown: str) -> Template:
    terms = {key: value for key, value in content.items() if key not in ("name_zh", "name_en", "head")}
    for key, value in terms.items():
        if key in _CHOICES and (type(value), value) not in [(type(one), one) for one in _CHOICES[key]]:
            raise _invalid(shown, f"{key} = {value!r}")
        if key not in _CHOICES and not (key in ("encoding", "point_prefix") and isinstance(value, str)):
            raise _invalid(shown, key)
    head = content.get("head", {})
    if not isinstance(head, dict) or not all(isinstance(value, str) for value in head.values()):
        raise _invalid(shown, "head")
    if "newline" in terms:
        terms["newline"] = "\r\n" if terms["newline"] == "CRLF" else "\n"
    if "encoding" in terms:
        terms["encoding"] = encodings.asked_encoding(terms["encoding"])
    name = Text(str(content.get("name_zh", shown)), str(content.get("name_en", shown)))
    return Template(name=name, head=tuple(head.items()), **terms)


def template_like(document: Document) -> Template:
    """The habits of a file, for the plots of it that have to be written anew."""
    text = "".join(plot.text for plot in document.plots[:50])
    decimals = [len(number.strip().partition(".")[2]) for number in number_texts(text)]
    areas = [fields[1].partition(".")[2] for fields in _headers(document) if len(fields) > 1]
    names = [point.name for plot in document.plots[:50] for point in plot.points[:1]]
    prefix = re.match(r"\D*", names[0]) if names else None
    return replace(
        load_template("default"),
        encoding=document.encoding,
        newline="\r\n" if "\r\n" in document.head + text else "\n",
        decimals=min(max(decimals, default=3), 8) or 3,
        area_decimals=min(max((len(re.sub(r"\D", "", area)) for area in areas), default=4), 8),
        closed=_closed(document),
        numbering="ring" if _restarts(document) else "plot",
        point_prefix=prefix.group() if prefix else "J",
        zone_prefix="as_crs",
    )


def _headers(document: Document) -> list[tuple[str, ...]]:
    return [plot.header for plot in document.plots[:50]]


def _closed(document: Document) -> bool:
    ends = [(plot.points[0], plot.points[-1]) for plot in document.plots if len(plot.points) > 3]
    one_ring = [pair for pair in ends if pair[0].ring == pair[1].ring]
    return not one_ring or any(
        (first.first, first.second) == (last.first, last.second) or first.name == last.name for first, last in one_ring
    )


def _restarts(document: Document) -> bool:
    """Whether a second ring starts again with the name of the plot's first point."""
    return any(
        point.name == plot.points[0].name and point.ring != plot.points[0].ring
        for plot in document.plots
        for point in plot.points
    )
