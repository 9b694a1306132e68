"""Notices: e-mail to editors about what waits for them."""
