"""Full disks, read-only media, second windows, other programs, newer and damaged files: said in words, nothing lost."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pyogrio
import pytest
import shapely

from core.errors import AppError
from layers.plan_file import load_plan
from layers.project import Project
from layers.store import locking, opening, schema
from layers.store.recovery import recover
from tests.projects import adding, blob, content, moving, parcels, project, removing, renaming

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.gpkg"


def test_a_second_window_reads_only_and_says_who_has_it(path: Path) -> None:
    with project(path) as first:
        with Project.open(path, author="李四") as second:
            assert second.read_only is not None
            assert "张三" in second.read_only.zh
            assert second.rows("zoning", [1])[1]["名称"] == "地块1"
            first.commit(renaming(first, 1, "新"))
            assert second.rows("zoning", [1])[1]["名称"] == "新"
            with pytest.raises(AppError, match=r"project\.read_only"):
                second.commit(renaming(second, 1, "不行"))
        first.commit(renaming(first, 2, "还行"))
    with Project.open(path) as third:
        assert third.read_only is None
        assert third.notices == ()


def test_a_project_left_by_a_crash_is_taken_over_with_a_notice(path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from tests.projects import *\n"
        f"one = project(Path({str(path)!r})); one.commit(renaming(one, 1, '新')); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 9
    assert locking.side_file(path).exists()
    with Project.open(path) as one:
        assert [notice.code for notice in one.notices] == ["project.crashed"]
        assert one.read_only is None
        assert one.rows("zoning", [1])[1]["名称"] == "新"
        assert one.history.undo() is not None
    assert not locking.side_file(path).exists()


@pytest.mark.parametrize(
    ("record", "free"),
    [
        ({"host": "elsewhere"}, False),
        ({"pid": 2**22 + 5}, True),
        ({"boot": "an earlier start"}, True),
        ({}, False),
    ],
)
def test_without_file_locks_the_record_decides(
    path: Path, monkeypatch: pytest.MonkeyPatch, record: dict[str, object], free: bool
) -> None:
    import json
    import socket

    monkeypatch.setattr(locking, "_lock", lambda file: None)
    project(path).close()
    own = {"author": "李四", "host": socket.gethostname(), "boot": locking.boot_id(), "pid": os.getpid(), "at": "2026"}
    locking.side_file(path).write_text(json.dumps(own | record), encoding="utf-8")
    with Project.open(path) as one:
        assert (one.read_only is None) == free
    if not free:
        with Project.open(path, take_over=True) as one:
            assert one.read_only is None


def test_a_side_file_of_rubbish_does_no_harm(path: Path) -> None:
    project(path).close()
    locking.side_file(path).write_bytes(b"\xff\x00{")
    with Project.open(path) as one:
        assert one.read_only is None


def test_a_file_that_cannot_be_written_opens_with_the_reason(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(path).close()
    monkeypatch.setattr(opening.os, "access", lambda path, mode: False)
    with Project.open(path) as one:
        assert one.read_only is not None
        assert "read-only" in one.read_only.en
        assert len(one.layer("zoning")) == 10
        with pytest.raises(AppError, match=r"project\.read_only"):
            one.commit(renaming(one, 1, "不行"))
        copy = path.with_name("copy.gpkg")
        one.save_copy(copy)
    with Project.open(path) as one:
        assert one.history.entries()[-1].id == 1
    assert not locking.side_file(path).exists()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
@pytest.mark.parametrize("crashed", [False, True])
def test_a_read_only_folder(path: Path, crashed: bool) -> None:
    """As another user: the superuser may write everywhere. With a log left behind, the log's edits are read too."""
    folder = Path(tempfile.mkdtemp())
    with project(path) as one:
        one.commit(renaming(one, 1, "新"))
        if not crashed:
            one.close()
        for file in path.parent.glob("a.gpkg*"):
            if not file.name.endswith("-shm"):
                shutil.copyfile(file, folder / file.name)
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)
    code = (
        "import os\n"
        "from layers.project import Project; from pathlib import Path\n"
        "import layers.store.loading\n"
        "os.geteuid() == 0 and os.setuid(65534)\n"
        f"one = Project.open(Path({str(folder / 'a.gpkg')!r}))\n"
        "print(one.read_only.en, one.rows('zoning', [1])[1]['名称']); one.close()"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    folder.chmod(0o755)
    shutil.rmtree(folder)
    assert found.stdout.strip().endswith("so it is read-only. 新"), found.stderr


def test_a_full_disk_is_said_and_nothing_is_half_written(path: Path) -> None:
    with project(path) as one:
        connection = one.file.connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages + 3}")
        before = content(path)
        with pytest.raises(AppError, match=r"project\.disk_full"):
            one.import_layer(parcels(5000, "b"))
        assert content(path) == before
        assert one.problems() == []
        connection.execute("PRAGMA max_page_count=1000000")
        one.commit(renaming(one, 1, "又行了"))
        one.history.undo()
        assert content(path) == before


def test_a_full_disk_inside_a_step_ends_the_whole_step(path: Path) -> None:
    with project(path) as one:
        (pages,) = one.file.connection.execute("PRAGMA page_count").fetchone()
        before = content(path)
        with pytest.raises(AppError), one.transaction():
            _fill(one, pages)
        one.file.connection.execute("PRAGMA max_page_count=1000000")
        assert content(path) == before
        one.commit(renaming(one, 1, "又行了"))


def _fill(one: Project, pages: int) -> None:
    one.commit(renaming(one, 2, "甲"))
    one.file.connection.execute(f"PRAGMA max_page_count={pages + 3}")
    try:
        one.import_layer(parcels(5000, "b"))
    finally:
        one.commit(renaming(one, 3, "乙"))


def test_a_limit_on_file_size_is_said(path: Path) -> None:
    project(path).close()
    code = (
        "import resource; from pathlib import Path\n"
        "from tests.projects import *; from core.errors import AppError\n"
        f"path = Path({str(path)!r}); one = Project.open(path)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n"
        "before = content(path)\n"
        "try: one.import_layer(parcels(20_000, 'b'))\n"
        "except AppError as problem: print(problem.code)\n"
        "assert content(path) == before\n"
        "one.commit(renaming(one, 1, '新')); print(one.rows('zoning', [1])[1]['名称'], one.problems())"
    )
    pytest.importorskip("resource")
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.stdout.split() in (["project.io", "新", "[]"], ["project.disk_full", "新", "[]"]), found.stderr


def test_a_newer_file_is_refused_with_a_sentence(path: Path) -> None:
    project(path).close()
    _execute(path, "UPDATE lantu_meta SET value='2' WHERE key='schema_version'")
    for open_it in (Project.open, load_plan):
        with pytest.raises(AppError, match=r"project\.newer.*newer Lantu"):
            open_it(path)
    assert not locking.side_file(path).exists()


def test_files_of_every_earlier_version_open(path: Path) -> None:
    """The fixture of schema 1 stays as it was written; later versions add theirs beside it."""
    for fixture in sorted((ROOT / "tests" / "fixtures").glob("project_schema_*.gpkg.gz")):
        path.write_bytes(gzip.decompress(fixture.read_bytes()))
        with Project.open(path) as one:
            assert one.rows("zoning", [1])[1]["名称"] == "甲"
            assert one.history.undo() is not None
            assert one.rows("zoning", [1])[1]["名称"] == "地块1"
            assert one.to_plan().layers[0].role == "zoning"
        path.unlink()


def test_a_migration_runs_once_and_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(path).close()
    monkeypatch.setattr(schema, "SCHEMA_VERSION", 3)

    def adds(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE lantu_new (key TEXT)")

    def fails(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE lantu_newer (key TEXT)")
        raise ZeroDivisionError

    monkeypatch.setattr(schema, "MIGRATIONS", {1: adds, 2: fails})
    with pytest.raises(ZeroDivisionError):
        Project.open(path)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", 1)
    with Project.open(path) as one:
        assert one.file.connection.execute("SELECT 1 FROM sqlite_master WHERE name GLOB 'lantu_new*'").fetchall() == []
    monkeypatch.setattr(schema, "SCHEMA_VERSION", 2)
    for _ in range(2):
        with Project.open(path) as one:
            assert schema.version_of(one.file.connection) == 2
            one.commit(renaming(one, 1, "新"))


def _execute(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("name", ["none.gpkg", "text.gpkg", "plain.gpkg"])
def test_what_is_no_project_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.gpkg").write_text("not a database at all", encoding="utf-8")
    sqlite3.connect(tmp_path / "plain.gpkg").execute("CREATE TABLE a (b)").connection.close()
    expected = {"none.gpkg": "missing", "text.gpkg": "damaged", "plain.gpkg": "not_a_project"}[name]
    with pytest.raises(AppError, match=rf"project\.{expected}"):
        Project.open(tmp_path / name)
    assert not locking.side_file(tmp_path / name).exists()


def test_an_edit_by_gdal_is_seen_and_noted(path: Path) -> None:
    project(path).close()
    frame = pyogrio.read_dataframe(path, layer="zoning").iloc[:1]
    pyogrio.write_dataframe(frame, path, layer="zoning", append=True)
    with Project.open(path) as one:
        (notice,) = one.notices
        assert notice.code == "project.external"
        assert "zoning" in notice.message.zh
        assert one.count("zoning") == 11
        assert one.history.entries()[-1].summary == {"zoning": (1, 0, 0)}
        assert one.history.to_undo is not None
        assert one.history.to_undo.id == 1
        one.commit(removing(one, 10))
        one.history.undo()
    with Project.open(path) as one:
        assert one.notices == ()


def test_an_edit_by_another_program_while_open_is_noted_and_guarded(path: Path) -> None:
    with project(path) as one:
        one.commit(renaming(one, 1, "甲"))
        _edit_outside(path, "UPDATE zoning SET 名称='外来' WHERE fid=1")
        with pytest.raises(AppError, match=r"project\.changed"):
            one.history.undo()
        one.commit(renaming(one, 2, "乙"))
        assert [entry.kind for entry in one.history.entries()] == ["edit", "edit", "external", "edit"]
        assert one.history.entries()[2].summary == {"zoning": (0, 1, 0)}
        one.history.undo()
        assert one.rows("zoning", [2])[2]["名称"] == "地块2"


def _edit_outside(path: Path, statement: str) -> None:
    """As a program that knows the R-tree's functions but not us."""
    from layers.store.blob import register_functions

    connection = sqlite3.connect(path)
    register_functions(connection)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_layer_added_replaced_or_dropped_by_gdal_is_noted(path: Path) -> None:
    with project(path) as one:
        one.import_layer(parcels(3, "b"))
    frame = pyogrio.read_dataframe(path, layer="zoning")
    pyogrio.write_dataframe(frame.iloc[:4], path, layer="zoning")
    pyogrio.write_dataframe(frame, path, layer="new", append=True)
    with Project.open(path) as one:
        assert one.count("zoning") == 4
        assert one.history.entries()[-1].summary.keys() == {"zoning", "new"}
        one.commit(moving(one, 1, 9, "new"))
        one.remove_layer("new")
        one.history.undo()
        assert one.rows("new", [1])[1]["geom"] == blob(9)
        assert one.problems() == []
    with Project.open(path) as one:
        assert one.notices == ()


def test_another_program_that_is_writing_is_waited_for_then_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with project(path) as one:
        one.file.connection.execute("PRAGMA busy_timeout=50")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(AppError, match=r"project\.busy"):
            one.commit(renaming(one, 1, "甲"))
        other.execute("ROLLBACK")
        other.close()
        one.commit(renaming(one, 1, "甲"))


@pytest.fixture
def large(path: Path) -> Path:
    with project(path, 3000) as one:
        one.put_record("settings", "plan", {"name": "云谷"})
        one.put_record("styles", "zoning/一", {"qml": "<qgis/>"})
    return path


def pages_of(path: Path, table: str) -> list[int]:
    """Page numbers of a table's leaves, in the order of its rows."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT pageno FROM dbstat WHERE name=? AND pagetype='leaf' ORDER BY path", (table,))
    found = [number for (number,) in rows]
    connection.close()
    return found


@pytest.mark.parametrize("where", [0, 0.5, 1])
def test_around_a_damaged_page_everything_is_recovered(large: Path, tmp_path: Path, where: float) -> None:
    pages = pages_of(large, "zoning")
    before = content_of_zoning(large)
    page = pages[int(where * (len(pages) - 1))]
    with large.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(os.urandom(4096))
    into = tmp_path / "recovered.gpkg"
    with pytest.raises(AppError, match=r"project\.damaged"), Project.open(large) as one:
        one.layer("zoning")
    damaged = large.read_bytes()
    (found,) = recover(large, into)
    assert found.complete is False
    assert 2900 < found.rows < 3000
    assert content_of_zoning(into) <= before
    assert large.read_bytes() == damaged
    with Project.open(into) as one:
        assert one.count("zoning") == found.rows
        assert one.record("settings", "plan") == {"name": "云谷"}
        assert one.record("styles", "zoning/一") is not None
        assert one.to_plan().layers[0].role == "zoning"
        assert one.problems() == []
        one.commit(adding(one, 5))


def content_of_zoning(path: Path) -> set[tuple[object, ...]]:
    return set(content(path)["zoning"])


def test_a_cut_file_is_recovered_as_far_as_it_goes(large: Path, tmp_path: Path) -> None:
    before = content_of_zoning(large)
    with large.open("r+b") as file:
        file.truncate(large.stat().st_size * 2 // 3)
    (found,) = recover(large, tmp_path / "r.gpkg")
    assert 100 < found.rows < 3000
    assert content_of_zoning(tmp_path / "r.gpkg") <= before, "nothing that was not there"
    with Project.open(tmp_path / "r.gpkg") as one:
        assert one.problems() == []


def test_a_sound_file_is_recovered_whole(large: Path, tmp_path: Path) -> None:
    (found,) = recover(large, tmp_path / "r.gpkg")
    assert (found.rows, found.without_geometry, found.complete) == (3000, 0, True)
    assert content(tmp_path / "r.gpkg")["zoning"] == content(large)["zoning"]


def test_what_is_beyond_recovery_is_said_and_leaves_nothing(path: Path, tmp_path: Path) -> None:
    path.write_bytes(os.urandom(9000))
    with pytest.raises(AppError, match=r"project\.damaged"):
        recover(path, tmp_path / "r.gpkg")
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_row_with_damaged_geometry_is_kept_without_it(path: Path, tmp_path: Path) -> None:
    with project(path) as one:
        for name in ("update1", "update2", "update3", "update4"):
            one.file.connection.execute(f"DROP TRIGGER rtree_zoning_geom_{name}")
        one.file.connection.execute("UPDATE zoning SET geom=x'00' WHERE fid=3")
    (found,) = recover(path, tmp_path / "r.gpkg")
    assert (found.rows, found.without_geometry) == (10, 1)
    with Project.open(path) as one:
        layer = one.layer("zoning")
        assert [notice.code for notice in layer.notices] == ["geometry.broken"]
        assert shapely.is_missing(layer.frame.geometry.to_numpy()).sum() == 1


def test_a_log_that_was_pulled_away_is_noticed_before_anything_goes_into_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What GDAL does when it is the last to close, after something in our process has dropped SQLite's locks."""
    monkeypatch.setattr("layers.store.connection.is_local", lambda path: True)
    with project(path) as one:
        one.commit(renaming(one, 1, "甲"))
        copy = path.with_name("copy.gpkg")
        one.save_copy(copy)
        path.with_name(path.name + "-wal").unlink()
        with pytest.raises(AppError, match=r"project\.pulled_away"):
            one.commit(renaming(one, 2, "乙"))


def test_readers_of_other_formats_leave_an_open_project_to_sqlite(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from layers.formats import vector

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("GDAL must not open a project")

    with project(path) as one:
        one.commit(renaming(one, 1, "甲"))
        monkeypatch.setattr(vector, "read_raw", forbidden)
        monkeypatch.setattr(vector, "listed_tables", forbidden)
        assert vector.tables(path) == [("zoning", "polygon")]
        assert vector.load(path).table["名称"].tolist()[1] == "甲"
        assert [layer.role for layer in load_plan(path).layers] == ["zoning"]


def test_a_project_that_cannot_be_opened_at_all_is_still_called_a_project(path: Path) -> None:
    with project(path):
        pass
    with path.open("r+b") as file:
        file.seek(100)
        file.write(bytes(range(256)) * 4)
    with pytest.raises(AppError, match=r"project\.damaged"):
        load_plan(path)
