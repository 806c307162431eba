"""The window: the only place with QtWidgets."""
