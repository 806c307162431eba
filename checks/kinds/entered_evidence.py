"""Entered evidence: a list of things that must hold by some document, for the plan or for each feature of a set.

What nobody has entered is not known. Layers only add to it: land of each class that the new boundary takes, say.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from checks.answer import Answer, NotTestable, not_testable, remark
from checks.deciding import deciding_for_pieces, margin_of
from checks.finding import Limit, Part, Remark
from checks.measuring import Snapshot, polygonal, union_of
from checks.rule import FeatureSet, Kind, Parameter, Rule
from core.messages import Text
from core.quantities import M2_PER_HA, Quantity
from layers.entered import Evidence

Item = tuple[str | None, str]


def items(rule: Rule, snapshot: Snapshot) -> list[Item]:
    """Subject and item of everything that must hold; the subject is None for the plan itself."""
    subjects: list[str | None] = [None]
    if rule.parameters["for_each"] is not None:
        chosen = rule.parameters["for_each"]
        names = snapshot.table(chosen.role).names(snapshot.rows(chosen, rule.years))
        subjects = list(dict.fromkeys(sorted(names)))
    return [(subject, item) for subject in subjects for item in rule.parameters["items"]]


def entries(rule: Rule, snapshot: Snapshot) -> dict[Item, Evidence]:
    """What was entered for the rule; of several entries about one thing the latest."""
    mine = [one for one in snapshot.entered.evidence if one.rule == rule.id]
    return {(one.subject, one.item): one for one in sorted(mine, key=lambda one: one.dated)}


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Anything that does not hold is a conflict; anything not entered makes the rest impossible to judge."""
    limit = Limit("<=", 0.0, "count")
    wanted = items(rule, snapshot)
    known = entries(rule, snapshot)
    failing = [one for one in wanted if one in known and not known[one].holds]
    open_items = [one for one in wanted if one not in known]
    parts = (*_parts(wanted, known), *_taken(rule, snapshot))
    sources = tuple(_source(known[one], rule) for one in wanted if one in known)
    if open_items and not failing:
        return not_testable(_not_entered(open_items, rule), limit=limit, parts=parts, hints=sources)
    count = float(len(failing))
    return Answer(
        "conflict" if failing else "clear",
        measured=Quantity(count, "count"),
        limit=limit,
        margin=Quantity(margin_of(count, limit), "count"),
        hints=(*sources, *([_not_entered(open_items, rule)] if open_items else [])),
        parts=parts,
    )


def _named(item: Item) -> str:
    return item[1] if item[0] is None else f"{item[0]} · {item[1]}"


def _parts(wanted: list[Item], known: dict[Item, Evidence]) -> Iterator[Part]:
    for one in wanted:
        if one in known:
            yield Part("holds", _named(one), float(known[one].holds), "count")


def _said(item: Item, rule: Rule) -> Text:
    """An item in the words that the pack has for it."""
    words = rule.parameters["item_words"].get(item[1], ())
    zh, en = (*words, item[1], item[1])[:2]
    return Text(_named((item[0], zh)), _named((item[0], en)))


def _source(entry: Evidence, rule: Rule) -> Remark:
    return remark(
        "evidence",
        "{item}：{document}（{dated}）。",
        "{item}: {document} ({dated}).",
        item=_said((entry.subject, entry.item), rule),
        document=entry.document,
        dated=entry.dated,
    )


def _not_entered(open_items: list[Item], rule: Rule) -> Remark:
    said = [_said(one, rule) for one in open_items]
    return remark(
        "not_entered",
        "entered.toml 中尚未填报：{items}。",
        "Not entered yet in entered.toml: {items}.",
        items=Text("、".join(one.zh for one in said), ", ".join(one.en for one in said)),
    )


def _taken(rule: Rule, snapshot: Snapshot) -> Iterator[Part]:
    """Land of each class prefix inside the first set and outside the second, ha; nothing where a layer is missing."""
    classes, present = rule.parameters["taken_classes"], rule.parameters["taken_from"]
    if not classes or present is None or len(rule.sets) < 2:
        return
    try:
        new_land = polygonal(
            shapely.difference(snapshot.union(rule.sets[0], rule.years), snapshot.union(rule.sets[1], rule.years))
        )
        yield from _by_class(new_land, present, rule, snapshot)
    except NotTestable:
        return


def _by_class(new_land: BaseGeometry, present: FeatureSet, rule: Rule, snapshot: Snapshot) -> Iterator[Part]:
    rows = snapshot.rows(present, rule.years)
    table = snapshot.table(present.role)
    codes = table.frame["class_code"].iloc[rows].astype("string").fillna("").to_numpy(dtype=object)
    definition, _ = deciding_for_pieces(snapshot.definition)
    whole = snapshot.area(new_land).by_definition()[definition] or 0.0
    yield Part("taken", "whole", whole / M2_PER_HA, "ha")
    for name, prefixes in rule.parameters["taken_classes"].items():
        mask = np.array([str(code).startswith(prefixes) for code in codes], dtype=bool)
        if mask.any():
            land = polygonal(shapely.intersection(union_of(table.measurable[rows[mask]]), new_land))
            yield Part("taken", name, (snapshot.area(land).by_definition()[definition] or 0.0) / M2_PER_HA, "ha")


KIND = Kind(
    "entered_evidence",
    parameters=(
        Parameter("items", "texts"),
        Parameter("item_words", "words_by_word", default={}),
        Parameter("for_each", "set", default=None),
        Parameter("taken_from", "set", default=None),
        Parameter("taken_classes", "words_by_word", default={}),
    ),
    sets=(0, 2),
    answer_plan=answer,
)
