"""Deletion of data that is stored for a limited time."""

from catalog.accounts.logins import forget_logins
from catalog.imports.pending import delete_expired_imports
from catalog.suggestions.services import forget_old


def forget_expired() -> None:
    """Delete expired senders of suggestions, records of logins, and files of unconfirmed imports."""
    forget_old()
    forget_logins()
    delete_expired_imports()
