"""One file into one layer: names, choice of features, the file's other columns, attribution."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from core.errors import AppError
from layers.reading import read_layer
from tests.office import ORIGIN, square, write


def boundary(folder: Path, **fields: list[object]) -> Path:
    count = len(next(iter(fields.values())))
    return write(folder / "边界.gpkg", [square(0, 100 * i, 100) for i in range(count)], **fields)


def refusal(path: Path, **options: object) -> AppError:
    with pytest.raises(AppError) as caught:
        read_layer(path, role="development_boundary", **options)
    return caught.value


def test_usual_names_become_canonical_and_typed(tmp_path: Path) -> None:
    path = boundary(
        tmp_path, NF=["2020", "2025年"], ghfqmc=["特别用途区", "城镇集中建设区"], MJ=["1,000", "2"], MC=["甲", " "]
    )
    layer = read_layer(path, role="development_boundary")
    assert dict(layer.fields) == {"year": "NF", "zone": "ghfqmc", "area_registered_m2": "MJ", "name": "MC"}
    assert layer.frame["year"].tolist() == [2020, 2025]
    assert layer.frame["area_registered_m2"].tolist() == [1000.0, 2.0]
    assert layer.frame["name"].isna().tolist() == [False, True]
    assert {"NF", "MJ"}.isdisjoint(layer.frame.columns)


def test_the_given_mapping_wins_over_the_usual_names(tmp_path: Path) -> None:
    path = boundary(tmp_path, NIANFEN=[2025], NF=[1999], year=[1888])
    layer = read_layer(path, role="development_boundary", fields={"year": "nianfen"})
    assert layer.frame["year"].tolist() == [2025]
    assert layer.fields["year"] == "NIANFEN"


def test_the_files_other_columns_stay_and_give_way_on_a_clash(tmp_path: Path) -> None:
    path = boundary(tmp_path, NIANFEN=[2025], year=[1888], 备注=["x"])
    layer = read_layer(path, role="development_boundary", fields={"year": "NIANFEN"})
    assert layer.frame["year_2"].tolist() == [1888]
    assert layer.frame["备注"].tolist() == ["x"]


def test_absent_fields_are_absent_columns(tmp_path: Path) -> None:
    layer = read_layer(boundary(tmp_path, a=[1]), role="development_boundary")
    assert "year" not in layer.frame.columns
    assert dict(layer.fields) == {}


def test_an_unknown_canonical_field_is_refused_with_both_names(tmp_path: Path) -> None:
    error = refusal(boundary(tmp_path, NF=[1]), fields={"jahr": "NF"})
    assert error.code == "fields.unknown"
    assert "jahr" in error.message.en
    assert "NF" in error.message.en


def test_a_missing_file_field_is_refused_with_the_files_fields(tmp_path: Path) -> None:
    error = refusal(boundary(tmp_path, NF=[1], 备注=["x"]), fields={"year": "NIANFEN"})
    assert error.code == "fields.missing"
    assert "NIANFEN" in error.message.zh
    assert "备注" in error.sentence("zh")


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ({"STATUS": "现行"}, [1, 3]),
        ({"status": " 现行 "}, [1, 3]),
        ({"N": 2025}, [1, 2]),
        ({"N": "2025"}, [1, 2]),
        ({"N": 2025.0}, [1, 2]),
        ({"F": 1}, [1, 2]),
        ({"F": "1.5"}, [3]),
        ({"T": 7}, [1]),
        ({"T": "07"}, [1]),
        ({"T": "7"}, []),
        ({"B": True}, [1, 3]),
        ({"B": "否"}, [2]),
        ({"J": True}, [1, 3]),
        ({"STATUS": "现行", "N": 2020}, [3]),
        ({"STATUS": ""}, []),
    ],
)
def test_where_compares_trimmed_text_numbers_and_yes_no(
    tmp_path: Path, where: dict[str, object], kept: list[int]
) -> None:
    path = boundary(
        tmp_path,
        STATUS=["现行 ", "废止", "现行"],
        N=[2025, 2025, 2020],
        F=[1.0, 1.0, 1.5],
        T=["07", "8", "x"],
        B=[True, False, True],
        J=["是", "否", "T"],
    )
    layer = read_layer(path, role="development_boundary", where=where)
    assert layer.frame.index.tolist() == kept
    assert [notice.code for notice in layer.notices] == ([] if kept else ["where.nothing"])


def test_where_on_an_unknown_field_is_refused(tmp_path: Path) -> None:
    error = refusal(boundary(tmp_path, NF=[1]), where={"STATUS": "现行"})
    assert error.code == "fields.missing"
    assert "STATUS" in error.message.zh


def test_the_wrong_geometry_for_a_role_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", [shapely.LineString([ORIGIN, (ORIGIN[0] + 9, ORIGIN[1])])], a=[1])
    error = refusal(path)
    assert error.code == "role.geometry"
    assert "面" in error.message.zh
    assert read_layer(path, role="road").kind == "line"


def test_values_that_mean_nothing_are_empty_and_named(tmp_path: Path) -> None:
    layer = read_layer(boundary(tmp_path, NF=["2025", *["近期"] * 12]), role="development_boundary")
    (notice,) = layer.notices
    assert notice.code == "values.unconverted"
    assert "NF" in notice.message.zh
    assert "近期" in notice.message.zh
    assert "#2" in notice.message.zh
    assert "12 个" in notice.message.zh
    assert layer.frame["year"].isna().sum() == 12


def test_the_projects_name_serves_as_project_and_name(tmp_path: Path) -> None:
    path = boundary(tmp_path, XMMC=["云谷数据中心"])
    layer = read_layer(path, role="project_footprints")
    assert layer.frame["project"].tolist() == layer.frame["name"].tolist() == ["云谷数据中心"]


def test_attribution_and_the_illustrative_mark_are_kept(tmp_path: Path) -> None:
    path = boundary(tmp_path, ATTRIB=["© OpenStreetMap contributors, ODbL 1.0"], ZT=["示意"])
    layer = read_layer(path, role="runway")
    assert layer.frame["attribution"].tolist() == ["© OpenStreetMap contributors, ODbL 1.0"]
    assert layer.illustrative


def test_hostile_names_of_columns_are_only_names(tmp_path: Path) -> None:
    path = write(tmp_path / "a.geojson", [square(0, 0, 1)], **{"geometry": [1], "fid": [7], "<b>": ["<script>"]})  # type: ignore[arg-type]
    layer = read_layer(path, role=None)
    assert layer.frame["<b>"].tolist() == ["<script>"]
    assert layer.frame.geometry.notna().all()
