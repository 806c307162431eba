"""``lantu topology``: overlaps, gaps, slivers, broken rings of a layer, and a mended copy."""

from __future__ import annotations

from argparse import Namespace, _ArgumentGroup
from pathlib import Path
from typing import TYPE_CHECKING

from cli.talk import TerminalFeedback
from core.messages import Language, Text

if TYPE_CHECKING:
    from layers.topology.finding import Finding
    from services.topology import Checked, MendedCopy

NAME = "topology"
PURPOSE = Text("检查图层的拓扑并修复", "check the topology of a layer and mend it")
MOST_LINES = 200
"""Findings printed; the JSON file has all."""


def describe(arguments: _ArgumentGroup, options: _ArgumentGroup, language: Language) -> None:
    """Add this command's arguments."""
    layer = Text("图层文件，或 文件:图层", "the layer to check, or FILE:layer")
    arguments.add_argument("layer", metavar="LAYER", help=layer.to(language))
    as_json = Text("把全部问题写成 JSON 文件", "write all findings to a JSON file")
    options.add_argument("--json", metavar="F", type=Path, help=as_json.to(language))
    fix = Text(
        "写出一份修好的副本：只修无须取舍的问题，其余列出",
        "write a mended copy: only what needs no decision is mended, the rest is listed",
    )
    options.add_argument("--fix", metavar="OUT", type=Path, help=fix.to(language))
    parent = Text(
        "规划范围：其中没有被覆盖的算缝隙，伸出范围的算超出",
        "the planning area: what it has uncovered is a gap, what lies beyond it is outside",
    )
    options.add_argument("--parent", metavar="FILE", help=parent.to(language))
    only = Text(
        "只查这些种类，如 overlap gap sliver（multipart 只在点名时查）",
        "only these kinds, such as overlap gap sliver (multipart is checked only when it is named)",
    )
    options.add_argument("--only", metavar="KIND", nargs="+", action="extend", help=only.to(language))
    overwrite = Text("允许替换已有的副本（留备份）", "replace an existing copy (a backup is kept)")
    options.add_argument("--overwrite", action="store_true", help=overwrite.to(language))


def run(request: Namespace) -> int:
    """List the findings; 1 when the layer has any, whatever was mended in the copy."""
    from services.topology import check_file, mend_file, write_json

    talk = TerminalFeedback(request)
    checked = check_file(request.layer, parent=request.parent, only=request.only or (), feedback=talk)
    talk.tell_notices(checked.notices)
    if request.json is not None:
        write_json(checked, request.json)
    _print_findings(checked, request.language)
    if request.fix is not None:
        copy = mend_file(checked, request.fix, overwrite=request.overwrite, feedback=talk)
        talk.tell_notices(copy.report.notices)
        _print_copy(copy, request.language)
    return 1 if checked.findings else 0


def _print_findings(checked: Checked, language: Language) -> None:
    from layers.topology.settings import KINDS

    if not checked.findings:
        print(_NOTHING.format(file=checked.name).to(language))
        return
    for kind, label in KINDS.items():
        count = sum(finding.kind == kind for finding in checked.findings)
        if count:
            print(_COUNT.format(kind=label, id=kind, count=count).to(language))
    for finding in checked.findings[:MOST_LINES]:
        print(f"  {_line(finding, language)}")
    if len(checked.findings) > MOST_LINES:
        print(_MORE.format(count=len(checked.findings) - MOST_LINES).to(language))


def _line(finding: Finding, language: Language) -> str:
    from layers.topology.settings import KINDS

    x, y = finding.anchor
    fids = ", ".join(map(str, finding.fids)) or "–"
    words = [f"{KINDS[finding.kind].to(language)}  fid {fids}  ({x:.3f}, {y:.3f})"]
    if finding.area_m2:
        words.append(f"{finding.area_m2:.4f} m²" if finding.area_m2 >= 0.0001 else f"{finding.area_m2:.2g} m²")
    if finding.hint == "chord":
        words.append(_CHORD.to(language))
    return "  ".join(words)


def _print_copy(copy: MendedCopy, language: Language) -> None:
    from layers.topology.settings import KINDS

    for (kind, fix), count in sorted(copy.done.items()):
        print(_DONE.format(kind=KINDS[kind], fix=fix, count=count).to(language))
    for kind, count in sorted(copy.left.items()):
        print(_LEFT.format(kind=KINDS[kind], count=count).to(language))
    print(_WRITTEN.format(path=copy.report.path).to(language))
    for backup in copy.report.backups:
        print(_BACKUP.format(path=backup).to(language))


_NOTHING = Text("{file} 没有拓扑问题。", "{file} has no topology errors.")
_COUNT = Text("{kind}（{id}）：{count}", "{kind} ({id}): {count}")
_MORE = Text("……另有 {count} 个，全部见 --json。", "… and {count} more; --json has all of them.")
_CHORD = Text("投影弦差所致，可补共用顶点", "from re-projection: mend it with common vertices")
_DONE = Text("已修 {kind}：{count}（{fix}）", "Mended {kind}: {count} ({fix})")
_LEFT = Text("留待决定 {kind}：{count}", "Left to decide, {kind}: {count}")
_WRITTEN = Text("已写入：{path}", "Written: {path}")
_BACKUP = Text("原文件的备份：{path}", "Backup of what was there: {path}")
