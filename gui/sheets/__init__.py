"""The sheet editor: place, align and edit what is on a sheet, seen as it will be printed."""
