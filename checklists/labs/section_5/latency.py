"""A mean hides the slow ones; a histogram's buckets tell how many waited longer than a second.

Run it: course lab T5.4.3-01
Break it: make the buckets end at 0.5 seconds. All you learn of the slow ones is that they were slower.
"""

from prometheus_client import CollectorRegistry, Histogram

SECONDS = [0.1] * 95 + [4.0] * 5  # of a hundred requests


def observe() -> tuple[float, float]:
    """Return the mean, and the share of requests that took more than a second."""
    registry = CollectorRegistry()
    latency = Histogram(
        "request_seconds", "From request to last byte", registry=registry, buckets=[0.1, 0.5, 1, 2, 5]
    )
    for seconds in SECONDS:
        latency.observe(seconds)
    value = registry.get_sample_value
    count = value("request_seconds_count") or 1
    within = value("request_seconds_bucket", {"le": "1.0"}) or 0
    return (value("request_seconds_sum") or 0) / count, 1 - within / count


def main() -> None:
    mean, slow = observe()
    print(f"mean: {mean:.2f} s, which looks well")
    print(f"slower than a second: {slow:.0%} of the users")


if __name__ == "__main__":
    main()
