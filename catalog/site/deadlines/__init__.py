"""The deadlines page."""
