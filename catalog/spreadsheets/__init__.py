"""Read tables from uploaded CSV and XLSX files.

Nothing here imports Django or the rest of the catalog, so that a small separate process can read a file (see `sandbox`).
"""
