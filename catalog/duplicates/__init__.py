"""Programs that may be entered twice."""
