"""Class mapping tables: what is certain is mapped, what is not is handed to the planner."""

from __future__ import annotations

import pytest

from layers.doctor.classes import TABLE_NAMES, class_table, guide, map_classes
from tests.doctor_files import found, parcels

AMBIGUOUS = ("0204", "0602", "060102", "1312", "2202", "2302", "2303")


def mapped(table: str, codes: list[str | None], names: list[str | None] | None = None, **terms: object):
    frame = parcels(len(codes), YDDM=codes, YDMC=names)
    return map_classes(frame, table, code="YDDM", name="YDMC", **terms)


@pytest.mark.parametrize("name", TABLE_NAMES)
def test_every_row_of_a_table_leads_to_classes_of_the_guide_and_says_where_it_comes_from(name: str) -> None:
    for old in class_table(name).classes.values():
        assert old.targets, old
        assert set(old.targets) <= guide().keys(), old
        assert old.provenance, old


def test_the_ambiguous_codes_of_2020_are_those_that_changed_meaning() -> None:
    classes = class_table("2020_to_2023").classes
    assert tuple(sorted(code for code, old in classes.items() if old.by_name)) == tuple(sorted(AMBIGUOUS))
    assert len(classes) == 169


def test_pairs_of_code_and_name_are_mapped() -> None:
    frame, undecided, unmapped = mapped(
        "2020_to_2023", ["0204", "1312", "0701", "2303"], ["其他园地", "水工设施用地", "城镇住宅用地", "田间道"]
    )
    assert frame["YDDM"].tolist() == ["0205", "1311", "0701", "060102"]
    assert frame["YDMC"].tolist() == ["其他园地", "水工设施用地", "城镇住宅用地", "田间道"]
    assert len(undecided) == len(unmapped) == 0


@pytest.mark.parametrize("code", AMBIGUOUS)
def test_an_ambiguous_code_without_a_name_is_never_guessed(code: str) -> None:
    frame, undecided, _ = mapped("2020_to_2023", [code, "0603"])
    assert frame["YDDM"].tolist() == [code, "060202"]
    assert undecided.index.tolist() == [0]
    assert code in undecided["candidates"].item()
    assert len(undecided["candidates"].item()) == 2


@pytest.mark.parametrize(("code", "name"), [("0204", "油料园地"), ("2303", "田坎"), ("060102", "田间道")])
def test_a_pair_of_2023_stays_as_it_is(code: str, name: str) -> None:
    frame, undecided, _ = mapped("2020_to_2023", [code], [name])
    assert frame["YDDM"].item() == code
    assert len(undecided) == 0


def test_a_name_of_another_class_is_undecided() -> None:
    frame, undecided, _ = mapped("2020_to_2023", ["0603"], ["公园绿地"])
    assert frame["YDDM"].item() == "0603"
    assert undecided["reason"].item().en == "its name is not that of its code"


def test_one_to_many_classes_of_the_survey_wait_for_a_decision() -> None:
    names = ["科教文卫用地", "公用设施用地", "特殊用地", "交通服务场站用地", "农村道路", "设施农用地", "其他园地"]
    codes = ["08H2", "0809", "09", "1005", "1006", "1202", "0204"]
    frame, undecided, unmapped = mapped("sandiao_to_2023", codes, names)
    assert undecided["code"].tolist() == codes
    assert frame["YDDM"].tolist() == codes
    assert len(unmapped) == 0


def test_certain_classes_of_the_survey_are_mapped() -> None:
    frame, undecided, unmapped = mapped(
        "sandiao_to_2023",
        ["0702", "05H1", "1104A", "0404"],
        ["农村宅基地", "商业服务业设施用地", "养殖坑塘", "其他草地"],
    )
    assert frame["YDDM"].tolist() == ["0703", "09", "1704", "0403"]
    assert frame["YDMC"].tolist() == ["农村宅基地", "商业服务业用地", "坑塘水面", "其他草地"]
    assert len(undecided) + len(unmapped) == 0


def test_what_a_table_does_not_know_is_listed() -> None:
    frame, _, unmapped = mapped("gb50137_to_2023", ["R2", "X9", None])
    assert frame["YDDM"].tolist()[:2] == ["070102", "X9"]
    assert unmapped.index.tolist() == [1, 2]


def test_a_decision_of_the_planner_is_used_for_all_its_rows() -> None:
    decisions = {("R12", None): "080404"}
    frame, undecided, _ = mapped("gb50137_to_2023", ["R12", "R12", "G1"], decisions=decisions)
    assert frame["YDDM"].tolist() == ["080404", "080404", "1401"]
    assert len(undecided) == 0


def test_mapping_leaves_the_given_frame_alone() -> None:
    frame = parcels(2, YDDM=["R2", "G1"], YDMC=None)
    map_classes(frame, "gb50137_to_2023", code="YDDM", name=None)
    assert frame["YDDM"].tolist() == ["R2", "G1"]


def test_the_repair_says_how_many_rows_it_leaves() -> None:
    frame = parcels(3, YDDM=["R2", "R12", "A33"], YDMC=None)
    diagnosis = found(frame, "codes.gb50137")
    assert "decision: 1" in diagnosis.repairs[0].label.en
    assert diagnosis.repairs[0].apply(frame)["YDDM"].tolist() == ["070102", "R12", "080403"]


def test_rows_of_the_guide_are_not_mapped_with_the_old_ones() -> None:
    frame = parcels(3, YDDM=["0602", "0204", "0205"], YDMC=["种植设施建设用地", "油料园地", "其他园地"])
    mended = found(frame, "codes.2020").repairs[0].apply(frame)
    assert mended["YDDM"].tolist() == ["060201", "0204", "0205"]
