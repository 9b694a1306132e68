"""Browsing: facets, selections, editions and what answers them."""
