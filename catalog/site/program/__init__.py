"""The page of one program."""
