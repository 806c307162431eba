"""The offline web map: a plan and its findings in one HTML file that asks nobody for anything."""
