"""``lantu diff``: what changed between two runs, and what can have caused it."""

from __future__ import annotations

from argparse import Namespace, _ArgumentGroup
from pathlib import Path

from core.messages import Language, Text

NAME = "diff"
PURPOSE = Text("比较两次检查结论", "compare the findings of two runs")


def describe(arguments: _ArgumentGroup, options: _ArgumentGroup, language: Language) -> None:
    """Add this command's arguments."""
    first = Text("先前的 findings.json", "the earlier findings.json")
    arguments.add_argument("before", metavar="A.json", type=Path, help=first.to(language))
    second = Text("后来的 findings.json", "the later findings.json")
    arguments.add_argument("after", metavar="B.json", type=Path, help=second.to(language))


def run(request: Namespace) -> int:
    """Print new, solved and changed findings; 0 the same, 1 different."""
    from services.handover import compare

    found = compare(request.before, request.after)
    print(found.text.to(request.language))
    return 0 if found.same else 1
