"""Programs: what is written about them and how it reads."""
