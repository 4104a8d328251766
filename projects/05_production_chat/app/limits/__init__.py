"""How much may be asked for: requests by slowapi, and tokens per day."""
