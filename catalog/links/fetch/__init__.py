"""Fetching web pages safely: only public addresses, within limits. Knows nothing of the catalog."""
