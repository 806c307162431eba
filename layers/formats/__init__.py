"""Formats of files: ``vector.load`` reads any of them, ``export.export_layer`` writes them.

Boundary points, DXF, tables and export have rooms of their own; ``endings`` says which ending is which format.
"""
