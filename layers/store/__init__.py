"""The project file: one GeoPackage that any GIS opens, written by SQLite transactions alone.

No other library in the process may open the file while a project is open: closing a second handle drops the
locks of the first (POSIX), and a second copy of SQLite, such as GDAL's, may delete a write-ahead log in use.
"""
