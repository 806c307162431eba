"""Dialogs: few, and none that blocks the window."""
