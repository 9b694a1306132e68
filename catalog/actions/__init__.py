"""Everything that writes. Each action is one transaction that keeps rows, versions and revision in step."""
