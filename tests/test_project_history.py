"""One undo over everything; it survives closing, and named versions are never lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import AppError
from layers.history import History
from layers.project import Project
from tests.projects import adding, content, indexed, moving, parcels, project, removing, renaming


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.gpkg"


@pytest.fixture
def one(path: Path) -> Iterator[Project]:
    with project(path) as made:
        yield made


def edit_everything(one: Project) -> None:
    """One step of every sort."""
    one.commit(renaming(one, 1, "甲"))
    one.commit(moving(one, 2, 120))
    one.commit(adding(one, 40))
    one.commit(removing(one, 3))
    one.put_record("settings", "plan", {"name": "云谷"})
    one.put_record("styles", "zoning/一", {"qml": "<qgis/>", "default": True})
    one.put_record("sheets", "A3", {"paper": "A3", "frames": [{"x": 1}]})
    one.import_layer(parcels(4, "路"), role="green_space")
    one.rename_layer("zoning", "用地")
    one.commit(renaming(one, 1, "乙", "用地"))
    one.remove_layer("用地")
    one.put_record("settings", "plan", {"crs": "EPSG:4546"})


def test_undoing_all_brings_the_original_bytes_back_and_redo_the_last(one: Project, path: Path) -> None:
    before = content(path)
    states = [before]
    edit_everything(one)
    after = content(path)
    while (entry := one.history.to_undo) is not None and entry.id > 1:
        states.append(content(path))
        one.history.undo()
    assert content(path) == before
    assert indexed(path) == set(range(10))
    assert one.records("styles") == {}
    while one.history.redo() is not None:
        assert content(path) == states.pop()
    assert content(path) == after
    assert one.problems() == []


def test_undo_goes_on_after_closing(one: Project, path: Path) -> None:
    before = content(path)
    edit_everything(one)
    for _ in range(5):
        one.history.undo()
    one.close()
    with Project.open(path) as again:
        assert [entry.done for entry in again.history.entries()][-6:] == [True] + [False] * 5
        again.history.jump(1)
        assert content(path) == before
        again.history.jump(again.history.entries()[-1].id)
        assert again.record("settings", "plan") == {"crs": "EPSG:4546"}


def test_an_edit_after_undo_drops_what_was_undone(one: Project) -> None:
    one.commit(renaming(one, 1, "甲"))
    one.history.undo()
    one.commit(renaming(one, 1, "乙"))
    assert one.history.to_redo is None
    assert one.history.redo() is None
    assert len(one.history.entries()) == 2


def test_who_did_what_when_is_kept_even_of_what_was_dropped(one: Project) -> None:
    one.commit(renaming(one, 1, "甲"))
    one.history.undo()
    one.commit(renaming(one, 1, "乙"))
    log = one.history.log()
    assert [(author, what) for _, author, what, _ in log] == [
        ("张三", "commit"),
        ("张三", "commit"),
        ("张三", "undo"),
        ("张三", "commit"),
    ]
    assert [at for at, *_ in log] == sorted(at for at, *_ in log)


def test_a_removed_layer_comes_back_with_role_style_and_place(one: Project, path: Path) -> None:
    one.import_layer(parcels(4, "路"), role="green_space")
    one.put_record("styles", "zoning/一", {"qml": "<qgis/>"})
    before = content(path)
    one.remove_layer("zoning")
    assert [info.name for info in one.layers()] == ["路"]
    assert one.records("styles") == {}
    assert "zoning" not in one.records("roles")
    one.import_layer(parcels(2), role="zoning")
    one.history.undo()
    one.history.undo()
    assert content(path) == before
    assert [info.name for info in one.layers()] == ["zoning", "路"]
    assert one.record("styles", "zoning/一") == {"qml": "<qgis/>", "default": False}


def test_nothing_to_undo_is_no_error(path: Path) -> None:
    with Project.create(path) as one:
        assert one.history.undo() is None
        assert one.history.redo() is None
        assert one.history.entries() == []


def test_a_version_is_compared_with_and_gone_back_to(one: Project, path: Path) -> None:
    one.history.set_version("送审稿")
    named = content(path)
    one.commit(renaming(one, 1, "甲"))
    one.commit(renaming(one, 1, "乙"))
    one.commit(moving(one, 2, 120))
    one.commit(adding(one, 50))
    one.commit(removing(one, 10))
    present = content(path)
    assert one.history.compare("送审稿").touched() == {"zoning": frozenset({1, 2})}
    one.history.go_back("送审稿")
    assert content(path) == named
    assert not one.history.compare("送审稿")
    one.history.undo()
    assert content(path) == present


def test_going_back_past_imports_removals_and_renames(one: Project, path: Path) -> None:
    one.history.set_version("一")
    named = content(path)
    edit_everything(one)
    present = content(path)
    one.history.go_back("一")
    assert content(path) == named
    one.history.undo()
    assert content(path) == present


def test_a_version_that_was_undone_is_not_lost_by_a_new_edit(one: Project, path: Path) -> None:
    one.commit(renaming(one, 1, "甲"))
    one.commit(moving(one, 2, 120))
    one.history.set_version("方案一")
    named = content(path)
    one.history.undo()
    one.history.undo()
    one.commit(renaming(one, 5, "丙"))
    present = content(path)
    assert one.history.compare("方案一").touched() == {"zoning": frozenset({1, 2, 5})}
    one.history.go_back("方案一")
    assert content(path) == named
    one.history.undo()
    assert content(path) == present
    while one.history.undo() is not None:
        pass
    assert one.layers() == []


def test_a_version_ahead_of_the_present_is_compared_backwards(one: Project) -> None:
    one.commit(renaming(one, 1, "甲"))
    one.history.set_version("一")
    one.history.undo()
    ((_, delta),) = one.history.compare("一").rows("zoning")
    assert (delta.before, delta.after) == ({"名称": "甲"}, {"名称": "地块1"})


def test_an_unknown_version_is_named(one: Project) -> None:
    with pytest.raises(AppError, match=r"project\.no_version"):
        one.history.go_back("没有")


def test_the_preview_of_an_entry_names_its_features(one: Project) -> None:
    one.commit(moving(one, 2, 120))
    entry = one.history.entries()[-1]
    assert entry.summary == {"zoning": (0, 1, 0)}
    assert one.history.changes(entry.id).touched() == {"zoning": frozenset({2})}
    assert (entry.author, entry.label.zh) == ("张三", "改")


def test_a_jump_that_cannot_be_done_leaves_everything(one: Project, path: Path) -> None:
    one.commit(renaming(one, 1, "甲"))
    one.commit(renaming(one, 2, "乙"))
    one.file.connection.execute("UPDATE zoning SET 名称='外来' WHERE fid=1")
    before = content(path)
    with pytest.raises(AppError, match=r"project\.changed"):
        one.history.jump(1)
    assert content(path) == before
    assert one.history.to_redo is None


def test_the_history_does_not_move_inside_a_transaction(one: Project) -> None:
    with one.transaction(), pytest.raises(RuntimeError):
        one.history.undo()


def test_tidying_drops_only_what_no_undo_can_reach(one: Project, path: Path) -> None:
    def kept() -> int:
        (count,) = one.file.connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name GLOB 'lantu_trash_*' OR name GLOB 'rtree_lantu_trash_*'"
        ).fetchone()
        return int(count)

    one.import_layer(parcels(4, "b"), role="green_space")
    one.history.undo()
    one.tidy()
    assert kept() > 0
    one.history.redo()
    one.history.undo()
    one.commit(renaming(one, 1, "甲"))
    one.tidy()
    assert kept() == 0
    assert one.problems() == []
    one.remove_layer("zoning")
    one.tidy()
    one.history.undo()
    assert one.count("zoning") == 10


def test_a_jump_over_several_steps_is_not_taken_for_another_program(tmp_path: Path) -> None:
    with project(tmp_path / "a.gpkg") as one:
        for fid in range(4):
            one.commit(renaming(one, fid, "新"))
        here = [entry.id for entry in one.history.entries()]
        one.history.jump(here[0])
        one.history.jump(here[-1])
        one.commit(renaming(one, 5, "后"))
        assert [entry.kind for entry in one.history.entries()] == ["edit"] * (len(here) + 1)
        assert one.file.external == []


def test_entries_read_again_are_those_of_the_file(tmp_path: Path) -> None:
    with project(tmp_path / "a.gpkg") as one, Project.open(tmp_path / "a.gpkg", author="看") as fresh:

        def same() -> bool:
            return one.history.entries() == History(fresh.file).entries()

        for fid in range(3):
            one.commit(renaming(one, fid, "新"))
            assert same()
        one.history.undo()
        one.history.undo()
        assert same()
        one.commit(removing(one, 4))
        assert same()
        one.history.begin_here()
        assert same()
        assert [entry.kind for entry in one.history.entries()] == ["founding"] * 3
