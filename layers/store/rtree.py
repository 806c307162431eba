"""The R-tree of a layer: packed at once for a whole table, kept by GeoPackage's triggers afterwards.

SQLite's R-tree takes a million rows one by one in ten seconds and more; its node tables, filled with a
sort-tile-recursive packing, in two. Node layout as in SQLite's rtree.c: depth (in the root) and number of cells as
big-endian 16 bit, then per cell a 64-bit id and four 32-bit floats, rounded outwards.
"""

from __future__ import annotations

import sqlite3
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.changes import TableSchema
from layers.store.blob import Envelope, envelope_of
from layers.store.names import quoted

if TYPE_CHECKING:
    import numpy.typing as npt

_EXTENSION = "http://www.geopackage.org/spec120/#extension_rtree"
_CELL = np.dtype([("id", ">i8"), ("box", ">f4", (4,))])
_HEADER = 4
_FILL = 0.8
"""Nodes are left with room, so that the first edits do not split every one they meet."""

Boxes = tuple["npt.NDArray[np.int64]", "npt.NDArray[np.float64]"]
"""Fids (n) and envelopes (n, 4): min x, max x, min y, max y."""


def name_of(table: str, schema: TableSchema) -> str:
    """The name of a table's R-tree."""
    return f"rtree_{table}_{schema.geometry}"


def exists(connection: sqlite3.Connection, table: str, schema: TableSchema) -> bool:
    """Whether a table has an R-tree; one added by another program may not."""
    row = connection.execute("SELECT 1 FROM sqlite_master WHERE name=?", (name_of(table, schema),)).fetchone()
    return row is not None


def build(connection: sqlite3.Connection, table: str, schema: TableSchema, boxes: Boxes | None = None) -> None:
    """Make the R-tree of a table, from ``boxes`` or from its rows, and the triggers that keep it."""
    tree = name_of(table, schema)
    connection.execute(f"CREATE VIRTUAL TABLE {quoted(tree)} USING rtree(id, minx, maxx, miny, maxy)")
    fids, extents = _boxes_in(connection, table, schema) if boxes is None else boxes
    known = ~np.isnan(extents[:, 0])
    _fill(connection, tree, fids[known], extents[known])
    make_triggers(connection, table, schema)
    register(connection, table, schema)


def register(connection: sqlite3.Connection, table: str, schema: TableSchema) -> None:
    """Enter the extension in the GeoPackage's list."""
    connection.execute(
        "INSERT OR IGNORE INTO gpkg_extensions VALUES (?,?,'gpkg_rtree_index',?,'write-only')",
        (table, schema.geometry, _EXTENSION),
    )


def make_triggers(connection: sqlite3.Connection, table: str, schema: TableSchema) -> None:
    """The six triggers of GeoPackage 1.3, clause F.3, as GDAL writes them."""
    tree, fid, geom = name_of(table, schema), quoted(schema.key), quoted(schema.geometry)
    put = (
        f"INSERT OR REPLACE INTO {quoted(tree)} VALUES (NEW.{fid}, ST_MinX(NEW.{geom}), ST_MaxX(NEW.{geom}),"
        f" ST_MinY(NEW.{geom}), ST_MaxY(NEW.{geom}));"
    )
    take = f"DELETE FROM {quoted(tree)} WHERE id = OLD.{fid};"
    full = f"(NEW.{geom} NOTNULL AND NOT ST_IsEmpty(NEW.{geom}))"
    bare = f"(NEW.{geom} ISNULL OR ST_IsEmpty(NEW.{geom}))"
    same, other = f"OLD.{fid} = NEW.{fid}", f"OLD.{fid} != NEW.{fid}"
    both = f"DELETE FROM {quoted(tree)} WHERE id IN (OLD.{fid}, NEW.{fid});"
    triggers = (
        ("insert", "INSERT", full, put),
        ("update1", f"UPDATE OF {geom}", f"{same} AND {full}", put),
        ("update2", f"UPDATE OF {geom}", f"{same} AND {bare}", take),
        ("update3", "UPDATE", f"{other} AND {full}", take + " " + put),
        ("update4", "UPDATE", f"{other} AND {bare}", both),
        ("delete", "DELETE", f"OLD.{geom} NOT NULL", take),
    )
    for name, event, condition, action in triggers:
        connection.execute(
            f"CREATE TRIGGER {quoted(f'{tree}_{name}')} AFTER {event} ON {quoted(table)}"
            f" WHEN {condition} BEGIN {action} END"
        )


def extent(connection: sqlite3.Connection, table: str, schema: TableSchema) -> Envelope | None:
    """The exact extent of a table: the R-tree finds the few rows at each edge, their headers give the doubles."""
    tree = name_of(table, schema)
    rough = _root_extent(connection, tree)
    if rough is None:
        return None
    exact: list[float] = []
    for place, (bound, test, best) in enumerate(
        (("minx", "<=", min), ("maxx", ">=", max), ("miny", "<=", min), ("maxy", ">=", max))
    ):
        rows = connection.execute(
            f"SELECT f.{quoted(schema.geometry)} FROM {quoted(tree)} r"
            f" JOIN {quoted(table)} f ON f.{quoted(schema.key)} = r.id WHERE r.{bound} {test} ?",
            (rough[place],),
        )
        boxes = [envelope_of(content) for (content,) in rows]
        exact.append(best(box[place] for box in boxes if box is not None))
    west, east, south, north = exact
    return west, east, south, north


def _root_extent(connection: sqlite3.Connection, tree: str) -> Envelope | None:
    """The union of the cells in the root node."""
    row = connection.execute(f"SELECT data FROM {quoted(tree + '_node')} WHERE nodeno=1").fetchone()
    count = 0 if row is None else int.from_bytes(row[0][2:4], "big")
    if not count:
        return None
    cells = [struct.unpack_from(">4f", row[0], _HEADER + 24 * number + 8) for number in range(count)]
    west, east, south, north = zip(*cells, strict=True)
    return min(west), max(east), min(south), max(north)


def _boxes_in(connection: sqlite3.Connection, table: str, schema: TableSchema) -> Boxes:
    rows = connection.execute(f"SELECT {quoted(schema.key)}, {quoted(schema.geometry)} FROM {quoted(table)}")
    found = [(fid, box) for fid, content in rows if content is not None and (box := envelope_of(content)) is not None]
    fids = np.array([fid for fid, _ in found], dtype=np.int64)
    return fids, np.array([box for _, box in found], dtype=np.float64).reshape(-1, 4)


def _fill(
    connection: sqlite3.Connection, tree: str, fids: npt.NDArray[np.int64], boxes: npt.NDArray[np.float64]
) -> None:
    """Write the nodes of a packed tree; row by row where SQLite guards its own tables (defensive mode)."""
    if not len(fids):
        return
    try:
        _write_nodes(connection, tree, fids, _outwards(boxes))
    except sqlite3.OperationalError:
        connection.execute(f"DELETE FROM {quoted(tree)}")
        rows = zip(fids.tolist(), *boxes.T.tolist(), strict=True)
        connection.executemany(f"INSERT INTO {quoted(tree)} VALUES (?,?,?,?,?)", rows)


def _write_nodes(
    connection: sqlite3.Connection, tree: str, fids: npt.NDArray[np.int64], boxes: npt.NDArray[np.float32]
) -> None:
    node, parent, rowid = (quoted(f"{tree}_{part}") for part in ("node", "parent", "rowid"))
    (size,) = connection.execute(f"SELECT length(data) FROM {node} WHERE nodeno=1").fetchone()
    room = (size - _HEADER) // _CELL.itemsize
    ids, depth, number = fids, 0, 2
    links = f"INSERT INTO {rowid} VALUES (?,?)"
    while len(ids) > room:
        order, group = _tiles(boxes, int(room * _FILL))
        ids, boxes = ids[order], boxes[order]
        count = int(group[-1]) + 1
        connection.executemany(links, zip(ids.tolist(), (group + number).tolist(), strict=True))
        numbers = np.arange(number, number + count, dtype=np.int64)
        contents = _nodes(ids, boxes, group, size)
        connection.executemany(f"INSERT INTO {node} VALUES (?,?)", zip(numbers.tolist(), contents, strict=True))
        starts = np.searchsorted(group, np.arange(count))
        low, high = np.minimum.reduceat(boxes, starts), np.maximum.reduceat(boxes, starts)
        ids, boxes = numbers, np.where([True, False, True, False], low, high)
        links = f"INSERT INTO {parent} VALUES (?,?)"
        depth, number = depth + 1, number + count
    connection.executemany(links, ((one, 1) for one in ids.tolist()))
    (root,) = _nodes(ids, boxes, np.zeros(len(ids), dtype=np.int64), size)
    connection.execute(f"UPDATE {node} SET data=? WHERE nodeno=1", (depth.to_bytes(2, "big") + root[2:],))


def _tiles(boxes: npt.NDArray[np.float32], room: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Sort-tile-recursive order of boxes, and which node each then belongs to (Leutenegger and others, 1997)."""
    count = len(boxes)
    slices = int(np.ceil(np.sqrt(np.ceil(count / room))))
    x, y = boxes[:, 0] + boxes[:, 1], boxes[:, 2] + boxes[:, 3]
    column = np.empty(count, dtype=np.int64)
    column[np.argsort(x, kind="stable")] = np.arange(count) // (slices * room)
    order = np.lexsort((y, column))
    return order, np.arange(count) // room


def _nodes(
    ids: npt.NDArray[np.int64], boxes: npt.NDArray[np.float32], group: npt.NDArray[np.int64], size: int
) -> list[bytes]:
    """The nodes' bytes; ``group`` is which node each cell belongs to, rising."""
    cells = np.empty(len(ids), dtype=_CELL)
    cells["id"], cells["box"] = ids, boxes
    raw = cells.tobytes()
    counts = np.bincount(group)
    ends = np.cumsum(counts) * _CELL.itemsize
    found: list[bytes] = []
    start = 0
    for count, end in zip(counts.tolist(), ends.tolist(), strict=True):
        found.append((b"\0\0" + count.to_bytes(2, "big") + raw[start:end]).ljust(size, b"\0"))
        start = end
    return found


def _outwards(boxes: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """As 32-bit floats that hold the boxes: lower bounds down, upper bounds up."""
    near = boxes.astype(np.float32)
    low = np.where(near > boxes, np.nextafter(near, np.float32(-np.inf)), near)
    high = np.where(near < boxes, np.nextafter(near, np.float32(np.inf)), near)
    return np.where([True, False, True, False], low, high).astype(np.float32)
