"""The packed R-tree is one that SQLite itself finds sound, searches and keeps."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest

from layers.store import rtree
from layers.store.names import quoted


def filled(count: int, seed: int = 1) -> tuple[sqlite3.Connection, np.ndarray, np.ndarray]:
    """A tree of random boxes in metres, far from the origin as a plan is."""
    random = np.random.default_rng(seed)
    low = random.uniform((400_000, 4_400_000), (600_000, 4_600_000), (count, 2))
    high = low + random.uniform(0, 300, (count, 2))
    boxes = np.column_stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]])
    fids = random.permutation(count * 3)[:count].astype(np.int64)
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING rtree(id, minx, maxx, miny, maxy)")
    rtree._fill(connection, "t", fids, boxes)
    return connection, fids, boxes


@pytest.mark.parametrize("count", [0, 1, 51, 52, 53, 2000, 30_000])
def test_sqlite_finds_the_packed_tree_sound(count: int) -> None:
    connection, fids, _ = filled(count)
    assert connection.execute("SELECT rtreecheck('t')").fetchone() == ("ok",)
    assert {fid for (fid,) in connection.execute("SELECT id FROM t")} == set(fids.tolist())


def test_a_search_finds_what_lies_there() -> None:
    connection, fids, boxes = filled(5000)
    window = (450_000.0, 470_000.0, 4_450_000.0, 4_480_000.0)
    west, east, south, north = window
    inside = (boxes[:, 1] >= west) & (boxes[:, 0] <= east) & (boxes[:, 3] >= south) & (boxes[:, 2] <= north)
    found = connection.execute("SELECT id FROM t WHERE maxx>=? AND minx<=? AND maxy>=? AND miny<=?", window).fetchall()
    found_fids = {fid for (fid,) in found}
    assert set(fids[inside].tolist()) <= found_fids
    assert len(found_fids) <= inside.sum() + 5, "rounding outwards adds centimetres only"


def test_the_packed_tree_can_be_edited() -> None:
    connection, fids, _ = filled(3000)
    for number, fid in enumerate(fids[:1500].tolist()):
        connection.execute("DELETE FROM t WHERE id=?", (fid,))
        connection.execute("INSERT INTO t VALUES (?,?,?,?,?)", (100_000 + number, number, number + 1, 0, 1))
    assert connection.execute("SELECT rtreecheck('t')").fetchone() == ("ok",)
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (3000,)


def test_where_sqlite_guards_its_tables_rows_go_in_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def guarded(*_: object) -> None:
        raise sqlite3.OperationalError("table t_node may not be modified")

    monkeypatch.setattr(rtree, "_write_nodes", guarded)
    connection, fids, _ = filled(200)
    assert connection.execute("SELECT rtreecheck('t')").fetchone() == ("ok",)
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (len(fids),)


def test_an_odd_name_is_only_a_name() -> None:
    connection = sqlite3.connect(":memory:")
    name = 'a"b; --'
    connection.execute(f"CREATE VIRTUAL TABLE {quoted(name)} USING rtree(id, minx, maxx, miny, maxy)")
    boxes = np.arange(800.0).reshape(200, 4)
    rtree._fill(connection, name, np.arange(200), boxes)
    assert connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone() == (200,)
