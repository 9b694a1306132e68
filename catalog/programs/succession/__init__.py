"""A program that goes on in another: what follows to its successor."""
