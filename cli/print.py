"""``lantu print``: a map sheet."""

from __future__ import annotations

from argparse import Namespace, _ArgumentGroup
from pathlib import Path

from cli.talk import TerminalFeedback
from core.messages import Language, Text

NAME = "print"
PURPOSE = Text("打印图纸", "print a map sheet")


def describe(arguments: _ArgumentGroup, options: _ArgumentGroup, language: Language) -> None:
    """Add this command's arguments."""
    plan = Text("规划文件夹、plan.toml 或项目文件", "a plan folder, plan.toml or project file")
    arguments.add_argument("plan", metavar="PLAN", type=Path, help=plan.to(language))
    sheet = Text("图纸：zoning（土地使用规划图）", "the sheet: zoning (land-use plan)")
    options.add_argument("--sheet", metavar="NAME", required=True, help=sheet.to(language))
    out = Text("输出文件（.pdf）", "the file to write (.pdf)")
    options.add_argument("--out", metavar="F", type=Path, required=True, help=out.to(language))
    paper = Text("图幅：A0…A4，默认 A3", "paper: A0…A4, A3 by default")
    options.add_argument("--paper", metavar="A0…A4", help=paper.to(language))
    scale = Text("比例尺分母，如 25000", "scale denominator, such as 25000")
    options.add_argument("--scale", metavar="N", type=float, help=scale.to(language))


def run(request: Namespace) -> int:
    """Write the sheet and say where, at which scale."""
    from services.handover import print_sheet
    from services.opening import open_plan

    feedback = TerminalFeedback(request)
    plan = open_plan(request.plan, feedback)
    feedback.tell(plan)
    printed = print_sheet(plan, request.sheet, request.out, paper=request.paper, scale=request.scale)
    print(_DONE.format(path=printed.path, paper=printed.paper, scale=printed.scale_text).to(request.language))
    return 0


_DONE = Text("图纸已写入：{path}（{paper}，{scale}）", "The sheet is in: {path} ({paper}, {scale})")
