"""Mending what needs no decision: round by round until nothing changes any more."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.feedback import Feedback
from layers.topology.chords import CHORD
from layers.topology.finding import Finding
from layers.topology.listing import TopologyList
from layers.topology.mends import Added, Mend

_ALWAYS = frozenset(("invalid", "self_touch", "duplicate_vertex", "near_vertex", "spike", "unshared_vertex"))
_THIN = frozenset(("overlap", "gap", "sliver"))
_DECISIONS = frozenset(("allow", "drop", "drop_first", "fill_new", "own_feature", "merge"))
_ROUNDS = 10


@dataclass(eq=False)
class Mended:
    """What was done: how often by (kind, fix); the new geometries, the features that went, and those made by fid."""

    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    shapes: dict[int, Any] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    added: dict[int, Added] = field(default_factory=dict)


def is_safe(todo: TopologyList, finding: Finding) -> bool:
    """Whether mending it is no decision of the planner's: no area changes but by what is thinner than a sliver.

    That is the rings and their vertices, what re-projection has left, and overlaps, gaps and slivers of a mean width
    below ``Settings.sliver_width_m``.
    """
    if finding.kind in _ALWAYS or finding.hint == CHORD:
        return True
    width = todo.index.scale.width(np.array([finding.place], dtype=object))[0]
    return finding.kind in _THIN and finding.hint is None and bool(width < todo.index.settings.sliver_width_m)


def mend_all(todo: TopologyList, feedback: Feedback | None = None) -> Mended:
    """The first fix offered of every safe finding, until nothing is left that one mends. Raises ``Cancelled``."""
    feedback = feedback or Feedback()
    made = Mended()
    for _ in range(_ROUNDS):
        before = sum(made.done.values())
        live = todo.live
        for number, entry in enumerate(live):
            feedback.check()
            feedback.report(number / len(live))
            finding = entry.finding
            if todo[finding.key].state in ("open", "come_back") and is_safe(todo, todo[finding.key].finding):
                mend = _first(todo, todo[finding.key].finding)
                if mend is not None:
                    _apply(todo, mend, made)
                    made.done[finding.kind, mend.id] += 1
        if sum(made.done.values()) == before:
            break
    return made


def _first(todo: TopologyList, finding: Finding) -> Mend | None:
    from layers.topology.mends import proposals

    sensible = (mend for mend in proposals(todo.index, finding) if mend.id not in _DECISIONS)
    return next((mend for mend in sensible if todo.works(finding, mend)), None)


def _apply(todo: TopologyList, mend: Mend, made: Mended) -> None:
    first_new = todo.index.next_fid
    todo.edit(mend.changes(first_new))
    made.shapes.update(mend.updated)
    for number, one in enumerate(mend.added):
        made.added[first_new + number] = one
        made.shapes[first_new + number] = one.shape
    for fid in mend.removed:
        made.shapes.pop(fid, None)
        made.removed.add(fid)
