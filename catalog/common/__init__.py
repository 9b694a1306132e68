"""Text, dates, percentages and addresses: imports nothing else of catalog."""
