"""Editions of the catalog: today's or a release, as coded or under changed rules."""
