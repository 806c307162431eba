"""Editing tools as pure functions: features by fid in, new geometries and attributes by fid out.

Coordinates are those of the layer's CRS. A tool that cannot do what is asked raises a ``Refusal`` that says what
stands in the way; then nothing has changed. ``layers.editing.changing.as_changes`` makes the one undoable step of it.
"""
