"""Topology errors in the window: what is checked, the list, the fixes."""
