"""Columns of a layer for the table and the charts: typed, read when first asked for, never one object per cell.

A column keeps the array that the layer has; a cell becomes a Python value when it is shown. Nothing is imported here
that opening a window would have to wait for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from layers.layer import Layer
    from layers.roles import FieldSpec

Kind = Literal["text", "number", "bool", "list", "date"]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MANY_WORDS = 100_000
"""Above so many different words, finding them one by one is slower than looking at every row."""


@dataclass(frozen=True, eq=False)
class FieldColumn:
    """One column. ``values`` is a pandas array; empty cells are NA, NaN, NaT, None or text without a letter."""

    name: str
    kind: Kind
    values: Any
    role: str | None = None

    def __len__(self) -> int:
        return len(self.values)

    def cell(self, row: int) -> Any:
        """The value of one row as a Python value; None where it is empty."""
        return plain_value(self.values[row])

    @cached_property
    def numbers(self) -> Floats:
        """The column as numbers; NaN where it is empty or not a number."""
        if self.kind not in ("number", "bool"):
            return np.full(len(self), np.nan)
        return np.asarray(_series(self.values).astype("Float64").to_numpy(dtype="float64", na_value=np.nan))

    @cached_property
    def coded(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[Any]]:
        """Number of the word of each row (-1: empty) and the different words, in the order of their letters."""
        import pandas as pd

        codes, words = pd.factorize(self.texts.array, sort=True)
        words = np.asarray(words, dtype=object)
        if len(words) and words[0] == "":
            codes, words = codes - 1, words[1:]
        return codes, words

    @cached_property
    def texts(self) -> Any:
        """The column as a pandas Series of text, NA where it is empty."""
        series = _series(self.values)
        if self.kind == "text":
            return series.astype("string")
        if self.kind == "list":
            return series.map(lambda items: "、".join(map(str, items)), na_action="ignore").astype("string")
        if self.kind == "date":
            return series.dt.strftime("%Y-%m-%d").astype("string")
        if self.kind == "number":
            return _number_texts(series)
        return series.astype("string")

    @cached_property
    def empty(self) -> Flags:
        """Which rows have no value."""
        if self.kind == "number":
            return np.isnan(self.numbers)
        if self.kind == "text":
            return self.coded[0] < 0
        return np.asarray(_series(self.values).isna(), dtype=np.bool_)

    def ranks(self) -> Floats | Ints:
        """Numbers by which rows are sorted; NaN or -1 where a row is empty."""
        if self.kind in ("number", "bool"):
            return self.numbers
        if self.kind == "date":
            days = np.asarray(_series(self.values).to_numpy(dtype="datetime64[s]")).astype("int64").astype("float64")
            return np.where(self.empty, np.nan, days)
        return self.coded[0].astype(np.int64)


def read_columns(layer: Layer, fields: Iterable[str]) -> dict[str, FieldColumn]:
    """Some columns of a layer by name. For a worker where the layer has not been read."""
    return {field: column_of(layer, field) for field in fields}


def column_of(layer: Layer, field: str) -> FieldColumn:
    """One column of a layer."""
    import pandas as pd

    if not at_hand(layer):
        return _column_from_arrays(layer, field)
    series = pd.DataFrame.__getitem__(layer.frame, field)
    return FieldColumn(field, _kind(series), series.array, layer.role)


def field_names(layer: Layer) -> tuple[str, ...]:
    """The fields of a layer: canonical ones in the order of their role first, then the file's own."""
    return tuple(sorted(layer.field_names(), key=lambda name: name not in layer.fields))


def may_hold_numbers(layer: Layer, field: str) -> bool | None:
    """Whether a field holds numbers; None where it must be read to know."""
    if at_hand(layer):
        return column_of(layer, field).kind == "number"
    spec = _spec(layer, field)
    return spec.kind in ("number", "year") if spec is not None else None


def at_hand(layer: Layer) -> bool:
    """Whether the table of a layer has been read."""
    return not getattr(layer, "deferred", False)


def _spec(layer: Layer, field: str) -> FieldSpec | None:
    from layers.roles import ROLES, SHARED_FIELDS

    if field not in layer.fields:
        return None
    return (ROLES[layer.role].fields if layer.role in ROLES else SHARED_FIELDS).get(field)


def _column_from_arrays(layer: Layer, field: str) -> FieldColumn:
    """A column of a layer whose table has not been read: no geometry and no other column is."""
    import pandas as pd
    import pyarrow

    spec = _spec(layer, field)
    if spec is not None and spec.kind in ("number", "year"):
        return FieldColumn(field, "number", pd.array(layer.numbers(field)), layer.role)
    plain = layer.plain_numbers(field) if spec is None else None
    if plain is not None:
        return FieldColumn(field, "number", pd.array(plain), layer.role)
    words = layer.words(field)
    if spec is not None and spec.kind == "bool":
        truths = pd.Series(words).map({"1": True, "0": False}).astype("boolean")
        return FieldColumn(field, "bool", truths.array, layer.role)
    if spec is None and _all_numbers(words):
        return FieldColumn(field, "number", pd.array(layer.numbers(field)), layer.role)
    texts = pd.array(pyarrow.array(words), dtype="string")
    return FieldColumn(field, "text", texts, layer.role)


def _all_numbers(words: npt.NDArray[np.str_]) -> bool:
    """Whether a field of the file's own holds numbers and not codes, which may begin with a zero."""
    import pandas as pd

    filled = pd.unique(words[words != ""])
    if not len(filled):
        return False
    texts = pd.Series(filled, dtype="string")
    return not texts.str.match(r"0\d").any() and bool(pd.to_numeric(texts, errors="coerce").notna().all())


def plain_value(value: Any) -> Any:
    """A cell as a Python value; None for every way in which a file says that there is nothing."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return None
    item = getattr(value, "item", None)
    if item is not None and not isinstance(value, str):
        value = item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return value if value.strip() else None
    return value


def number_text(value: float) -> str:
    """A number as it was recorded, without the digits of its binary form."""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _series(values: Any) -> Any:
    import pandas as pd

    return pd.Series(values)


def _number_texts(series: Any) -> Any:
    """Numbers as they would be written, whole ones without a point."""
    import pandas as pd
    import pyarrow

    found = pyarrow.array(series, from_pandas=True).cast(pyarrow.string())
    return pd.Series(found.to_pandas(), dtype="string").str.removesuffix(".0")


def _kind(series: Any) -> Kind:
    from pandas.api import types

    if types.is_bool_dtype(series.dtype):
        return "bool"
    if types.is_numeric_dtype(series.dtype):
        return "number"
    if types.is_datetime64_any_dtype(series.dtype):
        return "date"
    if series.dtype == object:
        first = series.first_valid_index()
        if first is not None and isinstance(series.loc[first], tuple | list | np.ndarray):
            return "list"
    return "text"
