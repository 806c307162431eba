"""``lantu open``: the window; where there is no screen, the main job without it."""

from __future__ import annotations

import sys
from argparse import Namespace, _ArgumentGroup
from pathlib import Path

from core.messages import Language, Text

NAME = "open"
PURPOSE = Text("打开窗口（默认打开新区示例）", "open the window (on the New Area sample by default)")


def describe(arguments: _ArgumentGroup, _options: _ArgumentGroup, language: Language) -> None:
    """Add this command's arguments."""
    text = Text("规划文件夹、plan.toml 或项目文件", "a plan folder, plan.toml or project file")
    arguments.add_argument("path", metavar="PATH", nargs="?", type=Path, help=text.to(language))


def run(request: Namespace) -> int:
    """Without a screen: check the plan, print its zoning map into the working folder, say where."""
    from cli.talk import TerminalFeedback, print_run
    from services.checking import check
    from services.opening import open_plan, sample_plan
    from services.printing import PrintOrder, print_sheet

    print(_NO_SCREEN.to(request.language), file=sys.stderr)
    plan = open_plan(request.path or sample_plan())
    TerminalFeedback(request).tell(plan)
    print_run(check(plan), request.language)
    printed = print_sheet(plan, PrintOrder("zoning"), Path.cwd() / f"{_file_stem(plan.name)} zoning.pdf")
    print(_PRINTED.format(path=printed.path).to(request.language))
    return 0


def _file_stem(name: str) -> str:
    """The plan's name with what no file system takes left out."""
    kept = "".join(letter for letter in name if letter not in '<>:"/\\|?*' and letter.isprintable())
    return kept.strip(" .")[:80] or "plan"


_NO_SCREEN = Text(
    "这里没有屏幕，不能开窗口：改为检查规划并打印用地图。",
    "There is no screen here for a window: checking the plan and printing its map instead.",
)
_PRINTED = Text("图纸已写入：{path}", "The map is in: {path}")
