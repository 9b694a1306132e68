"""Versions of a program: their state, how they differ, and the public change log."""
