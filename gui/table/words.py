"""How cells and columns are written: the planner's words, units, what is copied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from gui.field_labels import FieldLabels, word_in, word_shown
from gui.language import Speaker
from gui.table.columns import number_text

if TYPE_CHECKING:
    from layers.layer import Layer

_SPECIAL = ("=", "+", "-", "@", "\t", "\r")


class TableWords(QObject):
    """Writes cells and headings in the present language."""

    def __init__(self, speaker: Speaker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speaker = speaker
        self._labels = FieldLabels(self)

    def layer(self, layer: Layer) -> str:
        """What a layer is, and its own name where that is another."""
        from maps.symbology.style import role_style

        label = self._speaker.say(role_style(layer.role).label) if layer.role is not None else layer.name
        return label if label == layer.name else f"{label} · {layer.name}"

    def heading(self, layer: Layer, field: str) -> str:
        """The name of a column, with its unit."""
        if field not in layer.fields:
            return field
        unit = self._labels.unit(field)
        name = self._labels.label(field)
        return f"{name} ({unit})" if unit else name

    def origin(self, layer: Layer, field: str) -> str:
        """What the column is called in the file."""
        source = layer.fields.get(field, field)
        return self.tr("Field {name} of {file}").format(name=source, file=layer.path.name)

    def choices(self, layer: Layer, field: str) -> list[str]:
        """The words that a field may have; empty where anything may be typed."""
        from layers.vocabulary import VOCABULARIES
        from services.cell_values import spec_of

        spec = spec_of(layer.role, field) if field in layer.fields else None
        if spec is None or (spec.kind == "list"):
            return []
        if spec.kind == "bool":
            return [self.tr("yes"), self.tr("no")]
        known = VOCABULARIES.get(spec.vocabulary or "", {})
        return [word_in(known, word, self._speaker.language) for word in known]

    def raw(self, layer: Layer, field: str, text: str) -> str:
        """A cell that comes as text from a layer whose table has not been read."""
        from services.cell_values import spec_of

        spec = spec_of(layer.role, field) if field in layer.fields else None
        if not text or spec is None:
            return text
        if spec.kind == "bool":
            return self.cell(layer, field, text == "1")
        return self.cell(layer, field, text.split(";") if spec.kind == "list" else text)

    def cell(self, layer: Layer, field: str, value: Any) -> str:
        """A value as it is read; nothing where there is none."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return self.tr("yes") if value else self.tr("no")
        if isinstance(value, int | float):
            return number_text(value)
        if hasattr(value, "isoformat"):
            return value.isoformat()[:10]
        words = [str(item) for item in value] if isinstance(value, tuple | list) else [str(value)]
        return "、".join(word_shown(layer.role, field, word, self._speaker.language) for word in words)


def as_tsv(rows: Iterable[Sequence[tuple[str, bool]]]) -> str:
    """Rows of (text, whether it is a number) for the clipboard. What a spreadsheet would compute stays text."""
    return "\r\n".join("\t".join(_guarded(text, number) for text, number in row) for row in rows)


def _guarded(text: str, is_number: bool) -> str:
    if is_number:
        return text
    kept = f"'{text}" if text.startswith(_SPECIAL) else text
    if any(letter in kept for letter in '\t\n\r"'):
        return '"' + kept.replace('"', '""') + '"'
    return kept
