"""Stage 6: conversations that keep their context, and their owner's privacy."""
