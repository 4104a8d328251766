"""Count every answer by its code: the rate is errors over all, and whose errors they are decides who gets up.

Run it: course lab T5.4.3-03
Break it: count a caller's 422 as an error of yours, and be woken up by somebody's typing mistake.
"""

from prometheus_client import CollectorRegistry, Counter

STATUSES = [200] * 180 + [422] * 10 + [429] * 4 + [503] * 6


def rates() -> dict[str, float]:
    registry = CollectorRegistry()
    answers = Counter("answers", "By status class", ["status"], registry=registry)
    for status in STATUSES:
        answers.labels(f"{status // 100}xx").inc()
    counts = {
        kind: registry.get_sample_value("answers_total", {"status": kind}) or 0
        for kind in ("2xx", "4xx", "5xx")
    }
    return {kind: count / sum(counts.values()) for kind, count in counts.items()}


def main() -> None:
    shares = rates()
    print(f"callers' mistakes: {shares['4xx']:.0%}")
    print(f"our failures: {shares['5xx']:.0%}")


if __name__ == "__main__":
    main()
