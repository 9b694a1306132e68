"""Who can take part in a program."""
