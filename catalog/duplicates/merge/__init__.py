"""Merge two records of one program, field by field."""
