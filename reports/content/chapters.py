"""In which chapter of the report a rule stands, from ``styles/reports/chapters.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from checks.finding import Finding
from core.messages import Text


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its title, and the beginnings of the ids of its rules."""

    id: str
    title: Text
    rules: tuple[str, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """All chapters in the order of the report; the last takes what no other names."""
    text = (files("styles") / "reports" / "chapters.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)["chapters"]
    return tuple(Chapter(one["id"], Text(**one["title"]), tuple(one["rules"])) for one in found)


def chapter_of(rule: str) -> int:
    """The number of the chapter (from 0) whose beginning of an id is the longest that fits."""
    fitting = [
        (len(start), number)
        for number, chapter in enumerate(chapters())
        for start in chapter.rules
        if rule.startswith(start)
    ]
    return max(fitting, key=lambda one: one[0])[1] if fitting else len(chapters()) - 1


def numbered(findings: Iterable[Finding]) -> list[tuple[int, Finding]]:
    """The findings in the order of the report with their numbers: chapter by chapter, the worst first in each."""
    order = {"conflict": 0, "uncertain": 1, "not_testable": 2, "clear": 3}
    ranked = sorted(findings, key=lambda one: (chapter_of(one.rule), order[one.state]))
    return list(enumerate(ranked, start=1))
