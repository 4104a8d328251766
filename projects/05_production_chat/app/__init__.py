"""Stage 5: protect, limit, retry and observe a streaming chat."""
