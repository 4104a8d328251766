"""Ends before it listens, as an app with a missing setting does."""

import sys

print("starting up", flush=True)  # noqa: T201 - its log
sys.exit("SETTING is missing: set it in .env")
