"""Releases: frozen, citable versions of the data."""
