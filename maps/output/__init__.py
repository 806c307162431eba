"""Sheets as files: PDF, pictures, SVG, atlases."""
