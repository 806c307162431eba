"""Figures of a line or polygon drawn with the measure tool: computed in a worker, in words for the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from core.quantities import Quantity, area_in, shown
from gui.language import Speaker
from gui.session import Session

Place = tuple[float, float]
Floats = npt.NDArray[np.float64]
NONE: Floats = np.empty(0)
KILOMETRE = 1000.0
HECTARE_M2 = 10_000.0


@dataclass(frozen=True, eq=False)
class Figures:
    """Of a line through ``places`` (n): its steps (n - 1) in m and degrees. Of a polygon (with ``closed``) also the
    step back, its areas in m², and whether it ``crosses`` itself: then it has none.
    """

    places: tuple[Place, ...]
    closed: bool
    planar: Floats
    geodesic: Floats
    bearing: Floats
    azimuth: Floats
    areas: tuple[float, float] | None = None
    crosses: bool = False


class Measuring(QObject):
    """Measures what was asked for last. ``measured`` carries ``Figures``."""

    measured = Signal(object)

    def __init__(self, session: Session, speaker: Speaker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.speaker = speaker
        self._busy = False
        self._next: tuple[tuple[Place, ...], bool] | None = None

    @property
    def possible(self) -> bool:
        """Whether there is a coordinate system to measure in."""
        return self._session.plan is not None and self._session.plan.measuring_crs is not None

    def want(self, places: Sequence[Place], *, closed: bool) -> None:
        """Measure these places; what was asked for and is not begun yet is dropped."""
        if not self.possible:
            return
        self._next = tuple(places), closed
        if not self._busy:
            self._begin()

    def drop(self) -> None:
        """Nothing is wanted any more."""
        self._next = None

    def line_words(self, figures: Figures) -> list[str]:
        """The last step, then the whole."""
        steps = len(figures.places) - 1
        if steps < 1:
            return []
        planar, geodesic = float(figures.planar[:steps].sum()), float(figures.geodesic[:steps].sum())
        words = [
            self.tr("This step {length}, bearing {bearing} (true {azimuth})").format(
                length=self.length(float(figures.planar[steps - 1])),
                bearing=degrees_minutes(float(figures.bearing[steps - 1])),
                azimuth=degrees_minutes(float(figures.azimuth[steps - 1])),
            )
        ]
        both = self.tr("Length {planar} planar, {geodesic} on the ellipsoid")
        return [*words, both.format(planar=self.length(planar), geodesic=self.length(geodesic))]

    def area_words(self, figures: Figures) -> list[str]:
        """Both areas in every unit, and the length of the outline."""
        if figures.crosses:
            return [self.tr("The outline crosses itself: it has no area.")]
        if figures.areas is None:
            return self.line_words(figures)
        planar, ellipsoidal = figures.areas
        return [
            self.tr("Ellipsoidal area {area}").format(area=self.area(ellipsoidal)),
            self.tr("Planar area {area}").format(area=self.area(planar)),
            self.tr("Outline {planar} planar, {geodesic} on the ellipsoid").format(
                planar=self.length(float(figures.planar.sum())), geodesic=self.length(float(figures.geodesic.sum()))
            ),
        ]

    def words(self, figures: Figures) -> list[str]:
        """What was measured."""
        return self.area_words(figures) if figures.closed else self.line_words(figures)

    def said_when_finished(self) -> str:
        """What can be done with a finished shape."""
        return self.tr("Ctrl+C copies, Esc clears")

    def said_when_copied(self) -> str:
        """That it is on the clipboard."""
        return self.tr("The result was copied.")

    def length(self, metres: float) -> str:
        """``812.40 m``, ``1.234 km``."""
        far = metres >= 10 * KILOMETRE
        return shown(Quantity(metres / KILOMETRE, "km") if far else Quantity(metres, "m"), self.speaker.language)

    def area(self, square_metres: float) -> str:
        """In 亩, hectares (small ones in m²) and, when large, km²."""
        units = ["m2" if square_metres < HECTARE_M2 else "ha", "mu"]
        units += ["km2"] if square_metres >= 10 * HECTARE_M2 else []
        return " = ".join(shown(area_in(square_metres, unit), self.speaker.language) for unit in units)

    def table(self, figures: Figures) -> str:
        """Everything, to be pasted into a sheet: the result, then a row for each step."""
        head = [
            self.tr("From E"),
            self.tr("From N"),
            self.tr("Planar m"),
            self.tr("Geodesic m"),
            self.tr("Bearing °"),
            self.tr("True bearing °"),
        ]
        columns = (figures.planar, figures.geodesic, figures.bearing, figures.azimuth)
        rows = ["\t".join(head)]
        for (x, y), *values in zip(figures.places, *(column.tolist() for column in columns), strict=False):
            rows.append("\t".join([f"{x:.3f}", f"{y:.3f}", *(f"{value:.4f}" for value in values)]))
        return "\n".join([*self.words(figures), *rows])

    def _begin(self) -> None:
        plan = self._session.plan
        if self._next is None or plan is None:
            return
        (places, closed), self._next = self._next, None
        crs = plan.measuring_crs
        self._busy = True
        self._session.jobs.submit(
            self.tr("Measuring"),
            lambda _feedback: figures_of(places, crs, closed=closed),
            self._take,
            lost=self._free,
        )

    def _take(self, figures: Figures) -> None:
        self._free()
        self.measured.emit(figures)

    def _free(self) -> None:
        self._busy = False
        self._begin()


def figures_of(places: Sequence[Place], crs: object, *, closed: bool) -> Figures:
    """Measure places (in ``crs``, metres) by the functions that the checks use. For a worker."""
    import shapely

    from layers.geometry.area import ellipsoidal_area, planar_area
    from layers.geometry.length import segments

    ring = [*places, places[0]] if closed and len(places) > 2 else list(places)
    steps = segments(np.array(ring, dtype=np.float64).reshape(-1, 2), crs)
    areas, crosses = None, False
    if closed and len(places) > 2:
        outline = np.array([shapely.Polygon(ring)], dtype=object)
        crosses = not bool(shapely.is_valid(outline)[0])
        if not crosses:
            areas = float(planar_area(outline)[0]), float(ellipsoidal_area(outline, crs)[0])
    return Figures(
        tuple(places),
        closed,
        steps.planar,
        steps.geodesic,
        steps.bearing,
        steps.azimuth,
        areas,
        crosses,
    )


def degrees_minutes(degrees: float) -> str:
    """``38°14′25″``."""
    seconds = round(degrees * 3600) % (360 * 3600)
    return f"{seconds // 3600}°{seconds // 60 % 60:02d}′{seconds % 60:02d}″"
