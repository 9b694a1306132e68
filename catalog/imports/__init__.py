"""Importing files of programs: read, plan, preview, write."""
