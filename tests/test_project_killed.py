"""Killed at a random instant: the file is sound, every acknowledged edit is there, undo works."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.killed import round_of


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs SIGKILL")
@pytest.mark.parametrize("seed", range(12))
def test_killed_at_a_random_instant(tmp_path: Path, seed: int) -> None:
    verdict = round_of(tmp_path, seed, random.Random(seed).uniform(0.0, 0.6), network=seed % 3 == 2)
    assert verdict.faults == []
