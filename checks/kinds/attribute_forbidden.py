"""Attribute forbidden: words that a project's attribute may not have. Lists are looked through."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from checks import reasons
from checks.answer import Answer, NotTestable
from checks.finding import Part
from checks.measuring import Snapshot, Subjects
from checks.rule import Kind, Parameter, Rule


def measure(rule: Rule, subjects: Subjects) -> list[tuple[str, ...]]:
    """The forbidden words that each footprint states."""
    stated: pd.Series = subjects.values(rule.parameters["field"]).explode()
    bad = stated[stated.isin(rule.parameters["values"]).to_numpy(dtype=bool)]
    found: list[tuple[str, ...]] = [()] * len(subjects)
    for number, word in zip(bad.index, bad, strict=True):
        found[number] = (*found[number], str(word))
    return found


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer]:
    """One answer per footprint: nothing stated is clear. Without any word to forbid, nothing can be said."""
    if not rule.parameters["values"]:
        raise NotTestable(reasons.list_not_loaded("values"))
    return [decide(words, rule.parameters["field"]) for words in measure(rule, subjects)]


def decide(words: tuple[str, ...], field: str) -> Answer:
    """Any forbidden word is a conflict; the words are listed as parts."""
    if not words:
        return Answer("clear")
    return Answer("conflict", parts=tuple(Part(field, word, 1.0, "count") for word in words))


KIND = Kind(
    "attribute_forbidden",
    parameters=(Parameter("field", "text"), Parameter("values", "texts")),
    sets=(0, 0),
    answer_projects=answer,
    fields=("field",),
    spatial=False,
)
