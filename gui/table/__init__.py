"""The attribute table: columns, what is asked of them, and the widgets that show and change them."""
