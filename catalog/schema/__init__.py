"""The record of a program, declared once, with its vocabularies, validation and upgrades."""
