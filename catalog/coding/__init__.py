"""Codings of programs, the agreement of their coders, and reviewers' decisions where they differ."""
