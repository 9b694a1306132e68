"""Cross-tables: what is crossed, and how strongly two facets go together."""
