"""Suggestions from visitors."""
