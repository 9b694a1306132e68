"""A release as a Data Package v2."""
