"""The schema of the data: the record of a program, declared once, with its vocabularies, its checks and its upgrades."""
