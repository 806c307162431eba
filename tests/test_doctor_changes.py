"""A repair in a project is a ChangeSet: committed, seen when read again, and undone to the last byte."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from core.errors import AppError
from layers.changes import ChangeSet
from layers.doctor.changing import as_changes
from layers.doctor.diagnosis import Diagnosis
from layers.doctor.examining import admitted, diagnose, examine_file
from layers.formats import vector
from layers.project import Project
from layers.store.reading import load_table
from tests.doctor_files import written
from tests.test_doctor_files import FRAMES


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "plan.gpkg") as opened:
        yield opened


def imported(project: Project, tmp_path: Path, what: str) -> str:
    source = written(FRAMES[what][1](), tmp_path / "source.gpkg", layer="zoning")
    return project.import_layer(vector.load(source))


def examined(project: Project, table: str):
    loaded = load_table(project.file.connection, project.path, table, project.schema(table))
    patient, _ = admitted(Path("zoning.gpkg"), loaded)
    return patient, diagnose(patient)


def repaired(project: Project, table: str) -> tuple[ChangeSet, Diagnosis]:
    patient, (diagnosis, *_) = examined(project, table)
    repair = diagnosis.repairs[0]
    changes = as_changes(
        patient.frame,
        repair.apply(patient.frame),
        table=table,
        schema=project.schema(table),
        stored=partial(project.rows, table),
        label=repair.label,
    )
    return changes, diagnosis


@pytest.mark.parametrize(
    "what",
    [
        "a bow tie",
        "a spike",
        "a repeated vertex",
        "null geometry",
        "a feature twice",
        "a parcel number twice",
        "code and name disagree",
        "codes of 2020",
        "codes as numbers",
        "hectares",
        "another area",
        "numbers as text",
        "dates as text",
        "letters misread before",
    ],
)
def test_a_repair_is_committed_and_undone(project: Project, tmp_path: Path, what: str) -> None:
    code = FRAMES[what][0]
    table = imported(project, tmp_path, what)
    fids = list(range(10))
    rows, fields = project.rows(table, fids), project.schema(table).columns
    changes, diagnosis = repaired(project, table)
    assert diagnosis.code == code
    project.commit(changes)
    assert code not in {one.code for one in examined(project, table)[1]}
    project.history.undo()
    assert project.rows(table, fids) == rows
    assert project.schema(table).columns == fields


def test_a_field_of_another_type_keeps_the_old_one_beside_it(project: Project, tmp_path: Path) -> None:
    table = imported(project, tmp_path, "numbers as text")
    changes, _ = repaired(project, table)
    project.commit(changes)
    (row,) = project.rows(table, [min(examined(project, table)[0].frame.index)]).values()
    assert (row["RJL"], row["RJL_orig"]) == (1.2, "1.2")


def test_a_crs_is_stated_on_import_and_not_in_a_project(tmp_path: Path) -> None:
    path = written(FRAMES["zone prefix in a CRS without"][1](), tmp_path / "zoning.gpkg")
    found = examine_file(path)
    frame = found.patient.frame
    schema = None
    with pytest.raises(AppError) as caught:
        as_changes(
            frame,
            found.diagnoses[0].repairs[0].apply(frame),
            table="zoning",
            schema=schema,  # type: ignore[arg-type]
            stored=lambda _: {},
        )
    assert caught.value.code == "repair.crs"
