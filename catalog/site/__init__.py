"""The public pages, one folder or file for each family."""
