"""Weighted mean: a figure of each class weighed by its land, against a limit (annual runoff control rate)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from checks import reasons
from checks.answer import Answer, NotTestable, remark
from checks.deciding import answer_by_area, decide_limit, deciding_for_pieces
from checks.finding import Limit, Part, Remark
from checks.measuring import Area, Snapshot
from checks.rule import Condition, Kind, Parameter, Rule
from checks.selecting import matching

Floats = npt.NDArray[np.float64]


def figures(rule: Rule, snapshot: Snapshot) -> tuple[npt.NDArray[np.int64], Floats]:
    """Rows of the set, and the figure of each by the longest class prefix that fits; NaN where none does."""
    chosen = rule.sets[0]
    field = rule.parameters["class_field"]
    rows = snapshot.rows(chosen, rule.years)
    table = snapshot.table(chosen.role)
    if table.absent(field)[rows].all():
        raise NotTestable(reasons.field_missing(field, table.layers[0].name))
    frame = table.frame.iloc[rows]
    figure = np.full(len(rows), np.nan)
    for prefix in sorted(rule.parameters["by_class"], key=len):
        figure[matching(frame, [Condition(field, "starts_with", (prefix,))], {})] = rule.parameters["by_class"][prefix]
    return rows, figure


def mean(figure: Floats, planar: Floats, ellipsoidal: Floats) -> Area:
    """Mean of the figures weighed by each of the two areas."""
    known = np.isfinite(figure)
    return Area(*(float(np.sum(figure[known] * area[known]) / np.sum(area[known])) for area in (planar, ellipsoidal)))


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Compare the mean with the limit; the parts give it for each value of a field (new build, retrofit)."""
    limit = Limit(rule.parameters["op"], rule.parameters["limit_percent"], "%")
    rows, figure = figures(rule, snapshot)
    table = snapshot.table(rule.sets[0].role)
    planar, ellipsoidal = (areas[rows] for areas in snapshot.row_areas(table.role))
    if not np.isfinite(figure).any() or not planar[np.isfinite(figure)].sum():
        raise NotTestable(reasons.no_features(rule.sets[0].role))
    definition, hints = deciding_for_pieces(snapshot.definition)
    return answer_by_area(
        mean(figure, planar, ellipsoidal),
        limit,
        definition=definition,
        decide=lambda value: decide_limit(value, limit, 0.0),
        hints=(*hints, *_left_out(figure, planar)),
        parts=tuple(_parts(rule, snapshot, rows, figure=figure)),
    )


def _left_out(figure: Floats, planar: Floats) -> Iterator[Remark]:
    silent = float(planar[~np.isfinite(figure)].sum())
    if silent > 0:
        yield remark(
            "classes_without_figure",
            "有 {share} % 的用地不在表内，未参与加权。",
            "{share} % of the land is of classes without a figure and is not weighed.",
            share=f"{100.0 * silent / float(planar.sum()):.2f}",
        )


def _parts(rule: Rule, snapshot: Snapshot, rows: npt.NDArray[np.int64], *, figure: Floats) -> Iterator[Part]:
    field = rule.parameters["by_field"]
    table = snapshot.table(rule.sets[0].role)
    if field is None or field not in table.frame.columns:
        return
    planar, ellipsoidal = (areas[rows] for areas in snapshot.row_areas(table.role))
    definition, _ = deciding_for_pieces(snapshot.definition)
    words = table.frame[field].iloc[rows].astype("string").fillna("–").to_numpy(dtype=object)
    for word in sorted(set(words)):
        here = (words == word) & np.isfinite(figure)
        if here.any():
            value = mean(figure[here], planar[here], ellipsoidal[here]).by_definition()[definition]
            yield Part(field, word, value or 0.0, "%")


KIND = Kind(
    "weighted_mean",
    parameters=(
        Parameter("class_field", "text"),
        Parameter("by_class", "numbers_by_word", "%", low=0, high=100),
        Parameter("op", "operator"),
        Parameter("limit_percent", "number", "%", low=0, high=100),
        Parameter("by_field", "text", default=None),
    ),
    sets=(1, 1),
    answer_plan=answer,
)
