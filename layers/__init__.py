"""What is drawn, edited and checked: layers, roles, plans, readers, geometry. Knows no Qt."""
