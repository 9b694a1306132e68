"""The shortlist."""
