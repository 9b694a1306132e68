"""The pages of the typology."""
