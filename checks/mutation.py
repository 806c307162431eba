"""Whether a pack's examples would notice a wrong figure: every parameter is changed, the examples are run again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from checks.examples import outcome
from checks.rule import Preset, Rule, RulePack
from core.errors import AppError
from core.feedback import Feedback

REVERSED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<", "==": "<="}


@dataclass(frozen=True, slots=True)
class Unnoticed:
    """A parameter of a rule that no example depends on; ``entry`` names the word of a table."""

    rule: str
    parameter: str
    entry: str | None = None


def unnoticed(pack: RulePack, feedback: Feedback | None = None) -> list[Unnoticed]:
    """Parameters that could be wrong without an example failing. Own rules of the pack that have examples only."""
    watch = feedback or Feedback()
    found = []
    rules = [rule for rule in pack.rules if rule.id in pack.own and rule.examples]
    for number, rule in enumerate(rules):
        watch.check()
        watch.report(number / len(rules), rule.card.title)
        right = _outcomes(rule, pack)
        for parameter, entry, others in _changes(rule):
            if all(_outcomes(replace(rule, parameters=other), pack) == right for other in others):
                found.append(Unnoticed(rule.id, parameter, entry))
    return found


def _outcomes(rule: Rule, pack: RulePack) -> list[str]:
    return [_outcome(rule, number, pack) for number in range(len(rule.examples))]


def _outcome(rule: Rule, number: int, pack: RulePack) -> str:
    """What an example gives; a figure that makes the rule impossible to ask is noticed."""
    try:
        return outcome(rule, rule.examples[number], origin=pack.example_origin, file=pack.id)
    except (AppError, ValueError, ZeroDivisionError, KeyError):
        return "refused"


def _changes(rule: Rule) -> Iterator[tuple[str, str | None, list[Mapping[str, Any]]]]:
    """Parameter, entry of a table, and the whole parameters with that one changed, in each of a few ways."""
    for name, value in rule.parameters.items():
        if isinstance(value, Mapping):
            for entry, inner in value.items():
                yield name, entry, [{**rule.parameters, name: {**value, entry: other}} for other in _others(inner)]
        else:
            others = list(_others(value))
            if others:
                yield name, None, [{**rule.parameters, name: other} for other in others]


def _others(value: Any) -> Iterator[Any]:
    """Values that a slip could have put there."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value * 1.5 + 1e-9 if value else 1.0
        yield value * 0.5
    elif isinstance(value, str):
        if value in REVERSED:
            yield REVERSED[value]
    elif isinstance(value, tuple) and value and isinstance(value[0], str):
        yield ()
    elif isinstance(value, tuple) and value and isinstance(value[0], Preset):
        yield tuple(replace(preset, codes=()) for preset in value)
