"""``lantu inspect``: what files are, and what needs mending before they are used."""

from __future__ import annotations

import json
import sys
from argparse import Namespace, _ArgumentGroup
from typing import TYPE_CHECKING

from cli.talk import TerminalFeedback
from core.messages import Language, Text

if TYPE_CHECKING:
    from services.inspecting import FileReport

NAME = "inspect"
PURPOSE = Text("查看文件是什么、有什么要修", "say what files are and what needs mending in them")


def describe(arguments: _ArgumentGroup, options: _ArgumentGroup, language: Language) -> None:
    """Add this command's arguments."""
    files = Text("文件、文件:图层，或文件夹", "files, FILE:layer, or folders")
    arguments.add_argument("files", metavar="FILE", nargs="+", help=files.to(language))
    as_json = Text("以 JSON 输出", "print JSON")
    options.add_argument("--json", action="store_true", help=as_json.to(language))
    control = Text(
        "控制图层：用来发现整体偏移（如 GCJ-02）",
        "a layer that is where it should be, to find offsets (such as GCJ-02)",
    )
    options.add_argument("--control", metavar="FILE", help=control.to(language))


def run(request: Namespace) -> int:
    """Print one entry per layer; notices do not change the exit code."""
    from services.inspecting import as_json, inspect

    reports = inspect(request.files, control=request.control, feedback=TerminalFeedback(request))
    if request.json:
        # A terminal that is not UTF-8 must not spoil the data: there the letters are escaped.
        letters = (sys.stdout.encoding or "").replace("-", "").casefold() != "utf8"
        print(json.dumps(as_json(reports), ensure_ascii=letters, indent=2))
    else:
        print("\n\n".join(_text(report, request.language) for report in reports))
    return 0


def _text(report: FileReport, language: Language) -> str:
    lines = [_printable(report.path), *(f"  {line}" for line in _facts(report, language))]
    if not report.notices:
        lines.append(f"  {_NOTHING.to(language)}")
    for notice in report.notices:
        lines.append(f"  • {_printable(notice.message.to(language))}")
        if notice.repair is not None:
            lines.append(f"    → {_printable(notice.repair.to(language))}")
    return "\n".join(lines)


def _facts(report: FileReport, language: Language) -> list[str]:
    if not report.readable:
        return []
    from layers.roles import KIND_LABELS, ROLES

    kinds: dict[str | None, Text] = dict(KIND_LABELS.items())
    facts = _FACTS.format(
        format=report.format or "?",
        features=report.features,
        geometry=kinds.get(report.geometry, Text("–", "–")),
        crs=report.crs or _NO_CRS,
        encoding=report.encoding or "–",
    )
    lines = [facts.to(language)]
    for role, certainty in report.roles:
        wording = _CERTAIN if certainty == "certain" else _UNCERTAIN
        lines.append(wording.format(role=role, label=ROLES[role].label).to(language))
    return lines


def _printable(text: str) -> str:
    """Text of a file without control characters: a terminal would obey them."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


_FACTS = Text(
    "{format}，{features} 个要素（{geometry}），坐标系 {crs}，编码 {encoding}",
    "{format}, {features} features ({geometry}), CRS {crs}, encoding {encoding}",
)
_NO_CRS = Text("未说明", "not stated")
_CERTAIN = Text("角色：{label}（{role}）", "Role: {label} ({role})")
_UNCERTAIN = Text("可能是：{label}（{role}），请确认", "May be: {label} ({role}); please confirm")
_NOTHING = Text("没有需要修的。", "Nothing needs mending.")
