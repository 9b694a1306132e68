"""Full-text search over records: an index in memory, the parser of searches, spelling suggestions, highlights."""
