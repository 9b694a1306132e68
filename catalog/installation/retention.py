"""All that the catalog keeps about people for a limited time."""

from catalog.accounts.logins import forget_logins
from catalog.suggestions.services import forget_old


def forget_expired() -> None:
    """Forget what is older than it may get: senders of suggestions, records of logins."""
    forget_old()
    forget_logins()
