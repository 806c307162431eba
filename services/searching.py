"""Finding a place in a plan by what is typed: coordinates, parcel numbers, names of features, names of layers."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text, same
from core.quantities import rounded
from core.typed_places import ZONES_3_DEGREES, TypedPlace, looks_like_place, typed_places

if TYPE_CHECKING:
    import pyproj

    from layers.layer import Layer

MOST_HITS = 50
MOST_LETTERS = 64
"""Words of fields are looked at so far: a remark of a thousand letters is no name."""
MOST_KEPT_BYTES = 128 * 2**20
NAMING = ("parcel_no", "name", "project", "code", "DKBH", "TBBH", "地块编号", "编号", "名称", "NAME", "XMMC")
"""Fields that say which feature it is: canonical names, then those of files that have no role."""
FIRST_6_DEGREES = 4489
"""EPSG 4489 + n is CGCS2000 / Gauss-Kruger CM 6n - 3 (4502 for zone 13)."""
FIRST_3_DEGREES = 4509
"""EPSG 4509 + n is CGCS2000 / 3-degree Gauss-Kruger CM 3n."""
ZONE_PREFIX = 1_000_000

Words = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Something that was found. A place has ``place`` (x, y in the measuring CRS), a feature its layer and fid."""

    kind: Literal["place", "feature", "layer"]
    title: Text
    detail: Text
    layer: str = ""
    fid: int = -1
    place: tuple[float, float] | None = None


Ranked = tuple[tuple[int, int], Callable[[], SearchHit]]
"""How well a hit fits and how likely its kind is meant (small: better), and what makes it."""


class WordIndex:
    """Folded words of the naming fields of layers, kept as long as the layers are, within ``MOST_KEPT_BYTES``."""

    def __init__(self) -> None:
        self._words: WeakKeyDictionary[Layer, list[tuple[str, Words]]] = WeakKeyDictionary()

    def of(self, layer: Layer) -> list[tuple[str, Words]]:
        """The naming fields that a layer has, each with its words (n) folded."""
        found = self._words.get(layer)
        if found is None:
            found = [(field, _folded_words(layer.words(field))) for field in _naming_fields(layer)]
            if sum(words.nbytes for kept in self._words.values() for _, words in kept) > MOST_KEPT_BYTES:
                self._words.clear()
            self._words[layer] = found
        return found


def search(
    text: str, layers: Sequence[Layer], crs: pyproj.CRS | None, feedback: Feedback, index: WordIndex | None = None
) -> list[SearchHit]:
    """At most ``MOST_HITS`` hits, the likeliest first: places, then whole words, beginnings, parts of words.

    AppError ``place.…`` when the text can only be meant as a place, but is none.
    """
    needle = _folded(text)
    if not needle:
        return []
    index = index or WordIndex()
    problem: AppError | None = None
    places: list[SearchHit] = []
    if looks_like_place(text) and crs is not None:
        try:
            places = [hit for typed in typed_places(text) if (hit := place_hit(typed, crs)) is not None]
        except AppError as refused:
            problem = refused
    found: list[Ranked] = []
    for layer in layers:
        feedback.check()
        found.extend(_layer_hits(layer, needle))
        found.extend(_feature_hits(layer, needle, index))
    found.sort(key=lambda ranked: ranked[0])
    hits = [*places, *(made() for _, made in found[: MOST_HITS - len(places)])]
    if not hits and problem is not None:
        raise problem
    return hits


def place_hit(typed: TypedPlace, crs: pyproj.CRS) -> SearchHit | None:
    """A typed place in ``crs`` (projected, metres); None where that has no such place."""
    x, y = _placed(typed, crs)
    if not (np.isfinite(x) and np.isfinite(y)) or max(abs(x), abs(y)) > 5e7:
        return None
    title = same(f"{rounded(x, 2)} E  {rounded(y, 2)} N")
    if typed.degrees:
        detail = Text("由经纬度 {east:.6f}°, {north:.6f}° 换算", "from longitude {east:.6f}°, latitude {north:.6f}°")
        detail = detail.format(east=typed.east, north=typed.north)
    elif typed.zone is not None:
        width = 3 if typed.zone in ZONES_3_DEGREES else 6
        detail = Text("第 {zone} 带（{width}°带）", "zone {zone} ({width}° zones)").format(zone=typed.zone, width=width)
    else:
        detail = Text("规划的坐标系", "coordinate system of the plan")
    return SearchHit("place", title, detail, place=(x, y))


def _placed(typed: TypedPlace, crs: pyproj.CRS) -> tuple[float, float]:
    from layers.geometry.crs import transformer_between

    if typed.degrees:
        geodetic = crs.geodetic_crs
        if geodetic is None:
            return float("nan"), float("nan")
        return _moved(transformer_between(geodetic.to_wkt(), crs.to_wkt()), typed.east, typed.north)
    meridian, prefix = _meridian(crs), _prefix(crs)
    if typed.zone is None:
        return typed.east + prefix, typed.north
    wide = typed.zone not in ZONES_3_DEGREES
    if meridian == (6 * typed.zone - 3 if wide else 3 * typed.zone):
        return typed.east + prefix, typed.north
    import pyproj

    zone = pyproj.CRS.from_epsg((FIRST_6_DEGREES if wide else FIRST_3_DEGREES) + typed.zone)
    return _moved(transformer_between(zone.to_wkt(), crs.to_wkt()), typed.east, typed.north)


def _moved(transformer: pyproj.Transformer, east: float, north: float) -> tuple[float, float]:
    x, y = transformer.transform(east, north)
    return float(x), float(y)


def _meridian(crs: pyproj.CRS) -> float | None:
    """The central meridian of a projection."""
    return _parameter(crs, 8802)


def _prefix(crs: pyproj.CRS) -> float:
    """What the system itself puts before its eastings (EPSG:4525: 37 000 000)."""
    false_easting = _parameter(crs, 8806) or 0.0
    return false_easting // ZONE_PREFIX * ZONE_PREFIX


def _parameter(crs: pyproj.CRS, code: int) -> float | None:
    operation = crs.coordinate_operation
    if operation is None:
        return None
    return next((float(one.value) for one in operation.params if str(one.code) == str(code)), None)


def _layer_hits(layer: Layer, needle: str) -> Iterator[Ranked]:
    label = _label(layer)
    ranks = [_rank(_folded(name), needle) for name in (label.zh, label.en, layer.name)]
    rank = min((one for one in ranks if one is not None), default=None)
    if rank is not None:
        yield (rank, 0), partial(_layer_hit, layer, label)


def _layer_hit(layer: Layer, label: Text) -> SearchHit:
    detail = Text("图层 {name}（{n} 个要素）", "layer {name} ({n} features)")
    return SearchHit("layer", label, detail.format(name=layer.name, n=len(layer)), layer.name)


def _feature_hits(layer: Layer, needle: str, index: WordIndex) -> Iterator[Ranked]:
    """Ranked, the hits themselves only made when they are among the first."""
    taken: set[int] = set()
    for field, words in index.of(layer):
        at = np.strings.find(words, needle)
        rows = np.flatnonzero(at >= 0)
        lengths = np.strings.str_len(words[rows])
        ranks = np.where(lengths == len(needle), 0, np.where(at[rows] == 0, 1, 2))
        order = np.argsort(ranks, kind="stable")[:MOST_HITS]
        chosen = rows[order]
        fids = layer.fids[chosen].tolist()
        for rank, row, fid in zip(ranks[order].tolist(), chosen.tolist(), fids, strict=True):
            if fid not in taken:
                taken.add(fid)
                yield (rank, 1 if field == NAMING[0] else 2), partial(_feature_hit, layer, field, row, fid=fid)


def _feature_hit(layer: Layer, field: str, row: int, *, fid: int) -> SearchHit:
    return SearchHit("feature", same(_title(layer, field, row)), _label(layer), layer.name, fid)


def _title(layer: Layer, field: str, row: int) -> str:
    """The word that was found, and the other name of the feature where it has one."""
    known = layer.rows(row, row + 1, tuple(dict.fromkeys([field, *_naming_fields(layer)][:3])))
    words = dict.fromkeys(str(values[0])[:MOST_LETTERS] for values in known.values() if str(values[0]))
    return " · ".join(words)


def _naming_fields(layer: Layer) -> list[str]:
    named = [layer.column_named(field) for field in NAMING]
    return list(dict.fromkeys(field for field in named if field is not None))


def _label(layer: Layer) -> Text:
    from layers.roles import ROLES

    return ROLES[layer.role].label if layer.role in ROLES else same(layer.name)


def _rank(word: str, needle: str) -> int | None:
    if needle not in word:
        return None
    return 0 if word == needle else 1 if word.startswith(needle) else 2


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())[:MOST_LETTERS]


def _folded_words(words: Words) -> Words:
    """Lower case; what repeats is folded once."""
    if words.dtype.itemsize > 4 * MOST_LETTERS:
        words = words.astype(f"<U{MOST_LETTERS}")
    import pandas as pd

    rows, different = pd.factorize(np.asarray(words, dtype=object))
    folded = np.array([_folded(word) for word in different], dtype=np.str_)
    return np.asarray(folded[rows]) if len(folded) else words
