"""How long it took to compute what several rules use, so that one can tell beforehand how long an answer will take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Costs:
    """Times by key, in seconds: ``took_s`` without what other keys took that were computed on the way.

    ``used`` collects keys that are asked for, with those that they were made from; ``spent_s`` adds up what computing
    took. Both belong to whoever resets them.
    """

    def __init__(self) -> None:
        self.took_s: dict[Any, float] = {}
        self.used: set[Any] = set()
        self.spent_s = 0.0
        self._made_from: dict[Any, frozenset[Any]] = {}

    def begin(self) -> None:
        """Collect anew."""
        self.used, self.spent_s = set(), 0.0

    @contextmanager
    def computing(self, key: Any) -> Iterator[None]:
        """Measures what is done meanwhile."""
        used, spent = self.used, self.spent_s
        self.begin()
        begun = time.monotonic()
        try:
            yield
            took = time.monotonic() - begun
            self.took_s[key] = max(took - self.spent_s, 0.0)
            self._made_from[key] = frozenset(self.used)
            spent += took
        finally:
            self.used, self.spent_s = used, spent

    def note_use(self, key: Any) -> None:
        """A key was asked for."""
        self.used.add(key)
        self.used |= self._made_from.get(key, frozenset())

    def copied(self) -> Costs:
        """The same times, for somebody else to go on with."""
        found = Costs()
        found.took_s, found._made_from = dict(self.took_s), dict(self._made_from)
        return found
