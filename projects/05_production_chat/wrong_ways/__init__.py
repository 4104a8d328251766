"""What does not work, each in a file that `tests/test_wrong_ways.py` runs. The service uses none of it."""
