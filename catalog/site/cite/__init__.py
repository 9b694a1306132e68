"""Citations and the methods paragraph."""
