"""Findings while an edit is only tried out: what the plan would say with it, and what of that differs.

``LiveChecker`` keeps what it measured of the plan and asks only about what an edit touches. It goes from one tried-out
plan to the next and to what is committed; layers that it lays edits over are its own, so that nobody else sees them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from checks.finding import Finding
from core.messages import Text
from layers.descent import changed_fids, note_change
from layers.layer import Layer
from layers.plan import Plan
from services.checking import Checked, Checker

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from checks.finding import CheckRun
    from core.feedback import Feedback
    from layers.changes import Value
    from layers.editing.edit import Edit

QUICK_S = 0.03
"""What can be answered in that time of each stage is answered while the mouse moves."""
SLOW_S = 2.0
"""What takes longer than that is not measured for an edit that may be given up: the check after the commit does it."""
RANKS = {"conflict": 0, "uncertain": 1, "not_testable": 2, "clear": 3}


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A finding that an edit would change; ``before`` is None for a new one, ``after`` for one that would go.

    ``advises``: the rule only advises.
    """

    rule: str
    title: Text
    before: Finding | None
    after: Finding | None
    advises: bool = False

    @property
    def finding(self) -> Finding:
        """The finding as it would be; where it would go, as it is."""
        found = self.after if self.after is not None else self.before
        assert found is not None
        return found

    @property
    def worse(self) -> bool:
        """Whether it would come into conflict, or into doubt, and is not now."""
        return self._rank(self.after) < self._rank(self.before)

    def order(self) -> tuple[int, int, int, float, str, str]:
        """What comes first in a list: new conflicts, then those that stay, then the others; worst margin first."""
        finding = self.finding
        rank = self._rank(self.after)
        margin = finding.margin.value if finding.margin is not None else float("inf")
        turned = 0 if self.worse else 1 if self._rank(self.before) != rank else 2
        return min(rank, 2), int(self.advises), turned, margin, self.rule, finding.key

    @staticmethod
    def _rank(finding: Finding | None) -> int:
        return 3 if finding is None else RANKS[finding.state]


@dataclass(frozen=True, slots=True, eq=False)
class Live:
    """What a plan would be found to be with an edit: its runs, and the findings that would differ, worst first.

    ``waiting`` are rules that have not been asked yet: of them nothing is said. Not ``compared``: the findings of the
    plan as it is committed were not known, so that nothing can be said of what would differ.
    """

    plan: Plan
    run: CheckRun
    review: CheckRun | None
    changes: tuple[Change, ...] = ()
    waiting: frozenset[str] = frozenset()
    compared: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The findings of the plan as it is committed; nothing where they are not known at the moment."""

    run: CheckRun | None = None
    review: CheckRun | None = None


@dataclass(slots=True, eq=False)
class _Mirror:
    """A committed layer, what was looked at last in its place, and the fids in which they differ."""

    committed: Layer
    shown: Layer
    fids: frozenset[int] = field(default_factory=frozenset)


class LiveChecker:
    """Answers for edits that are tried out. One thread at a time."""

    def __init__(self, checker: Checker | None = None) -> None:
        self._checker = checker if checker is not None else Checker()
        self._mirrors: dict[str, _Mirror] = {}

    def present(self, plan: Plan, *, feedback: Feedback | None = None) -> Checked:
        """The findings of the plan as it is committed."""
        return self._checker.check(self._seen(plan, "", None), feedback=feedback)

    def make_ready(self, plan: Plan, role: str | None, feedback: Feedback) -> None:
        """Measure what the rules about a role need; ``Cancelled`` leaves the rest for later."""
        seen = self._seen(plan, "", None)
        self._checker.check(seen, feedback=feedback, within_s=0.0)
        if role is not None:
            self._checker.make_ready(role, SLOW_S)
        self._checker.check(seen, feedback=feedback, within_s=SLOW_S)

    def answer(
        self,
        plan: Plan,
        name: str,
        edit: Edit,
        *,
        known: Known | None = None,
        first: Collection[str] = (),
        within_s: float | None = None,
        feedback: Feedback | None = None,
    ) -> Live:
        """What the committed ``plan`` would be with an edit of its layer ``name``, given in the CRS of the layer.

        ``known``: the findings to compare with; without them the plan is checked itself. ``within_s``: only what is
        answered in so many seconds of each stage, the rules ``first`` in any case.
        """
        if known is None:
            now = self.present(plan, feedback=feedback)
            known = Known(now.run, now.review)
        tried = self._seen(plan, name, edit)
        found = self._checker.check(tried, feedback=feedback, first=first, within_s=within_s)
        if known.run is None:
            return Live(tried, found.run, found.review, (), found.waiting, compared=False)
        changes = [
            *changes_between(known.run, found.run, found.waiting),
            *changes_between(known.review, found.review, found.waiting),
        ]
        return Live(tried, found.run, found.review, tuple(sorted(changes, key=Change.order)), found.waiting)

    def _seen(self, plan: Plan, name: str, edit: Edit | None) -> Plan:
        """The plan with an edit laid over one layer, in layers of which the checker can tell what differs."""
        names = {layer.name for layer in plan.layers}
        self._mirrors = {key: one for key, one in self._mirrors.items() if key in names}
        layers = tuple(self._mirrored(layer, edit if layer.name == name else None) for layer in plan.layers)
        return replace(plan, layers=layers)

    def _mirrored(self, layer: Layer, edit: Edit | None) -> Layer:
        kept = self._mirrors.get(layer.name)
        if edit is None and (kept is None or (kept.committed is layer and not kept.fids)):
            return layer if kept is None else kept.shown
        shown, fids = (replace(layer), frozenset[int]()) if edit is None else laid_over(layer, edit)
        if kept is not None:
            between = changed_fids(kept.committed, layer)
            if between is not None:
                note_change(kept.shown, shown, kept.fids | fids | between)
        self._mirrors[layer.name] = _Mirror(layer, shown, fids)
        return shown


class LiveThread:
    """The thread that a ``LiveChecker`` works on: what it is asked is done one after the other."""

    def __init__(self, make: Callable[[], LiveChecker]) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live")
        self._checker = self._executor.submit(make)

    def run(self, work: Callable[[Any], Any], /) -> Future[Any]:
        """Do something with the checker."""
        return self._executor.submit(lambda: work(self._checker.result()))

    def close(self) -> None:
        """Nothing more will be asked. Does not wait for what is under way."""
        self._executor.shutdown(wait=False, cancel_futures=True)


def changes_between(before: CheckRun | None, after: CheckRun | None, unsaid: Collection[str] = ()) -> list[Change]:
    """The findings in which state, measure or limit differ between two runs; nothing about rules ``unsaid``."""
    old = {finding.key: finding for finding in before.findings} if before is not None else {}
    found: list[Change] = []
    cards = {**(before.rules if before is not None else {}), **(after.rules if after is not None else {})}
    for finding in after.findings if after is not None else ():
        was = old.pop(finding.key, None)
        if was is not finding and finding.rule not in unsaid and not _says_the_same(was, finding):
            found.append(_change(cards, was, finding))
    found.extend(_change(cards, was, None) for was in old.values() if was.rule not in unsaid)
    return found


def laid_over(layer: Layer, edit: Edit) -> tuple[Layer, frozenset[int]]:
    """A layer with an edit laid over it, as it would be read after the commit; and the fids in which it differs.

    New features get fids that no other has. Rows that the layer does not show (``where``) stay out of sight.
    """
    import numpy as np

    from layers.store.refreshing import with_rows

    frame = layer.frame
    kept = [fid for fid in sorted({*edit.changed, *edit.values}) if fid in frame.index]
    gone = [fid for fid in edit.removed if fid in frame.index]
    first = int(layer.fids.max(initial=-1)) + 1
    added = list(range(first, first + len(edit.added)))
    fresh = _rows_after(layer, edit, kept, added)
    fids = np.array(sorted({*kept, *gone, *added}), dtype=np.int64)
    return with_rows(layer, fresh, fids), frozenset(fids.tolist())


def _rows_after(layer: Layer, edit: Edit, kept: list[int], added: list[int]) -> gpd.GeoDataFrame:
    """The rows of ``kept`` and ``added`` fids after the edit, with the columns of the layer."""
    import numpy as np
    import pandas as pd
    import shapely

    from layers.geometry.mending import mended

    frame = layer.frame
    likes = [one.like if one.like in frame.index else None for one in edit.added]
    rows = frame.loc[kept]
    if added:
        # An empty row for what is like no other; -1 is nobody's fid.
        copies = frame.reindex([-1 if like is None else like for like in likes]).set_axis(added)
        rows = pd.concat([rows, copies]) if kept else copies
    old = dict(zip(kept, frame.geometry.loc[kept], strict=True))
    shapes = [edit.changed.get(fid, old[fid]) for fid in kept] + [one.geometry for one in edit.added]
    # As files are read: one part alone as what it is, what is invalid mended.
    listed = np.array([*(_alone(shape) for shape in shapes), None], dtype=object)[:-1]
    whole = mended(listed, np.zeros(len(listed), dtype=bool)).geometries if len(listed) else listed
    assert not shapely.has_z(whole).any()
    values: dict[int, Mapping[str, Value]] = {fid: edit.values[fid] for fid in kept if fid in edit.values}
    values |= {fid: one.values for fid, one in zip(added, edit.added, strict=True) if one.values}
    rows = rows.set_geometry(whole, crs=frame.crs)
    rows.index.name = frame.index.name
    return _with_values(layer, rows, values)


def _with_values(layer: Layer, rows: gpd.GeoDataFrame, values: Mapping[int, Mapping[str, Value]]) -> gpd.GeoDataFrame:
    """Rows with new attributes, which come under the names of the table."""
    import pandas as pd

    from layers.field_sources import specs_of
    from layers.values import converted

    columns = {source: name for name, source in layer.fields.items()}
    specs = specs_of(layer.role)
    for source in dict.fromkeys(name for one in values.values() for name in one):
        column = columns.get(source, source)
        if column not in rows.columns:
            continue
        new = pd.Series({fid: one[source] for fid, one in values.items() if source in one}).convert_dtypes()
        if column in columns.values():
            new, _ = converted(new, specs[column])
        cells = rows[column].astype(object)
        cells.loc[new.index] = new.astype(object)
        rows[column] = _typed(cells, rows[column].dtype)
    return rows


def _typed(cells: Any, dtype: Any) -> Any:
    """Cells with the type that the column had, where they have it."""
    try:
        return cells.astype(dtype)
    except (TypeError, ValueError):
        return cells.convert_dtypes()


def _alone(shape: Any) -> Any:
    import shapely

    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape


def _says_the_same(before: Finding | None, after: Finding) -> bool:
    return before is not None and (before.state, before.measured, before.limit, before.reason) == (
        after.state,
        after.measured,
        after.limit,
        after.reason,
    )


def _change(cards: Mapping[str, Any], before: Finding | None, after: Finding | None) -> Change:
    one = after if after is not None else before
    assert one is not None
    card = cards[one.rule]
    return Change(one.rule, card.title, before, after, card.severity == "advice")
