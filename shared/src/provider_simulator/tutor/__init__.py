"""A small rule-based tutor: the same conversation and nonce always give the same answer."""

from provider_simulator.tutor.answers import answer

__all__ = ["answer"]
