"""The rule tree of QGIS as classes of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from core.messages import Text, same
from layers.layer import GeometryKind
from maps.style_files.filters import FilterError, conditions_of, without_exclusions
from maps.style_files.qml_options import number_of
from maps.symbology.conditions import AllOf, AnyOf, NoneOf, Test, all_of, flat
from maps.symbology.layer_style import StyleClass, undecided
from maps.symbology.marks import Symbol

_DEEPEST = 50


@dataclass(slots=True)
class _Above:
    """What the rules above ask, and between which scales they are drawn."""

    tests: tuple[Test, ...] = ()
    least: float | None = None
    most: float | None = None

    def with_rule(self, tests: tuple[Test, ...], rule: Element) -> _Above:
        least = number_of(rule.get("scalemindenom"), 0.0) or None
        most = number_of(rule.get("scalemaxdenom"), 0.0) or None
        return _Above((*self.tests, *tests), _narrow(max, self.least, least), _narrow(min, self.most, most))


@dataclass(slots=True)
class _Level:
    """What the rules of one parent came to: their classes, and when each of them draws something."""

    classes: list[StyleClass] = field(default_factory=list)
    drawing: list[Test] = field(default_factory=list)
    rest: list[Element] = field(default_factory=list)
    earlier: set[str] = field(default_factory=set)
    lost: bool = False
    limited: bool = False


class RuleReader:
    """Reads nested rules. A feature is drawn by every rule that fits, unless ``excluding``: then the file itself says
    of each rule that no earlier one fits, as ours do.

    A rule whose filter is not understood is told; what no other rule beside it takes is drawn as not decided.
    """

    def __init__(self, symbol: Callable[[str], Symbol], kind: GeometryKind, miss: Callable[[Text], None]) -> None:
        self._symbol = symbol
        self._kind = kind
        self._miss = miss
        self.excluding = False

    def classes(self, root: Element) -> list[StyleClass]:
        """All rules below ``root``, in the order in which they draw."""
        return self._below(root, _Above(), 0).classes

    def _below(self, parent: Element, above: _Above, depth: int) -> _Level:
        level = _Level()
        if depth > _DEEPEST:
            self._miss(Text("嵌套过深的规则", "Rules nested too deep"))
            return level
        for rule in parent.findall("rule"):
            if rule.get("checkstate") != "0":
                self._read(rule, above, level, depth)
        for rule in level.rest:
            self._read_rest(rule, above, level, depth)
        if level.lost:
            tests = (*above.tests, NoneOf(tuple(level.drawing))) if depth else ()
            level.classes.append(undecided(self._kind, tests, otherwise=not depth))
        return level

    def _read(self, rule: Element, above: _Above, level: _Level, depth: int) -> None:
        text, excluded = without_exclusions(rule.get("filter", ""))
        if excluded and level.earlier.issuperset(excluded):
            self.excluding = True
        else:
            text = rule.get("filter", "")
        level.earlier.add(text)
        if text.strip().upper() == "ELSE":
            level.rest.append(rule)
            return
        try:
            own = tuple(part for test in conditions_of(text) for part in flat(test))
        except FilterError:
            self._miss(Text("规则“{text}”", "The rule “{text}”").format(text=text[:60]))
            level.lost = True
            return
        here = above.with_rule(own, rule)
        level.limited = level.limited or here.least != above.least or here.most != above.most
        self._add(rule, here, own, level, depth)

    def _add(self, rule: Element, here: _Above, own: tuple[Test, ...], level: _Level, depth: int) -> None:
        drawn = rule.get("symbol") is not None
        if drawn:
            level.classes.append(self._class(rule, here))
        inner = self._below(rule, here, depth + 1)
        level.classes += inner.classes
        if drawn or inner.lost:
            level.drawing.append(AllOf(own))
        elif inner.drawing:
            level.drawing.append(AllOf((*own, AnyOf(tuple(inner.drawing)))))

    def _read_rest(self, rule: Element, above: _Above, level: _Level, depth: int) -> None:
        """ELSE: what no rule beside it draws."""
        if level.lost:
            return  # nobody knows what is left
        if level.limited:
            self._miss(
                Text("“其他”规则随比例尺的变化", "That ELSE takes over where the rules beside it are out of scale")
            )
        simple = depth == 0 and not rule.findall("rule")
        here = above.with_rule(() if simple else (NoneOf(tuple(level.drawing)),), rule)
        if rule.get("symbol") is not None:
            level.classes.append(self._class(rule, here, otherwise=simple))
        level.classes += self._below(rule, here, depth + 1).classes

    def _class(self, rule: Element, here: _Above, *, otherwise: bool = False) -> StyleClass:
        text = rule.get("filter", "")
        label = same(rule.get("label", "") or text)
        symbol = self._symbol(rule.get("symbol", ""))
        tests = flat(all_of(here.tests)) if here.tests else ()
        return StyleClass(
            rule.get("key", text),
            label,
            symbol,
            tests,
            otherwise,
            min_denominator=here.least,
            max_denominator=here.most,
        )


def _narrow(pick: Callable[[float, float], float], first: float | None, second: float | None) -> float | None:
    if first is None or second is None:
        return second if first is None else first
    return pick(first, second)
