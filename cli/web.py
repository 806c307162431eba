"""``lantu web``: the plan and its findings as one HTML file that works without a network."""

from __future__ import annotations

from argparse import Namespace, _ArgumentGroup
from pathlib import Path

from cli.talk import TerminalFeedback
from core.messages import Language, Text

NAME = "web"
PURPOSE = Text("生成离线网页地图", "write an offline web map")


def describe(arguments: _ArgumentGroup, options: _ArgumentGroup, language: Language) -> None:
    """Add this command's arguments."""
    plan = Text("规划文件夹、plan.toml 或项目文件", "a plan folder, plan.toml or project file")
    arguments.add_argument("plan", metavar="PLAN", type=Path, help=plan.to(language))
    out = Text("输出文件（.html）", "output file (.html)")
    options.add_argument("--out", metavar="F.html", type=Path, required=True, help=out.to(language))


def run(request: Namespace) -> int:
    """Check, review, write the page."""
    from services.opening import open_plan
    from services.web import write_web_map

    feedback = TerminalFeedback(request)
    plan = open_plan(request.plan, feedback)
    feedback.tell(plan)
    write_web_map(plan, request.out, feedback=feedback)
    if not request.quiet:
        print(Text("网页地图已写入：{path}", "Web map written: {path}").format(path=request.out).to(request.language))
    return 0
