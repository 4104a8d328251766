"""Collect garbage less often: LiteLLM fills the heap with what stays, and each token makes hundreds more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Objects made until the young are looked at, such looks until the older are, and those until all are. By
# Python's own 700, 10, 10 a fifth of the CPU of a stream goes into looking.
SELDOM = (20_000, 20, 50)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Take what exists now for permanent, and look for garbage more seldom, as long as the block lasts."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
