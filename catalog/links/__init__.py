"""Link checks: every address that a record names, and whether it still answers."""
