"""``lantu print``: a map sheet, or an atlas of them."""

from __future__ import annotations

import sys
from argparse import Namespace, _ArgumentGroup
from pathlib import Path

from cli.talk import TerminalFeedback
from core.feedback import Feedback
from core.messages import Language, Text

NAME = "print"
PURPOSE = Text("打印图纸", "print a map sheet")


def describe(arguments: _ArgumentGroup, options: _ArgumentGroup, language: Language) -> None:
    """Add this command's arguments."""
    plan = Text("规划文件夹、plan.toml 或项目文件", "a plan folder, plan.toml or project file")
    arguments.add_argument("plan", metavar="PLAN", type=Path, help=plan.to(language))
    for name, metavar, kind, words in _OPTIONS:
        needed = name in ("--sheet", "--out")
        options.add_argument(name, metavar=metavar, type=kind, required=needed, help=words.to(language))
    options.add_argument("--orientation", choices=("landscape", "portrait"), help=_ORIENTATION.to(language))


def run(request: Namespace) -> int:
    """Write the sheet and say where, at which scale; what the checklist finds goes to stderr."""
    from services.opening import open_plan
    from services.printing import PrintOrder, print_sheet

    feedback = TerminalFeedback(request)
    plan = open_plan(request.plan, feedback)
    feedback.tell(plan)
    order = PrintOrder(
        sheet=request.sheet,
        paper=request.paper,
        orientation=request.orientation,
        scale=request.scale,
        dpi=request.dpi,
        atlas=request.atlas,
        maker=request.maker or "",
    )
    printed = print_sheet(plan, order, request.out, _Progress(request))
    if not request.quiet:
        for warning in printed.warnings:
            print(warning.to(request.language), file=sys.stderr)
    done = _DONE if request.atlas is None else _ATLAS_DONE
    facts = {"path": printed.path, "paper": printed.paper, "scale": printed.scale_text, "pages": printed.pages}
    print(done.format(**facts).to(request.language))
    return 0


class _Progress(Feedback):
    """Tells on stderr which page of an atlas is drawn, every tenth of the way."""

    def __init__(self, request: Namespace) -> None:
        super().__init__()
        self._language: Language = request.language
        self._told = 10 if request.quiet or request.atlas is None else 0

    def report(self, fraction: float, doing: Text | None = None) -> None:
        if doing is not None and fraction * 10 >= self._told + 1:
            self._told = int(fraction * 10)
            print(doing.to(self._language), file=sys.stderr)


_OPTIONS = (
    (
        "--sheet",
        "NAME",
        str,
        Text(
            "图纸：zoning、status、control_lines、ecology、green、life_circles、site、parcel",
            "the sheet: zoning, status, control_lines, ecology, green, life_circles, site, parcel",
        ),
    ),
    (
        "--out",
        "F",
        Path,
        Text(
            "输出文件，按后缀：.pdf、.png、.tif、.svg；图集也可给文件夹，或含 {page}、{name}、{feature:字段} 的文件名，"
            "则每页一个文件",
            "the file to write, by its ending: .pdf, .png, .tif, .svg; for an atlas also a folder, or a name with "
            "{page}, {name} or {feature:FIELD}: then every page is a file",
        ),
    ),
    (
        "--paper",
        "A0…A4",
        str,
        Text(
            "图幅：A0…A4、加长如 A3x3、A0x1.5，或自定如 600x400（毫米）",
            "paper: A0…A4, lengthened such as A3x3 or A0x1.5, or your own such as 600x400 (mm)",
        ),
    ),
    ("--scale", "N", float, Text("比例尺分母，如 25000", "scale denominator, such as 25000")),
    ("--dpi", "N", float, Text("图片分辨率：72–1200，默认 300", "resolution of pictures: 72–1200, 300 by default")),
    (
        "--atlas",
        "ROLE",
        str,
        Text(
            "图集：该图层每个要素一页，如 zoning、planning_area、project_footprints",
            "atlas: a page per feature of this role, such as zoning, planning_area, project_footprints",
        ),
    ),
    ("--maker", "NAME", str, Text("编制单位（也写入 PDF 作者）", "who made it (also the author of the PDF)")),
)
_ORIENTATION = Text("横幅 landscape 或竖幅 portrait", "landscape or portrait")
_DONE = Text("图纸已写入：{path}（{paper}，{scale}）", "The sheet is in: {path} ({paper}, {scale})")
_ATLAS_DONE = Text("图集已写入：{path}（{pages} 页，{paper}）", "The atlas is in: {path} ({pages} pages, {paper})")
