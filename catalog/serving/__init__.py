"""How requests are served, whatever they ask for: limits, errors, logs, metrics, cached answers.

Imports nothing else of catalog.
"""
