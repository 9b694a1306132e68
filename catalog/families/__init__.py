"""Families of programs: Reviewers keep them, apart from the records."""
