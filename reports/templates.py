"""Report templates: ours and a planner's own, run in a box in which text is the only thing that there is.

A template sees nested dicts and lists of text, loops and conditions. No attribute of any object, no call, no arithmetic:
a template from elsewhere can print what the report says, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import Undefined
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from core.errors import AppError
from core.messages import Text

OWN_FOLDER = "reports"
"""Folder of a plan with the planner's own templates; one named like ours takes its place."""
MAX_BYTES = 20_000_000
MOST_STEPS = 5_000_000
MOST_LETTERS = 400_000_000
_FILTERS = ("default", "d", "upper", "lower", "length", "count", "first", "last", "join", "trim", "escape", "e")
_LOOP = ("index", "index0", "first", "last", "length", "revindex", "previtem", "nextitem")


class Box(ImmutableSandboxedEnvironment):
    """The environment of every template."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)
    intercepted_unops = frozenset(ImmutableSandboxedEnvironment.default_unop_table)

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=Undefined, trim_blocks=True, lstrip_blocks=True)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS}
        tests = ("defined", "undefined", "none")
        self.tests = {name: self.tests[name] for name in tests}
        # Jinja looks these up by itself for every template.
        self.concat = _concatenated  # type: ignore[method-assign]

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``a.b`` is the entry ``b`` of a dict; of a loop, where it stands."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        raise SecurityError(f"no attribute {attribute}")

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Entries of dicts and places of lists."""
        if isinstance(obj, dict | list):
            try:
                return obj[argument]
            except (KeyError, IndexError, TypeError):
                return self.undefined(obj=obj, name=str(argument))
        raise SecurityError("no such entry")

    def call(self, *_: Any, **__: Any) -> NoReturn:
        """Nothing is called."""
        raise SecurityError("no calls")

    def call_binop(self, *_: Any) -> NoReturn:
        """Nothing is computed: every number stands in the content, rounded."""
        raise SecurityError("no arithmetic")

    call_unop = call_binop


class Steps:
    """How many turns all loops of one report may still take."""

    def __init__(self, left: int = MOST_STEPS) -> None:
        self.left = left


class _Counted(list[Any]):
    """A list whose every turn is counted: a loop in a loop in a loop ends."""

    def __init__(self, entries: Iterable[Any], steps: Steps) -> None:
        super().__init__(entries)
        self._steps = steps

    def __iter__(self) -> Iterator[Any]:
        for entry in super().__iter__():
            self._steps.left -= 1
            if self._steps.left < 0:
                raise SecurityError("too many turns")
            yield entry


def boxed(content: Any, steps: Steps | None = None) -> Any:
    """The content as a template may see it: lists are counted."""
    steps = steps or Steps()
    if isinstance(content, Mapping):
        return {key: boxed(value, steps) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return _Counted((boxed(value, steps) for value in content), steps)
    return content


def _concatenated(parts: Iterable[str]) -> str:
    found: list[str] = []
    letters = 0
    for part in parts:
        letters += len(part)
        if letters > MOST_LETTERS:
            raise SecurityError("too long")
        found.append(part)
    return "".join(found)


def template_bytes(name: str, folder: Path | None) -> tuple[bytes, str]:
    """A template (``review.docx``) and what it is called: from ``folder/reports`` of a plan, else ours.

    ``AppError`` for one that is too large or cannot be read.
    """
    own = None if folder is None or str(folder) in ("", ".") else folder / OWN_FOLDER / name
    if own is not None and own.is_file() and own.resolve().is_relative_to(own.parent.parent.resolve()):
        try:
            if own.stat().st_size > MAX_BYTES:
                raise AppError("report.template_too_large", _TOO_LARGE.format(name=name))
            return own.read_bytes(), f"{OWN_FOLDER}/{name}"
        except OSError as problem:
            raise AppError("report.template_unreadable", _UNREADABLE.format(name=name)) from problem
    return (files("styles") / "reports" / name).read_bytes(), name


def refused(name: str, problem: Exception) -> AppError:
    """The sentence for a template that cannot be run."""
    line = getattr(problem, "lineno", None)
    said = f"{problem}" + (f" ({line})" if line else "")
    return AppError(
        "report.template",
        Text("报告模板 {name} 无法使用：{said}。", "The report template {name} cannot be used: {said}.").format(
            name=name, said=said[:300]
        ),
        Text(
            "模板里只能写字段、循环和条件，例如 {{ verdict }}。",
            "A template may hold fields, loops and conditions, such as {{ verdict }}.",
        ),
    )


_TOO_LARGE = Text("报告模板 {name} 太大。", "The report template {name} is too large.")
_UNREADABLE = Text("报告模板 {name} 无法读取。", "The report template {name} cannot be read.")
