"""Facets, selections and the snapshot that answers them."""
