"""What the catalog keeps only for a limited time."""

from catalog.accounts.logins import forget_logins
from catalog.imports.pending import delete_expired_imports
from catalog.suggestions.services import forget_old


def forget_expired() -> None:
    """Delete what has expired: the senders of suggestions, records of logins, files that wait for an import."""
    forget_old()
    forget_logins()
    delete_expired_imports()
