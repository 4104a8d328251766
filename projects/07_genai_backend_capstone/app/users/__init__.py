"""Who may use this service: accounts, keys, log-ins, and what an administrator does."""
