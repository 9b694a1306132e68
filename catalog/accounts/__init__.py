"""People who sign in: roles, sign-in, the second factor."""
