"""The form of one kind of element: its place, and its own fields as its record declares them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args, get_origin, get_type_hints

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from core.messages import Text
from gui.sheets.fields import Colour, Count, Extent, Field, File, Number, Numbers, OneOf, Plain, Several, Tick, Words
from gui.sheets.words import SheetWords
from maps.sheets.paper import MOST_MM
from maps.sheets.sheet_design import KINDS, Element, MapFrame, Place, SheetDesign, Table

PLACE = ("area", "x", "y", "width", "height", "row")
ON_PAGE, IN_SIDE = ("x", "y", "width", "height"), ("width", "height", "row")
SHOWN_IN = {"page": ON_PAGE, "side": IN_SIDE, "strip": ("width",), "maps": ("width",), "title": ()}
TITLE_PX = 104
NOT_HERE = frozenset({"id", "place", "circles"})
"""What is kept as it is: walking circles are written in the template."""
Ask = Callable[[Callable[[str], None]], None]
Bounds = tuple[float, ...]


@dataclass(frozen=True)
class Asking:
    """What a form asks of the editor: a picture of the plan, where a map is now, what the window's map shows."""

    picture: Ask
    extent: Callable[[str], Bounds]
    view: Callable[[], Bounds]


class ElementForm(QWidget):
    """Shows an element; ``entered`` carries the element with a value changed, and the name of the field."""

    entered = Signal(object, str)

    def __init__(self, kind: str, words: SheetWords, asking: Asking) -> None:
        super().__init__()
        self._asking = asking
        self._words = words
        self._element: Element | None = None
        self._titles: dict[str, QLabel] = {}
        self.fields: dict[str, Field] = {}
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        own = KINDS[kind]
        hints = get_type_hints(own)
        for each in fields(own):
            if each.name not in NOT_HERE:
                self._add(each.name, _field_for(each.name, hints[each.name], words, asking))
        self._hints = hints
        self._add_place()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        named = self._words.fields() | self._place_words()
        values = self._words.values()
        for name, field in self.fields.items():
            self._titles[name].setText("" if isinstance(field, Tick) else named[name])
            field.name(named[name])
            field.retranslate()
            if isinstance(field, OneOf) and name in values:
                allowed = _allowed(self._hints.get(name)) or tuple(values[name])
                field.offer({value: values[name].get(value, value) for value in allowed})
        for name, sentence in self._nought().items():
            field = self.fields.get(name)
            if isinstance(field, (Number, Count)):
                field.zero_means(sentence)

    def offer(self, design: SheetDesign, roles: Mapping[str, str], maps: Mapping[str, str]) -> None:
        """The layers and the other maps that there are to choose from."""
        own = self._element.id if self._element is not None else ""
        free = {each.id: maps[each.id] for each in design.maps() if not each.link and each.id != own}
        for name, field in self.fields.items():
            if name in ("link", "of") and isinstance(field, OneOf):
                nobody = self.tr("none") if name == "link" else self.tr("the first")
                field.offer({"": nobody, **free})
            elif name == "shows" and isinstance(field, Several):
                field.offer(free)
            elif isinstance(field, Several):
                field.offer(roles)

    def show_element(self, element: Element) -> None:
        """Show another element, or what became of it."""
        self._element = element
        for name, field in self.fields.items():
            source: Any = element.place if name in PLACE else element
            field.show_value(getattr(source, name))
        shown = SHOWN_IN[element.place.area]
        for name in PLACE[1:]:
            self._rows.setRowVisible(self.fields[name], name in shown)
        if isinstance(element, Table):
            self._rows.setRowVisible(self.fields["name"], element.content == "given")
        if isinstance(element, MapFrame):
            self._rows.setRowVisible(self.fields["link_by"], bool(element.link))
            for name in ("around", "around_m"):
                self._rows.setRowVisible(self.fields[name], element.frames == "subject")
            self._rows.setRowVisible(self.fields["bounds"], element.frames == "bounds")
        for name in ("width", "height"):
            least = 1.0 if element.place.area == "page" else 0.0
            self.fields[name].box.setMinimum(least)

    def complain(self, name: str, sentence: str) -> bool:
        """Say what is wrong with a field; False where it is not one of this form."""
        for key, field in self.fields.items():
            field.complain(sentence if key == name else "")
        return name in self.fields

    def _add_place(self) -> None:
        self._add("area", OneOf())
        for name in ON_PAGE[:2]:
            self._add(name, Number(-MOST_MM, MOST_MM))
        for name in ON_PAGE[2:]:
            self._add(name, Number(0.0, MOST_MM))
        self._add("row", Plain())

    def _add(self, name: str, field: Field) -> None:
        title = QLabel()
        title.setObjectName("muted")
        title.setWordWrap(True)
        title.setFixedWidth(TITLE_PX)
        title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        title.setBuddy(field)
        self._titles[name], self.fields[name] = title, field
        self._rows.addRow(title, field)
        field.entered.connect(lambda value: self._enter(name, value))

    def _enter(self, name: str, value: Any) -> None:
        element = self._element
        if element is None:
            return
        if name in PLACE:
            place: Place = replace(element.place, **{name: value})
            if name == "area":
                place = _in_area(place, str(value))
            self.entered.emit(replace(element, place=place), name)
        else:
            changed: Any = {name: value}
            if value == "bounds" and isinstance(element, MapFrame) and not element.bounds:
                changed["bounds"] = self._asking.extent(element.id) or self._asking.view()
            self.entered.emit(replace(element, **changed), name)

    def _place_words(self) -> dict[str, str]:
        return {
            "area": self.tr("Place"),
            "x": self.tr("From the left"),
            "y": self.tr("From the top"),
            "width": self.tr("Width"),
            "height": self.tr("Height"),
            "row": self.tr("Row shared with"),
        }

    def _nought(self) -> dict[str, str]:
        """What nought means."""
        return {
            "scale": self.tr("as large as fits"),
            "finest": self.tr("any"),
            "columns": self.tr("as fits best"),
        }


def _in_area(place: Place, area: str) -> Place:
    """In another area: what an area gives is not asked for as well."""
    if area == "page":
        return replace(place, row="", width=max(place.width, 20.0), height=max(place.height, 10.0))
    kept = replace(place, x=0.0, y=0.0, row="")
    return kept if area in ("side", "strip") else replace(kept, width=0.0, height=0.0)


def _allowed(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) is Literal else ()


def _field_for(name: str, hint: Any, words: SheetWords, asking: Asking) -> Field:
    """The field for a value of that type."""
    made: dict[str, Callable[[], Field]] = {
        "link": OneOf,
        "of": OneOf,
        "colour": Colour,
        "scale": lambda: Count(75_000_000, prefix="1 : ", scale=True),
        "finest": lambda: Count(75_000_000, prefix="1 : ", scale=True),
        "size": lambda: Number(0.5, 100.0, step=0.1),
        "around": lambda: Number(0.0, 100.0, step=0.1, suffix=""),
        "around_m": lambda: Number(0.0, 1_000_000.0, step=10.0, suffix=" m"),
        "rows": lambda: Count(500),
        "columns": lambda: Count(12),
        "file": lambda: File(asking.picture),
        "bounds": lambda: Extent(asking.view),
    }
    if name in made:
        return made[name]()
    if get_origin(hint) is Literal:
        return OneOf()
    if get_origin(hint) is tuple:
        return Several() if get_args(hint)[0] is str else Numbers()
    plain: dict[Any, Callable[[], Field]] = {Text: lambda: Words(words.texts), bool: Tick, str: Plain}
    return plain[hint]()
