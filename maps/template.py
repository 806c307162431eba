"""Sheet templates: data in ``styles/sheets``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from core.errors import AppError
from core.messages import Text, listed, same


@dataclass(frozen=True, slots=True)
class Slot:
    """A box of the title strip, ``width`` mm wide on A3."""

    id: str
    label: Text
    width: float


@dataclass(frozen=True, slots=True)
class Template:
    """What a sheet shows. ``main`` is the role it is about, ``roles`` all that is drawn."""

    name: str
    title: Text
    main: str
    roles: frozenset[str]
    locator: frozenset[str]
    named: frozenset[str]
    slots: tuple[Slot, ...]


def template_names() -> tuple[str, ...]:
    """The sheets that can be printed."""
    folder = files("styles") / "sheets"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


@lru_cache(maxsize=32)
def template_named(name: str) -> Template:
    """The template ``name``; ``AppError`` when there is none."""
    if name not in template_names():
        raise AppError(
            "sheet.unknown",
            Text("没有名为“{name}”的图纸。", "There is no sheet called “{name}”.").format(name=same(name)),
            Text("可用：{names}。", "Use one of {names}.").format(names=listed(template_names())),
        )
    table = tomllib.loads((files("styles") / "sheets" / f"{name}.toml").read_text(encoding="utf-8"))
    return Template(
        name=name,
        title=Text(**table["title"]),
        main=table["main"],
        roles=frozenset(table["roles"]),
        locator=frozenset(table["locator"]),
        named=frozenset(table["named"]),
        slots=tuple(Slot(slot["id"], Text(**slot["label"]), slot["width"]) for slot in table["slots"]),
    )
