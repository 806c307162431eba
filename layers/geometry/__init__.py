"""Geometry without files and without meaning: measuring, coordinate systems, arrays."""
