"""What the editor calls the elements of a sheet, their fields and the values of these."""

from __future__ import annotations

from PySide6.QtCore import QObject

from core.messages import Language
from maps.sheets.sheet_design import Element, Label, Legend, Locator, Picture, Slot, Table


class SheetWords(QObject):
    """Words in the present language."""

    def kinds(self) -> dict[str, str]:
        """The kinds of elements, in the order in which they are offered."""
        return {
            "map": self.tr("Map"),
            "locator": self.tr("Location map"),
            "legend": self.tr("Legend"),
            "north": self.tr("North arrow"),
            "wind_rose": self.tr("Wind rose"),
            "scale_bar": self.tr("Scale bar"),
            "table": self.tr("Table"),
            "picture": self.tr("Picture"),
            "text": self.tr("Text"),
            "notes": self.tr("Notes"),
            "slot": self.tr("Box to fill in"),
            "illustrative": self.tr("Mark “illustrative”"),
        }

    def element(self, element: Element, language: Language) -> str:
        """What an element is called in a list: its kind and what it says."""
        says = ""
        if isinstance(element, Label):
            says = element.text.to(language)
        elif isinstance(element, Slot):
            says = element.label.to(language)
        elif isinstance(element, (Table, Legend, Locator)):
            says = element.heading.to(language)
        elif isinstance(element, Picture):
            says = element.file
        kind = self.kinds()[element.kind]
        return f"{kind} · {says[:40]}" if says and says != kind else kind

    def fields(self) -> dict[str, str]:
        """The fields of elements, by their names in a design."""
        return {
            "heading": self.tr("Heading"),
            "main_heading": self.tr("Heading of the main classes"),
            "text": self.tr("Text"),
            "label": self.tr("Label"),
            "value": self.tr("Value"),
            "more": self.tr("More notes"),
            "size": self.tr("Size of letters"),
            "bold": self.tr("Bold"),
            "align": self.tr("Alignment"),
            "colour": self.tr("Colour"),
            "frame": self.tr("Frame"),
            "file": self.tr("File"),
            "content": self.tr("Table of"),
            "name": self.tr("Name of the table"),
            "unit": self.tr("Unit of areas"),
            "rows": self.tr("Most rows"),
            "areas": self.tr("Area of every class"),
            "split": self.tr("This site and elsewhere apart"),
            "columns": self.tr("Columns"),
            "convergence": self.tr("State the grid convergence"),
            "frequencies": self.tr("Frequencies from north"),
            "of": self.tr("Of the map"),
            "shows": self.tr("Shows where"),
            **self._map_fields(),
        }

    def _map_fields(self) -> dict[str, str]:
        return {
            "main": self.tr("About"),
            "roles": self.tr("Layers shown"),
            "named": self.tr("Layers with names"),
            "labels": self.tr("Labels of the main layers"),
            "faded": self.tr("Pale layers"),
            "full": self.tr("Layers in full colour"),
            "always": self.tr("At every scale"),
            "frames": self.tr("Extent"),
            "bounds": self.tr("West, south, east, north"),
            "around": self.tr("Around it (times its size)"),
            "around_m": self.tr("Around it at least"),
            "scale": self.tr("Scale"),
            "finest": self.tr("No larger than"),
            "link": self.tr("Follows the map"),
            "link_by": self.tr("Takes its"),
            "grid": self.tr("Coordinate grid"),
        }

    def values(self) -> dict[str, dict[str, str]]:
        """The values of fields that have a few."""
        return {
            "align": {"left": self.tr("Left"), "centre": self.tr("Centre"), "right": self.tr("Right")},
            "unit": {"m2": "m²", "mu": self.tr("mu"), "ha": "ha", "km2": "km²"},
            "content": {
                "land_balance": self.tr("Land balance"),
                "control_lines": self.tr("Control lines"),
                "facilities": self.tr("Facilities"),
                "indicators": self.tr("Indicators of parcels"),
                "projects": self.tr("Projects"),
                "occupation": self.tr("Land taken by the project"),
                "given": self.tr("Given from outside"),
            },
            "frames": {
                "areas": self.tr("A frame for every planning area, where larger"),
                "whole": self.tr("Everything"),
                "subject": self.tr("The sheet's feature"),
                "bounds": self.tr("As entered"),
            },
            "link_by": {"extent": self.tr("Extent"), "scale": self.tr("Scale")},
            "grid": {
                "plane": self.tr("Metres"),
                "geographic": self.tr("Degrees"),
                "both": self.tr("Both"),
                "none": self.tr("None"),
            },
            "area": {
                "page": self.tr("Free on the page"),
                "title": self.tr("Title"),
                "maps": self.tr("Maps"),
                "side": self.tr("Beside the maps"),
                "strip": self.tr("Strip at the foot"),
            },
        }

    def texts(self) -> dict[str, str]:
        """What may stand in braces."""
        return {
            "plan": self.tr("Name of the plan"),
            "sheet": self.tr("Name of the sheet"),
            "date": self.tr("Date"),
            "scale": self.tr("Scale"),
            "crs": self.tr("Coordinate system"),
            "page": self.tr("Page number"),
            "pages": self.tr("Number of pages"),
            "paper": self.tr("Paper"),
            "period": self.tr("Period of the plan"),
            "base_year": self.tr("Base year"),
            "target_year": self.tr("Target year"),
            "sources": self.tr("Sources"),
            "authority": self.tr("Planning authority"),
            "maker": self.tr("Prepared by"),
            "sheet_number": self.tr("Sheet number"),
            "review_number": self.tr("Map review number"),
            "secrecy": self.tr("Classification"),
        }
