"""A sheet as data: the page and its elements. Templates are read into it, a sheet editor changes it.

Every record is frozen; an edit gives a new design, so that undo is keeping the old one. Lengths are mm on the design's
own paper; in named areas they are mm on A3 and grow with the paper.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from core.messages import Text
from maps.sheets.paper import BINDING_MM, Orientation

Area = Literal["title", "maps", "side", "strip", "page"]
Layout = Literal["auto", "beside", "below"]
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an element stands.

    In ``page``: a box of ``width`` by ``height`` mm at ``x``, ``y`` from the upper left corner. In a named area the
    page decides: ``width`` and ``height`` are what the element asks for, 0 means what is left. Elements of ``side``
    with the same ``row`` stand in one box.
    """

    area: Area = "page"
    row: str = ""
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """Anything on a sheet. ``id`` is unique in its design and stays when the element is edited."""

    kind: ClassVar[str] = ""

    id: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Walking circles: ``distance_m`` in a straight line around facilities of these ``kinds``."""

    minutes: float
    distance_m: float
    kinds: tuple[str, ...]
    label: Text
    colour: str = "#3B6FB5"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFrame(Element):
    """A map. ``main`` are the roles it is about: they give its extent and head its legend.

    ``frames``: ``areas`` makes a frame per planning area where that allows a larger scale, ``whole`` shows all,
    ``subject`` shows the sheet's feature with ``around`` times its size on each side (at least ``around_m``),
    ``bounds`` shows ``bounds``: west, south, east, north in the plan's measuring CRS.
    ``scale`` 0 fits a standard scale, none larger than 1 : ``finest``. ``link`` names another map whose scale or
    extent this one takes.
    ``named`` roles are lettered, the main ones with ``labels`` where that is given (``{parcel_no}``);
    ``faded`` ones are drawn pale, ``full`` ones with the standard's colours unthinned;
    ``always`` ones at every scale.
    """

    kind: ClassVar[str] = "map"

    main: tuple[str, ...]
    roles: tuple[str, ...]
    named: tuple[str, ...] = ()
    labels: str = ""
    faded: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    frames: Literal["areas", "whole", "subject", "bounds"] = "areas"
    bounds: tuple[float, ...] = ()
    around: float = 0.5
    around_m: float = 0.0
    scale: float = 0.0
    finest: float = 0.0
    link: str = ""
    link_by: Literal["scale", "extent"] = "extent"
    grid: Literal["plane", "geographic", "both", "none"] = "plane"
    circles: tuple[Circle, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator(Element):
    """A small map of the whole with boxes where the maps ``shows`` are (all when empty)."""

    kind: ClassVar[str] = "locator"

    heading: Text
    roles: tuple[str, ...]
    shows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend(Element):
    """The classes that show. ``areas`` adds the area of every main class and the total; ``split`` parts what is on the
    sheet's feature from what is elsewhere on the map; ``columns`` 0 takes as many as fit best."""

    kind: ClassVar[str] = "legend"

    heading: Text
    main_heading: Text = NOTHING
    areas: bool = False
    unit: Literal["m2", "mu", "ha", "km2"] = "ha"
    split: bool = False
    columns: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class North(Element):
    """An arrow to true north with the grid convergence."""

    kind: ClassVar[str] = "north"

    convergence: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WindRose(Element):
    """Wind frequency by direction, clockwise from north: ``frequencies``, else the table ``file`` beside the plan.

    Without data it is not drawn.
    """

    kind: ClassVar[str] = "wind_rose"

    frequencies: tuple[float, ...] = ()
    file: str = "wind_rose.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleBar(Element):
    """The scale as a number and as a bar, of the map ``of`` (the first when empty)."""

    kind: ClassVar[str] = "scale_bar"

    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Element):
    """A table. ``content`` says what of; ``given`` takes the one called ``name`` from whoever composes the sheet."""

    kind: ClassVar[str] = "table"

    heading: Text
    content: Literal["land_balance", "control_lines", "facilities", "indicators", "projects", "occupation", "given"]
    name: str = ""
    unit: Literal["m2", "mu", "ha", "km2"] = "ha"
    rows: int = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Element):
    """A picture file (png, jpg, svg) inside the plan's folder."""

    kind: ClassVar[str] = "picture"

    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label(Element):
    """Text with fields in braces, fitted into its box; ``size`` is the em in mm on A3."""

    kind: ClassVar[str] = "text"

    text: Text
    size: float = 3.0
    bold: bool = False
    align: Literal["left", "centre", "right"] = "left"
    colour: str = "#1D2433"
    frame: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes(Element):
    """What the sheet must say of itself: coordinate system, period, classes, sources, what is illustrative."""

    kind: ClassVar[str] = "notes"

    size: float = 2.35
    more: Text = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot(Element):
    """A labelled box of the title strip; without a value it stays empty to write or stamp in."""

    kind: ClassVar[str] = "slot"

    label: Text
    value: Text = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class IllustrativeMark(Element):
    """The word “illustrative”, where data shown say so of themselves."""

    kind: ClassVar[str] = "illustrative"


KINDS: dict[str, type[Element]] = {
    each.kind: each
    for each in (
        MapFrame,
        Locator,
        Legend,
        North,
        WindRose,
        ScaleBar,
        Table,
        Picture,
        Label,
        Notes,
        Slot,
        IllustrativeMark,
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The paper and how it is shared out. ``margin`` 0 is the standard's; ``column`` and ``band`` are the room for
    what stands beside or below the maps, ``title`` and ``strip`` the heights of those."""

    paper: str = "A3"
    orientation: Orientation = "landscape"
    layout: Layout = "auto"
    binding: float = BINDING_MM
    margin: float = 0.0
    column: float = 76.0
    band: float = 78.0
    title: float = 14.0
    strip: float = 21.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDesign:
    """A sheet: its name, what it is called, the page, the elements in drawing order.

    ``subject`` is the role whose feature a sheet of this kind is made for, empty where it is made for the plan.
    """

    name: str
    title: Text
    page: Page = Page()
    subject: str = ""
    elements: tuple[Element, ...] = ()

    def element(self, identity: str) -> Element | None:
        """The element of that id."""
        return next((each for each in self.elements if each.id == identity), None)

    def with_element(self, element: Element) -> SheetDesign:
        """The design with ``element`` in place of the one of its id, or added as the uppermost."""
        if self.element(element.id) is None:
            return replace(self, elements=(*self.elements, element))
        return replace(self, elements=tuple(element if each.id == element.id else each for each in self.elements))

    def without(self, identity: str) -> SheetDesign:
        """The design without the element of that id."""
        return replace(self, elements=tuple(each for each in self.elements if each.id != identity))

    def placed(self, identity: str, place: Place) -> SheetDesign:
        """The design with one element moved or resized."""
        return replace(
            self,
            elements=tuple(replace(each, place=place) if each.id == identity else each for each in self.elements),
        )

    def maps(self) -> tuple[MapFrame, ...]:
        """The maps, in drawing order; the first one gives the sheet's scale."""
        return tuple(each for each in self.elements if isinstance(each, MapFrame))
