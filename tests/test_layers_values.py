"""Columns of files become typed, canonical columns; what cannot be converted is empty and said."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from layers.roles import FieldSpec
from layers.values import as_text, converted

NA = pd.NA


def listed(values: object, spec: FieldSpec) -> tuple[list[object], list[int]]:
    column, lost = converted(pd.Series(values), spec)
    return [None if not isinstance(value, tuple) and pd.isna(value) else value for value in column], list(
        np.flatnonzero(lost)
    )


def test_text_is_trimmed_and_empty_is_na() -> None:
    column = as_text(pd.Series([" 云谷 ", "", "\u3000", None, "x\x00"], dtype=object))
    assert column.tolist() == ["云谷", NA, NA, NA, "x"]
    assert column.dtype == "string"


def test_whole_numbers_become_text_without_a_point() -> None:
    assert as_text(pd.Series([2025.0, 1.5, np.nan])).tolist() == ["2025", "1.5", NA]


def test_numbers_from_text() -> None:
    texts = ["1,234.5", "１２．５", " 3 ", "35%", "1e3", "", None, "约12", "1,23", "inf", "nan"]
    values, lost = listed(texts, FieldSpec("number"))
    assert values == [1234.5, 12.5, 3.0, 35.0, 1000.0, None, None, None, None, None, None]
    assert lost == [7, 8, 9, 10]


def test_infinite_numbers_are_empty() -> None:
    column, _ = converted(pd.Series([np.inf, 1.0]), FieldSpec("number"))
    assert column.isna().tolist() == [True, False]
    assert column.dtype == "float64"


@pytest.mark.parametrize(
    "values",
    [
        [2025, 2020],
        [2025.0, 2020.0],
        ["2025", "2020"],
        ["2025年", "2020 年".replace(" ", "")],
        ["2025-01-01", "2020/6/30"],
        ["20250101", "2020.0"],
        ["２０２５", "2020"],
        [datetime.date(2025, 1, 1), datetime.date(2020, 1, 1)],
        pd.to_datetime(["2025-01-01", "2020-01-01"]),
    ],
)
def test_years_from_numbers_text_and_dates(values: object) -> None:
    column, lost = converted(pd.Series(values), FieldSpec("year"))
    assert column.tolist() == [2025, 2020]
    assert column.dtype == "Int64"
    assert not lost.any()


def test_what_is_no_year_is_empty_and_zero_of_a_number_field_is_just_empty() -> None:
    assert listed(["近期", "25", "2025-13x"], FieldSpec("year")) == ([None, None, None], [0, 1, 2])
    assert listed([0, 2025], FieldSpec("year")) == ([None, 2025], [])


def test_yes_and_no_in_every_spelling() -> None:
    words = ["1", "0", "true", "False", "T", "f", "是", "否", "", "或许"]
    values, lost = listed(words, FieldSpec("bool"))
    assert values == [True, False, True, False, True, False, True, False, None, None]
    assert lost == [9]
    assert converted(pd.Series([1, 0]), FieldSpec("bool"))[0].tolist() == [True, False]
    assert converted(pd.Series([1.0, np.nan]), FieldSpec("bool"))[0].tolist() == [True, NA]
    assert converted(pd.Series([True, False]), FieldSpec("bool"))[0].dtype == "boolean"


def test_lists_split_on_every_separator_and_know_their_words() -> None:
    cells = ["晾晒池、地下室", "a,b；c;d|e", "", None, " 蒸发塘 "]
    values, _ = listed(cells, FieldSpec("list", (), "facilities"))
    assert values == [("drying_pond", "basement"), ("a", "b", "c", "d", "e"), None, None, ("evaporation_pond",)]


def test_a_list_may_be_a_list_already() -> None:
    column = pd.Series([np.array(["x", "y"]), None], dtype=object)
    assert converted(column, FieldSpec("list"))[0].tolist() == [("x", "y"), None]


def test_unknown_words_stay_as_written() -> None:
    values, lost = listed(["小学", "天文台"], FieldSpec("word", (), "facility.kind"))
    assert (values, lost) == (["primary_school", "天文台"], [])


def test_class_codes_are_text_and_numbers_get_their_zero_back() -> None:
    assert listed([701, 1401, 70101, 7, 0], FieldSpec("code"))[0] == ["0701", "1401", "070101", "07", None]
    assert listed([701.0, np.nan], FieldSpec("code"))[0] == ["0701", None]
    assert listed([" 0701 ", "701", "A1", "０７０１"], FieldSpec("code"))[0] == ["0701", "701", "A1", "0701"]


@pytest.mark.parametrize("kind", ["text", "number", "year", "bool", "list", "word", "code"])
def test_an_empty_column_converts(kind: str) -> None:
    for dtype in (object, "float64", "string"):
        column, lost = converted(pd.Series([], dtype=dtype), FieldSpec(kind))  # type: ignore[arg-type]
        assert (len(column), len(lost)) == (0, 0)


@pytest.mark.parametrize("kind", ["text", "number", "year", "bool", "list", "word", "code"])
def test_a_column_of_nothing_converts_to_nothing(kind: str) -> None:
    column, lost = converted(pd.Series([None, None], dtype=object), FieldSpec(kind))  # type: ignore[arg-type]
    assert column.isna().all()
    assert not lost.any()
