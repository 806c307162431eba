"""Files straight into arrays: what the map draws and a table shows, without an object per feature.

Only numpy and the standard library are imported here, so that a plan can be drawn before the heavy parts are there.
What these readers cannot do as GDAL does it they leave alone: ``UnfitError`` says that the file is to be read whole.
"""

from __future__ import annotations


class UnfitError(Exception):
    """The file holds what only GDAL can read; never shown to the planner."""
