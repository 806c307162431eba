"""Formats of files: reading them, with what is wrong with them."""
