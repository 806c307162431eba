"""Working through the topology of open layers: lists that follow the project, fixes with their pictures.

A ``TopologyDesk`` belongs to one thread, which may be any: it reads the project by connections of its own and never
writes. What is to be written (an edit, what is ignored) it only works out; ``services.shaping`` and
``services.topology`` carry that out on the project's thread, and the lists follow what came of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, compress
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from services.remedying import Place, Preview
from services.topology import Asked
from services.topology_reading import area_of, asked_of, ignored_of, index_of, raw_shapes, rows_now

if TYPE_CHECKING:
    import pyproj

    from layers.editing.edit import Edit
    from layers.layer import Layer
    from layers.topology.index import Index
    from layers.topology.listing import Entry, Ignored, TopologyList
    from layers.topology.mends import Mend

DONE = ("fixed", "obsolete")
LIVE = ("open", "come_back")
ALLOW = "allow"
_STATE = attrgetter("state")


@dataclass(frozen=True, slots=True)
class Head:
    """Where the findings of a kind begin: how many are in which state."""

    kind: str
    counts: Mapping[str, int]
    folded: bool = False


@dataclass(frozen=True, eq=False)
class Listing:
    """The findings of a layer as they are listed now: ``rows`` of what is shown, and their ``keys`` ("" for a kind).

    ``next`` is the key of the first finding to be done after the one that was asked about, ``to_do`` how much there is
    in each layer that was checked.
    """

    layer: str
    rows: tuple[Head | Entry, ...]
    keys: tuple[str, ...]
    counts: Mapping[str, int]
    asked: Asked
    next: str | None = None
    to_do: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """Which findings are listed: their states, and the kinds that are folded away."""

    states: frozenset[str] = frozenset((*LIVE, "ignored"))
    folded: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Offer:
    """A way to mend a finding that was tried: what it does in words, on the map, and to the project."""

    id: str
    label: Text
    edit: Edit
    preview: Preview


@dataclass(frozen=True, eq=False)
class MendedLayer:
    """Everything that needs no decision, as one edit; how many findings it mends, by kind, and how many stay."""

    edit: Edit
    label: Text
    done: Mapping[str, int]
    left: int


class _Worked:
    """The list of one layer, its findings in their order: by kind, features, and the place where they were first."""

    def __init__(self, layer: Layer, asked: Asked, todo: TopologyList) -> None:
        self.layer, self.asked, self.todo = layer, asked, todo
        self.entries = list(todo)
        self.keys = [entry.finding.key for entry in self.entries]
        self.orders = {entry.finding.key: entry.finding.order for entry in self.entries}
        self.ordered = [(self.orders[key], key) for key in self.keys]
        self.live = self._count_live()

    def take(self, different: Iterable[Entry]) -> bool:
        """Put what is different in its place; whether there was something."""
        different = tuple(different)
        for entry in different:
            key = entry.finding.key
            item = (self.orders.setdefault(key, entry.finding.order), key)
            place = bisect_left(self.ordered, item)
            if place < len(self.keys) and self.keys[place] == key:
                self.entries[place] = entry
            else:
                self.ordered.insert(place, item)
                self.keys.insert(place, key)
                self.entries.insert(place, entry)
        if different:
            self.live = self._count_live()
        return bool(different)

    def of_kind(self, number: int) -> slice:
        """Where the findings of a kind stand."""
        return slice(bisect_left(self.ordered, ((number,), "")), bisect_left(self.ordered, ((number + 1,), "")))

    def counts(self, where: slice) -> Counter[str]:
        """How many findings are in which state."""
        return Counter(map(_STATE, self.entries[where]))

    def next(self, after: str | None) -> str | None:
        """The first finding to be done after one, from the beginning again after the last."""
        if after is None or after not in self.orders:
            return None
        start = bisect_left(self.ordered, (self.orders[after], after)) + 1
        number = next((n for n in chain(range(start, len(self.keys)), range(start)) if self._is_live(n)), None)
        return None if number is None else self.keys[number]

    def _count_live(self) -> int:
        counts = self.counts(slice(None))
        return sum(counts[state] for state in LIVE)

    def _is_live(self, number: int) -> bool:
        return self.entries[number].state in LIVE


class _Part(Feedback):
    """One of several pieces of a job that are alike."""

    def __init__(self, whole: Feedback, number: int, count: int) -> None:
        super().__init__()
        self._whole, self._number, self._count = whole, number, count

    def report(self, fraction: float, doing: Text | None = None) -> None:
        self._whole.report((self._number + fraction) / self._count, doing)

    def check(self) -> None:
        self._whole.check()


class TopologyDesk:
    """The lists of the layers that were checked. ``crs`` is the one in which places are shown."""

    def __init__(self) -> None:
        self._worked: dict[str, _Worked] = {}
        self._areas: dict[str, Layer] = {}
        self._crs: pyproj.CRS | None = None

    def clear(self) -> None:
        """Another plan is open."""
        self._worked, self._areas = {}, {}

    # Checking

    def examine(
        self,
        layer: Layer,
        asked: Asked,
        *,
        parent: Layer | None = None,
        crs: pyproj.CRS | None = None,
        project: Path | None = None,
        feedback: Feedback | None = None,
    ) -> None:
        """Check a layer as it stands. ``crs`` is that of the map, ``project`` the file it is in, if any.

        AppError ``topology.parent`` where ``parent`` has no polygons; ``Cancelled`` leaves the list as it was.
        """
        from layers.topology.listing import TopologyList

        self._crs = crs
        shapes = raw_shapes(layer)
        area = None if parent is None else area_of(parent, layer.crs)
        index = index_of(layer, shapes, area, asked)
        if parent is not None:
            self._areas[parent.name] = parent
        todo = TopologyList(index, only=asked.kinds, ignored=ignored_of(project, layer.name), feedback=feedback)
        before = self._worked.get(layer.name)
        if before is not None and before.asked == asked:
            todo.carry_on(before.todo)
        self._worked[layer.name] = _Worked(layer, asked, todo)

    def examine_all(
        self,
        layers: Mapping[str, Layer],
        asked: Mapping[str, Asked],
        *,
        crs: pyproj.CRS | None = None,
        project: Path | None = None,
        feedback: Feedback | None = None,
    ) -> None:
        """Check several layers, each as it was ``asked`` last, else as the project keeps it. ``Cancelled`` in between
        leaves the lists of those that were not reached as they were.
        """
        feedback = feedback or Feedback()
        kept = asked_of(project)
        for number, (name, layer) in enumerate(layers.items()):
            one = asked.get(name, kept.get(name, Asked()))
            parent = layers.get(one.parent) if one.parent is not None else None
            part = _Part(feedback, number, len(layers))
            self.examine(layer, one, parent=parent, crs=crs, project=project, feedback=part)

    def follow(
        self,
        layers: Mapping[str, Layer],
        changed: Collection[str] | None,
        rows: Mapping[str, frozenset[int]],
        *,
        project: Path | None = None,
        feedback: Feedback | None = None,
    ) -> tuple[str, ...]:
        """After a step of the project: ``layers`` as they are now, the tables that ``changed``, and of which ``rows``.

        ``changed`` None: those that are not the same any more. Only what the rows touch is looked at again; all of a
        layer where they are not known, or where its planning area changed. The names of the layers whose list is
        different now.
        """
        different: list[str] = []
        if changed is None:
            old = {name: worked.layer for name, worked in self._worked.items()}
            old |= self._areas
            changed = {name for name, layer in layers.items() if old.get(name, layer) is not layer}
        for name, worked in list(self._worked.items()):
            layer, parent = layers.get(name), worked.asked.parent
            if layer is None:
                del self._worked[name]
                different.append(name)
                continue
            worked.layer = layer
            new_area = parent is not None and parent in changed
            if new_area or (name in changed and name not in rows):
                area = layers.get(parent) if parent is not None else None
                if area is None:
                    worked.asked = replace(worked.asked, parent=None)
                self.examine(layer, worked.asked, parent=area, crs=self._crs, project=project, feedback=feedback)
                different.append(name)
            elif name in changed and self._edited(worked, rows_now(layer, rows[name], project)):
                different.append(name)
            now = self._worked[name]
            if now.take(now.todo.reconsider(ignored_of(project, name))):
                different.append(name)
        return tuple(dict.fromkeys(different))

    def _edited(self, worked: _Worked, changes: Mapping[int, Any]) -> bool:
        index = worked.todo.index
        changes = {fid: shape for fid, shape in changes.items() if not _same(index.shape(fid), shape)}
        return bool(changes) and worked.take(worked.todo.edit(changes))

    # Looking

    def listing(self, name: str, shown: Shown | None = None, *, after: str | None = None) -> Listing | None:
        """What is listed of a layer; None where it was not checked. ``after``: a key whose next one is asked for."""
        worked = self._worked.get(name)
        if worked is None:
            return None
        from layers.topology.finding import ORDER

        shown = shown or Shown()
        rows: list[Head | Entry] = []
        keys: list[str] = []
        total: Counter[str] = Counter()
        for kind, number in ORDER.items():
            where = worked.of_kind(number)
            counts = worked.counts(where)
            total += counts
            if shown.states.isdisjoint(counts):
                continue
            rows.append(Head(kind, dict(counts), folded=kind in shown.folded))
            keys.append("")
            if kind not in shown.folded:
                entries, names = worked.entries[where], worked.keys[where]
                if not shown.states.issuperset(counts):
                    wanted = [one.state in shown.states for one in entries]
                    entries, names = list(compress(entries, wanted)), list(compress(names, wanted))
                rows += entries
                keys += names
        to_do = {one: other.live for one, other in self._worked.items()}
        following = worked.next(after)
        return Listing(name, tuple(rows), tuple(keys), dict(total), worked.asked, following, to_do)

    def entry(self, name: str, key: str) -> Entry | None:
        """A finding as it is now."""
        worked = self._worked.get(name)
        return worked.todo[key] if worked is not None and key in worked.todo else None

    def place(self, name: str, key: str) -> Place | None:
        """The bad part of a finding, in the CRS of the map."""
        entry = self.entry(name, key)
        return None if entry is None else self._shown(self._worked[name], [entry.finding.place])

    # Mending

    def offered(self, name: str, key: str) -> tuple[Offer, ...]:
        """What mends a finding and makes no other, with a picture of each. Nothing for what is done with."""
        entry = self.entry(name, key)
        if entry is None or entry.state in DONE:
            return ()
        from layers.topology.changing import as_edit

        worked = self._worked[name]
        found = []
        for mend in worked.todo.offered(key):
            if mend.id != ALLOW:
                edit = as_edit(mend, worked.todo.index)
                found.append(Offer(mend.id, mend.label, edit, self._preview(worked, mend)))
        return tuple(found)

    def mended(self, name: str, feedback: Feedback | None = None) -> MendedLayer | None:
        """Everything that needs no decision, mended together; None where there is nothing. The list stays as it is."""
        worked = self._worked.get(name)
        if worked is None:
            return None
        from layers.topology.changing import as_edit
        from layers.topology.mending_all import mend_all
        from layers.topology.mends import Added, Mend

        index, trial = worked.todo.index, worked.todo.fork()
        made = mend_all(trial, feedback)
        if not made.done:
            return None
        old = {fid: shape for fid, shape in made.shapes.items() if fid not in made.added}
        likes = {fid: one.like for fid, one in made.added.items()}
        added = tuple(Added(made.shapes[fid], _first_like(likes, fid)) for fid in made.added if fid not in made.removed)
        gone = tuple(sorted(fid for fid in made.removed if fid not in made.added))
        label = Text("修正 {count} 处拓扑问题", "Mend {count} topology errors").format(count=sum(made.done.values()))
        done: Counter[str] = Counter()
        for (kind, _), count in made.done.items():
            done[kind] += count
        return MendedLayer(as_edit(Mend("all", label, old, gone, added), index), label, dict(done), len(trial.live))

    def ignored(self, name: str, key: str, reason: str, by: str, at: str) -> Ignored:
        """What is to be kept of a finding that is left as it is. AppError ``topology.reason``, ``topology.gone``."""
        from layers.topology.listing import ignoring

        entry = self.entry(name, key)
        if entry is None or entry.state in DONE:
            raise AppError("topology.gone", Text("这处问题已经不在了。", "This finding is gone by now."))
        return ignoring(self._worked[name].todo.index, entry.finding, reason, by, at)

    def _preview(self, worked: _Worked, mend: Mend) -> Preview:
        """The land of the features as it is and as it would be; what one of them loses, and what one gains."""
        index = worked.todo.index
        before = [index.shape(fid) for fid in (*mend.updated, *mend.removed)]
        after = [*mend.updated.values(), *(one.shape for one in mend.added)]
        gained, lost = _differences(index, mend) if index.dimension == 2 else (None, None)
        if gained is not None and lost is not None and _nearly_same(gained, lost):
            lost = None
        at = self._shown
        return Preview(at(worked, before), at(worked, after), at(worked, [lost]), at(worked, [gained]))

    def _shown(self, worked: _Worked, shapes: list[Any]) -> Place | None:
        """Geometries together as one place of the map."""
        import numpy as np
        import shapely

        from layers.geometry.crs import transformed

        array = np.array([*shapes, None], dtype=object)[:-1]
        array = array[~shapely.is_missing(array) & ~shapely.is_empty(array)]
        if not len(array):
            return None
        if worked.layer.crs is not None and self._crs is not None:
            array = transformed(array, worked.layer.crs, self._crs)
        shape = array[0] if len(array) == 1 else shapely.geometrycollections(array)
        found: Place = shapely.geometry.mapping(shape)
        return found


def _same(first: Any, second: Any) -> bool:
    import shapely

    return (first is None) == (second is None) and (first is None or bool(shapely.equals_identical(first, second)))


def _first_like(likes: Mapping[int, int | None], fid: int) -> int | None:
    """The feature that was there before, whose attributes a new one has."""
    like = likes[fid]
    while like is not None and like in likes:
        like = likes[like]
    return like


def _differences(index: Index, mend: Mend) -> tuple[Any, Any]:
    """What some feature gains and what some feature loses; None for nothing."""
    import numpy as np
    import shapely

    gained, lost = [one.shape for one in mend.added], []
    for fid, after in (*mend.updated.items(), *((fid, None) for fid in mend.removed)):
        before = index.usable(index.rows([fid]))[0]
        if after is None:
            lost.append(before)
            continue
        gained.append(shapely.difference(after, before))
        lost.append(shapely.difference(before, after))
    both = [shapely.union_all(np.array([*shapes, None], dtype=object)[:-1]) for shapes in (gained, lost)]
    found = [None if shapely.is_empty(one) or shapely.area(one) == 0 else one for one in both]
    return found[0], found[1]


def _nearly_same(first: Any, second: Any) -> bool:
    """Whether land only changes hands."""
    import shapely

    return bool(shapely.area(shapely.symmetric_difference(first, second)) < 0.01 * shapely.area(second))
