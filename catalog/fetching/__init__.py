"""Asking other people's servers for pages, politely, and without being led into one's own network.

Nothing here knows of Django or of the catalog's tables: what the settings say comes in as parameters.
"""
