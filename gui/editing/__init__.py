"""Editing on the map: the layer in hand, the tools, what they preview, and the bar that holds them."""
