"""What the dialog for symbols has done in the background: styles made of layers and files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.messages import Language, same

if TYPE_CHECKING:
    from layers.layer import GeometryKind, Layer
    from maps.symbology.conditions import Test
    from maps.symbology.layer_style import Grading, LayerStyle, StyleClass
    from maps.symbology.marks import Symbol


def beginning(layer: Layer, own: LayerStyle | None) -> tuple[LayerStyle, list[int], tuple[str, ...], frozenset[str]]:
    """The style to begin with, how many features each class has, the fields, and those that hold numbers."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    from maps.symbology.layer_style import counts_of

    style = own or default(layer)
    names = layer.field_names()
    types = {name: layer.frame[name].dtype for name in names}
    numeric = frozenset(name for name in names if is_numeric_dtype(types[name]) and not is_bool_dtype(types[name]))
    return style, counts_of(style, layer), names, numeric


def default(layer: Layer) -> LayerStyle:
    """What the role gives the layer."""
    from maps.symbology.classing import default_style

    return default_style(layer)


def single(layer: Layer, base: Symbol | None) -> LayerStyle:
    """One symbol for all."""
    from maps.symbology.classing import single

    return single(layer, base)


def categorised(layer: Layer, field: str) -> LayerStyle:
    """A class for every value."""
    from maps.symbology.classing import categorised

    return categorised(layer, field)


def graduated(layer: Layer, field: str, grading: Grading, manual: tuple[float, ...], base: Symbol | None) -> Any:
    """The style, its breaks, the histogram with the smallest and the largest value."""
    from maps.symbology.class_breaks import breaks_of, graded, histogram

    values = layer.numbers(field)
    breaks = breaks_of(values, grading.way, grading.count, manual)
    return graded(field, breaks, grading, kind=layer.kind, base=base), breaks, *histogram(values)


def loaded(path: Path) -> LayerStyle:
    """The style in a .qml or .sld."""
    from maps.style_files.qml import read_qml
    from maps.style_files.sld import read_sld

    return read_sld(path) if path.suffix.casefold() in (".sld", ".xml") else read_qml(path)


def saved(style: LayerStyle, path: Path, name: str, names: dict[str, str], *, language: Language) -> None:
    """Write a style under the names that fields have in the file of the layer."""
    from core.files import write_beside
    from maps.style_files.qml_writing import write_qml
    from maps.style_files.sld_writing import write_sld
    from maps.symbology.layer_style import renamed_fields

    named = renamed_fields(style, names)
    text = write_sld(named, name, language) if path.suffix.casefold() == ".sld" else write_qml(named, language)
    with write_beside(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def equal_to(field: str, text: str) -> Test:
    """The test for one value or several."""
    from maps.symbology.conditions import Condition

    return Condition(field, "in", tuple(part.strip() for part in text.split("、")))


def new_class(kind: GeometryKind) -> StyleClass:
    """A class for all features, to be changed."""
    from maps.symbology.classing import PALETTE, plain_symbol
    from maps.symbology.layer_style import StyleClass

    return StyleClass("new", same(""), plain_symbol(PALETTE[0], kind))
