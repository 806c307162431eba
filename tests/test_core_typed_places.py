"""Places as people type them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import AppError
from core.quantities import rounded
from core.typed_places import TypedPlace, looks_like_place, typed_places

IN_METRES = TypedPlace(567_915.16, 4_474_251.73)
IN_ZONE_37 = TypedPlace(567_915.0, 4_474_251.0, zone=37)
IN_DEGREES = TypedPlace(111.8, 40.4, degrees=True)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("567915.16 4474251.73", IN_METRES),
        ("4474251.73, 567915.16", IN_METRES),
        ("567 915.16 E  4 474 251.73 N", IN_METRES),
        ("567 915.16 E  4 474 251.73 N · 111.80000° 40.40000°", IN_METRES),
        ("567,915.16 4,474,251.73", IN_METRES),
        ("N 4474251.73 E 567915.16", IN_METRES),
        ("567915.16mE 4474251.73mN", IN_METRES),
        ("37567915 4474251", IN_ZONE_37),
        ("X=4474251 Y=37567915", IN_ZONE_37),
        ("横坐标 37567915 纵坐标 4474251", IN_ZONE_37),
        ("19567915 4474251", TypedPlace(567_915.0, 4_474_251.0, zone=19)),
        ("111.8 40.4", IN_DEGREES),
        ("40.4，111.8", IN_DEGREES),
        ("111.8° 40.4°", IN_DEGREES),
        ("40.4N 111.8E", IN_DEGREES),
        ("N40°24′00″ E111°48′00″", IN_DEGREES),
        ("40°24'N, 111°48'E", IN_DEGREES),
        ("111°48′0″ 40°24′0″", IN_DEGREES),
        ("111 48 00 40 24 00", IN_DEGREES),
        ("北纬40度24分0秒 东经111度48分0秒", IN_DEGREES),
    ],
)
def test_a_place_is_read_in_every_usual_form(text: str, place: TypedPlace) -> None:
    assert typed_places(text) == [place]


def test_where_the_order_is_open_both_readings_are_offered() -> None:
    assert typed_places("12 13") == [TypedPlace(12, 13, degrees=True), TypedPlace(13, 12, degrees=True)]
    assert typed_places("13N 12E") == [TypedPlace(12, 13, degrees=True)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1 2 3", "place.count"),
        ("111.8", "place.count"),
        ("", "place.count"),
        ("E111.8 40.4", "place.direction"),
        ("N40 N41", "place.direction"),
        ("40°70'N 111°48'E", "place.minutes"),
        ("99999 1", "place.range"),
        ("567915 99", "place.range"),
        ("1" * 500, "place.long"),
    ],
)
def test_what_is_no_place_is_refused_with_the_reason_and_an_example(text: str, code: str) -> None:
    with pytest.raises(AppError) as refused:
        typed_places(text)
    assert refused.value.code == code
    assert "111.8 40.4" in refused.value.sentence("zh")


def test_names_and_numbers_of_parcels_are_not_taken_for_places() -> None:
    assert not any(looks_like_place(text) for text in ("YG-01-001", "宝贝河", "A1", "12", "地块 12 13"))


@given(st.floats(100_000, 900_000), st.floats(1_500_000, 6_500_000))
def test_what_the_status_bar_shows_is_read_back(east: float, north: float) -> None:
    place = typed_places(f"{rounded(east, 2)} E  {rounded(north, 2)} N")[0]
    assert (place.east, place.north) == (round(east, 2), round(north, 2))


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    with suppress(AppError):
        assert typed_places(text)
