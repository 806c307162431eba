"""``lantu rules``: list rule packs, validate them, run their examples, write their pages."""

from __future__ import annotations

import json
import sys
from argparse import Namespace, _ArgumentGroup
from pathlib import Path

from cli.talk import TerminalFeedback
from core.messages import Language, Text

NAME = "rules"
PURPOSE = Text("列出并验证规则包", "list and validate rule packs")


def describe(arguments: _ArgumentGroup, options: _ArgumentGroup, language: Language) -> None:
    """Add this command's arguments."""
    packs = Text("规则包：名称或文件（不写则为自带的全部）", "rule packs: ids or files (none: all that Lantu brings)")
    arguments.add_argument("packs", metavar="PACK", nargs="*", help=packs.to(language))
    as_json = Text("以 JSON 输出", "print JSON")
    options.add_argument("--json", action="store_true", help=as_json.to(language))
    docs = Text("把规则写成说明文件，放入此文件夹", "write the rules as pages into this folder")
    options.add_argument("--docs", metavar="FOLDER", type=Path, help=docs.to(language))


def run(request: Namespace) -> int:
    """Print the packs; a pack that is not right is refused with file, line and reason."""
    from services import rulebook

    packs = rulebook.load(request.packs)
    if request.docs is not None:
        rulebook.write_pages(packs, request.docs)
        return 0
    feedback = TerminalFeedback(request)
    found = [(pack, rulebook.missed_by_examples(pack, feedback)) for pack in packs]
    if request.json:
        # A terminal that is not UTF-8 must not spoil the data: there the letters are escaped.
        letters = (sys.stdout.encoding or "").replace("-", "").casefold() != "utf8"
        listed = [rulebook.as_json(pack, missed) for pack, missed in found]
        print(json.dumps({"schema": 1, "packs": listed}, ensure_ascii=letters, indent=2))
    else:
        print("\n\n".join(rulebook.as_text(pack, missed, request.language) for pack, missed in found))
    return 0
