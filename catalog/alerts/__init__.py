"""Alerts: e-mail about programs to people without an account."""
