"""Who did what in the admin, and when: one list over everything that is stored anyway."""
