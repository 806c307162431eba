"""Report templates: ours and a planner's own, run in a box in which text is the only thing that there is.

A template sees nested dicts and lists of text, loops and conditions. No attribute of any object, no call, no
arithmetic: a template from elsewhere can print what the report says, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Template, Undefined, nodes
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from core.errors import AppError
from core.messages import Text
from reports.content.facts import Picture

OWN_FOLDER = "reports"
"""Folder of a plan with the planner's own templates; one named like ours takes its place."""
MAX_BYTES = 20_000_000
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML can carry, and those that break a line or a page where none is meant."""
FAULTS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)
"""What comes of a template that asks for what there is not."""
MOST_STEPS = 1_000_000
MOST_LETTERS = 400_000_000
_FILTERS = ("default", "d", "upper", "lower", "length", "count", "trim", "escape", "e")
_LOOP = ("index", "index0", "first", "last", "length")
_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.Getitem, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.CondExpr,
)  # fmt: skip
"""All that a template may be made of: with assignments or joined text, a few lines could fill any memory."""


class Box(ImmutableSandboxedEnvironment):
    """The environment of every template."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=Undefined, trim_blocks=True, lstrip_blocks=True)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.tests = {name: self.tests[name] for name in ("defined", "undefined", "none")}
        # Jinja joins the pieces of every template with this.
        self.concat = _concatenated  # type: ignore[method-assign]

    def from_string(self, source: Any, *_: Any, **__: Any) -> Template:
        """A template of this text; of a thousand reports it is compiled once."""
        return _compiled(source)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        for node in parsed.find_all(nodes.Node):
            if not isinstance(node, _NODES) or (isinstance(node, nodes.For) and not _counted(node)):
                raise TemplateSyntaxError(f"{type(node).__name__} is not allowed", node.lineno, name, filename)
        return parsed

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``a.b`` is the entry ``b`` of a dict; of a loop, where it stands."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        raise SecurityError(f"there is no {attribute} here")

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Entries of dicts and places of lists."""
        if isinstance(obj, dict | list):
            try:
                return obj[argument]
            except (KeyError, IndexError, TypeError):
                return self.undefined(obj=obj, name=str(argument))
        raise SecurityError(f"there is no {argument} here")


_ENTRY = (nodes.Name, nodes.Getattr, nodes.Getitem)


def _counted(loop: nodes.For) -> bool:
    """Whether what is looped over is an entry of the content: of those the turns are counted."""
    return isinstance(loop.iter, _ENTRY) and not loop.recursive


@lru_cache(maxsize=32)
def _compiled(source: str) -> Template:
    return ImmutableSandboxedEnvironment.from_string(box(), source)


@lru_cache(maxsize=1)
def box() -> Box:
    """The one environment."""
    return Box()


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


class _Entries(dict[str, Any]):
    """A dict that is asked by name and not gone through."""

    def __iter__(self) -> Iterator[str]:
        raise SecurityError("only lists are looped over")


class _Words(str):
    """Text that is not taken apart."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        raise SecurityError("only lists are looped over")


def boxed(content: Any, wrap: Callable[[Picture], Any], steps: Steps | None = None) -> Any:
    """The content as a template may see it; ``wrap`` makes of a picture what the format prints."""
    steps = steps or Steps()
    if isinstance(content, Mapping):
        return _Entries({key: boxed(value, wrap, steps) for key, value in content.items()})
    if isinstance(content, list | tuple):
        return _Counted((boxed(value, wrap, steps) for value in content), steps)
    if isinstance(content, Picture):
        return wrap(content) if content else _Words()
    return _Words(UNPRINTABLE.sub("", str(content)))


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
