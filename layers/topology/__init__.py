"""Topology: what is wrong with how features of one layer lie to each other, and how it is mended."""
