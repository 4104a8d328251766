"""Stage 4: stream a model's answer over SSE, and fail honestly."""
