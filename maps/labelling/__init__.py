"""Labels: what they say, where they stand, and how they are drawn; for the canvas and for sheets alike."""

from maps.labelling.label_style import LabelStyle, as_values, from_values, role_label
from maps.labelling.placed import PlacedLabel
from maps.labelling.placing import place_labels
from maps.labelling.source import LabelSource, label_source
from maps.labelling.template import Template, parse

__all__ = [
    "LabelSource",
    "LabelStyle",
    "PlacedLabel",
    "Template",
    "as_values",
    "from_values",
    "label_source",
    "parse",
    "place_labels",
    "role_label",
]
