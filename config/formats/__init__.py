"""Formats of dates and times, by language, instead of Django’s own."""
