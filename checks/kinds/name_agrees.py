"""Name agrees: a parcel's class code is a class of the guide of 2023, and its class name is that class's name."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from checks import reasons
from checks.answer import Answer, NotTestable
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part
from checks.listing import bad_place, bounded, labels, not_stated
from checks.measuring import Snapshot
from checks.rule import Kind, Parameter, Rule
from core.quantities import Quantity
from layers.formats.land_use_classes import land_use_classes

FAULTS = ("", "name_differs", "unknown_code", "code_missing")


def faults(codes: pd.Series, names: pd.Series) -> npt.NDArray[np.int64]:
    """Number of the fault of each row (``FAULTS``; 0: none) by its stated code and name."""
    known = {code: _plain(one.name) for code, one in land_use_classes().items()}
    expected = codes.map(known)
    differs = names.notna() & expected.notna() & (names.map(_plain, na_action="ignore") != expected)
    found = np.zeros(len(codes), dtype=np.int64)
    found[differs.to_numpy(dtype=bool)] = 1
    found[(codes.notna() & expected.isna()).to_numpy(dtype=bool)] = 2
    found[(codes.isna() & names.notna()).to_numpy(dtype=bool)] = 3
    return found


@cache
def _plain(name: str) -> str:
    """A name without blanks and widths, and without the 用地 that people leave out."""
    return "".join(unicodedata.normalize("NFKC", name).split()).removesuffix("用地")


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """No feature may be wrong."""
    chosen, limit = rule.sets[0], Limit("<=", 0.0, "count")
    rows, table = snapshot.rows(chosen, rule.years), snapshot.table(chosen.role)
    stated = {}
    for key in ("code_field", "name_field"):
        field = rule.parameters[key]
        if table.absent(field)[rows].all():
            raise NotTestable(reasons.field_missing(field, table.layers[0].name))
        stated[key] = table.frame[field].iloc[rows].astype("string").reset_index(drop=True)
    fault = faults(stated["code_field"], stated["name_field"])
    bad = np.flatnonzero(fault)
    words = (stated["code_field"].fillna("–") + " " + stated["name_field"].fillna("–")).to_numpy(dtype=object)
    names = labels(table, rows[bad])
    parts = [
        Part(FAULTS[fault[one]], f"{name}: {words[one]}", 1.0, "count") for one, name in zip(bad, names, strict=True)
    ]
    count = float(len(bad))
    return Answer(
        decide_limit(count, limit, 0.0),
        measured=Quantity(count, "count"),
        limit=limit,
        margin=Quantity(margin_of(count, limit), "count"),
        hints=not_stated(int(stated["name_field"].isna().sum()), rule.parameters["name_field"]),
        parts=bounded(parts),
        place=bad_place(table.measurable[rows[bad]]),
    )


KIND = Kind(
    "name_agrees",
    parameters=(Parameter("code_field", "text"), Parameter("name_field", "text")),
    sets=(1, 1),
    answer_plan=answer,
)
