"""Text, dates, percentages and addresses. It imports nothing else of catalog."""
