"""Codings: how coders read programs, how far they agree, and how a reviewer decides."""
