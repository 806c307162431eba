"""The list of findings that a planner works through: it follows every edit."""

from __future__ import annotations

import copy
import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import shapely

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from layers.topology.checking import examine, examine_near
from layers.topology.finding import Finding
from layers.topology.index import Changes, Index
from layers.topology.mends import Mend, proposals, stands

Floats = npt.NDArray[np.float64]
State = Literal["open", "fixed", "obsolete", "come_back", "ignored"]
LIVE: frozenset[State] = frozenset(("open", "come_back"))


@dataclass(frozen=True, slots=True)
class Ignored:
    """A finding that someone has decided to leave: by features and the digest of their geometry, with the reason.

    ``at`` is ISO 8601 with offset. Where a geometry changes the digest does, and the finding is open again.
    """

    key: str
    digest: str
    reason: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding and what has become of it."""

    finding: Finding
    state: State = "open"
    ignored: Ignored | None = None


class TopologyList:
    """All findings of a layer, kept up to date. One thread at a time.

    *fixed*: the defect is gone; *obsolete*: one of its features is gone; *come_back*: it was one of these and is
    there again (an undo); *ignored*: left as it is, with a reason.
    """

    def __init__(
        self,
        index: Index,
        *,
        only: Collection[str] = (),
        ignored: Iterable[Ignored] = (),
        feedback: Feedback | None = None,
    ) -> None:
        self.index = index
        self._only = frozenset(only)
        self._entries: dict[str, Entry] = {}
        self._known: dict[str, Finding] = {}
        self._of_feature: dict[int | None, set[str]] = {}
        by_key = {one.key: one for one in ignored}
        for finding in examine(index, only, feedback):
            self._put(self._entry(finding, by_key.get(finding.key)))

    def fork(self) -> TopologyList:
        """A list that stands as this one does and then goes its own way: to try something that may be given up."""
        twin = copy.copy(self)
        twin.index, twin._entries, twin._known = self.index.fork(), dict(self._entries), dict(self._known)
        twin._of_feature = {fid: set(keys) for fid, keys in self._of_feature.items()}
        return twin

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[Entry]:
        """All entries, also those that are done with, by kind, features, place."""
        return iter(sorted(self._entries.values(), key=lambda entry: entry.finding.order))

    def __getitem__(self, key: str) -> Entry:
        return self._entries[key]

    @property
    def live(self) -> tuple[Entry, ...]:
        """What is to be done."""
        return tuple(entry for entry in self if entry.state in LIVE)

    @property
    def ignored(self) -> tuple[Ignored, ...]:
        """What is to be kept with the layer: give it to the next ``TopologyList``."""
        return tuple(entry.ignored for entry in self if entry.state == "ignored" and entry.ignored is not None)

    def counts(self) -> dict[str, Counter[State]]:
        """How many findings of each kind are in each state."""
        found: dict[str, Counter[State]] = {}
        for entry in self._entries.values():
            found.setdefault(entry.finding.kind, Counter())[entry.state] += 1
        return found

    def edit(self, changes: Changes) -> tuple[Entry, ...]:
        """Follow an edit: new geometries by fid, None for a feature that goes. The entries that are different now."""
        _, windows = self.index.put(changes)
        here = examine_near(self.index, changes, windows, self._beside(windows), self._only)
        now = {finding.key: finding for finding in here.findings}
        different: list[Entry] = []
        boxes = windows if here.gap_boxes is None else np.concatenate([windows, here.gap_boxes])
        for finding in self._beside(boxes, here.fids):
            if finding.key not in now and here.concerns(finding):
                gone = any(self.index.shape(fid) is None for fid in finding.fids)
                different.append(self._put(Entry(finding, "obsolete" if gone else "fixed")))
        for key, finding in now.items():
            before = self._entries.get(key)
            after = self._followed(finding, before)
            if after != before:
                different.append(self._put(after))
        return tuple(different)

    def ignore(self, key: str, reason: str, by: str, at: str) -> Entry:
        """Leave a finding as it is. AppError ``topology.reason`` without a reason or a name."""
        finding = self._entries[key].finding
        return self._put(Entry(finding, "ignored", ignoring(self.index, finding, reason, by, at)))

    def heed(self, key: str) -> Entry:
        """Take it up again."""
        return self._put(replace(self._entries[key], state="open", ignored=None))

    def reconsider(self, ignored: Iterable[Ignored]) -> tuple[Entry, ...]:
        """Take over what is ignored now, and nothing else is. The entries that are different now."""
        by_key = {one.key: one for one in ignored}
        keys = {key for key, finding in self._known.items() if self._entries[key].state == "ignored"} | by_key.keys()
        different = []
        for key in sorted(keys & self._known.keys()):
            before, wanted = self._entries[key], by_key.get(key)
            after = self._entry(before.finding, wanted)
            if after.state != "ignored" and before.state != "ignored":
                continue
            if after != before:
                different.append(self._put(after))
        return tuple(different)

    def carry_on(self, before: TopologyList) -> None:
        """After a whole check: what the list before it had and this one has not is fixed, or its feature is gone."""
        for entry in before:
            key = entry.finding.key
            if key in self._entries:
                if entry.state in ("fixed", "obsolete", "come_back") and self._entries[key].state == "open":
                    self._put(replace(self._entries[key], state="come_back"))
            elif entry.state in ("fixed", "obsolete"):
                self._put(entry)
            else:
                gone = any(self.index.shape(fid) is None for fid in entry.finding.fids)
                self._put(Entry(entry.finding, "obsolete" if gone else "fixed"))

    def offered(self, key: str) -> tuple[Mend, ...]:
        """Ways to mend it, each tried: it removes this finding and makes no other."""
        finding = self._entries[key].finding
        found: dict[Text, Mend] = {}
        for mend in proposals(self.index, finding):
            if mend.label not in found and self.works(finding, mend):
                found[mend.label] = mend
        return tuple(found.values())

    def works(self, finding: Finding, mend: Mend) -> bool:
        """Whether a mend removes the finding and makes no other."""
        return stands(self.index, finding, mend, known=self._known, beside=self._beside, only=self._only)

    def _beside(self, boxes: Floats, fids: Iterable[int] = ()) -> list[Finding]:
        """What is known of features around boxes (k, 4) and of others, and all gaps."""
        near: set[int | None] = {self.index.fid(row) for row in self.index.around(boxes).tolist()}
        keys = set(self._of_feature.get(None, ()))
        for fid in near.union(fids):
            keys |= self._of_feature.get(fid, set())
        return [self._known[key] for key in sorted(keys)]

    def _followed(self, finding: Finding, before: Entry | None) -> Entry:
        if before is None:
            return Entry(finding)
        if before.state in ("fixed", "obsolete"):
            return Entry(finding, "come_back")
        return self._entry(finding, before.ignored) if before.state == "ignored" else replace(before, finding=finding)

    def _entry(self, finding: Finding, ignored: Ignored | None) -> Entry:
        """Ignored as long as the geometries are those that were looked at."""
        if ignored is not None and ignored.digest == digest(self.index, finding):
            return Entry(finding, "ignored", ignored)
        return Entry(finding)

    def _put(self, entry: Entry) -> Entry:
        key = entry.finding.key
        self._entries[key] = entry
        # Gaps may be as large as a town: they are looked at whichever feature is edited.
        owners: tuple[int | None, ...] = (None,) if entry.finding.kind == "gap" else entry.finding.fids
        if entry.state in (*LIVE, "ignored"):
            self._known[key] = entry.finding
            for fid in owners:
                self._of_feature.setdefault(fid, set()).add(key)
        else:
            self._known.pop(key, None)
            for fid in owners:
                self._of_feature.get(fid, set()).discard(key)
        return entry


def ignoring(index: Index, finding: Finding, reason: str, by: str, at: str) -> Ignored:
    """What is kept of a finding that is left. AppError ``topology.reason`` without a reason or a name."""
    if not reason.strip() or not by.strip():
        message = Text("忽略问题时要写明原因和姓名。", "Ignoring a finding needs a reason and a name.")
        raise AppError("topology.reason", message)
    return Ignored(finding.key, digest(index, finding), reason.strip(), by.strip(), at)


def digest(index: Index, finding: Finding) -> str:
    """SHA-256 of the geometries of a finding's features."""
    return digest_of([index.shape(fid) for fid in finding.fids])


def fids_of(key: str) -> tuple[int, ...]:
    """The features that a finding is about, by its key; none where it is no key."""
    numbers = key.partition(":")[2].partition("@")[0].split(",")
    return tuple(int(one) for one in numbers) if all(one.isdecimal() for one in numbers) else ()


def digest_of(shapes: list[Any]) -> str:
    """SHA-256 of geometries, one after the other."""
    code = hashlib.sha256()
    for wkb in shapely.to_wkb(shapes, byte_order=1):
        code.update(wkb or b"-")
    return code.hexdigest()
