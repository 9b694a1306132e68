"""Organizations: their programs, renaming, merging and dropping them."""
