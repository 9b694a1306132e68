"""Releases and the data dictionary."""
