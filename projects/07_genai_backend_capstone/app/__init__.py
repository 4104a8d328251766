"""Stage 7: a whole GenAI backend, with users, a database, and the APIs that clients already speak."""
