"""Tables out of the files that people upload: CSV and XLSX.

Nothing here knows Django or the catalog, so that a small process of its own can read a file (see `sandbox`).
"""
