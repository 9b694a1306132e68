"""Filling and updating an installation: programs, codings, releases, the second reading."""
