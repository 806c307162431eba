"""Catalogue: the list of a guidance catalogue that a project stands in (禁止类, 限制类).

A project's own statement decides; without one its words are looked for in the list, once somebody has entered it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from checks import reasons
from checks.answer import Answer, not_testable
from checks.finding import Part, Remark
from checks.measuring import Snapshot, Subjects
from checks.rule import Kind, Parameter, Rule


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer]:
    """One answer per footprint: neither a statement nor a list is not testable, never clear."""
    fields = (rule.parameters[key] for key in ("class_field", "field", "met_field"))
    columns = [_column(subjects, field) for field in fields]
    return [_one(rule, *values) for values in zip(*columns, strict=True)]


def _column(subjects: Subjects, field: str | None) -> list[object]:
    if field is None or field not in subjects.table.frame.columns:
        return [None] * len(subjects)
    return [None if _empty(value) else value for value in subjects.values(field)]


def _empty(value: object) -> bool:
    return value is None or bool(pd.isna(np.asarray(value, dtype=object)).any())


def _one(rule: Rule, stated: object, words: object, met: object) -> Answer:
    listed = _listed(rule, stated, words)
    if isinstance(listed, Remark):
        return not_testable(listed)
    met_field = rule.parameters["met_field"]
    if not listed or (met_field is not None and met is not None and bool(met)):
        return Answer("clear")
    parts = tuple(Part(rule.parameters["class_field"], word, 1.0, "count") for word in listed)
    if met_field is not None and met is None:
        return not_testable(reasons.value_missing(met_field), parts=parts)
    return Answer("conflict", parts=parts)


def _listed(rule: Rule, stated: object, words: object) -> tuple[str, ...] | Remark:
    """What puts a project into the list; nothing where it is not in it; the reason where that is not known."""
    if stated is not None:
        inside = any(str(stated).startswith(one) for one in rule.parameters["classes"])
        return (str(stated),) if inside else ()
    if not rule.parameters["items"]:
        return reasons.list_not_loaded("items")
    if words is None:
        return reasons.value_missing(rule.parameters["field"])
    own = words if isinstance(words, tuple | list) else (words,)
    return tuple(str(word) for word in own if str(word) in rule.parameters["items"])


KIND = Kind(
    "catalogue",
    parameters=(
        Parameter("class_field", "text"),
        Parameter("classes", "texts"),
        Parameter("field", "text"),
        Parameter("items", "texts", default=()),
        Parameter("met_field", "text", default=None),
    ),
    sets=(0, 0),
    answer_projects=answer,
    spatial=False,
)
"""``classes``: how the statement of a listed project begins; ``met_field``: that the list's conditions are met."""
