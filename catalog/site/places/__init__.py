"""The pages of states and of sponsors."""
