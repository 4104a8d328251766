"""The numbers for Prometheus, each counted once, from the records of requests.

Every value of a label is a time series that is kept: a route's template or a model, not a user or an address.
With several workers set PROMETHEUS_MULTIPROC_DIR to an empty folder: they share their numbers in its files.
"""

import os
import time
from collections.abc import Callable
from functools import cache

from fastapi import APIRouter, Request, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from genai_shared.observability.record import Record

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """This application's numbers. `cache` finds a metric's child by its labels faster than it does itself."""

    def __init__(self) -> None:
        self.registry = own = CollectorRegistry()

        def counter(name: str, meaning: str, *labels: str) -> Callable[..., Counter]:
            return cache(Counter(name, meaning, labels, registry=own).labels)

        def seconds(name: str, meaning: str, *labels: str) -> Callable[..., Histogram]:
            return cache(Histogram(name, meaning, labels, buckets=SECONDS, registry=own).labels)

        self.requests = counter("http_requests", "Requests answered.", "method", "route", "status")
        self.durations = seconds("http_request_duration_seconds", "To the last byte.", "method", "route")
        self.errors = counter("http_errors", "Failures, by the envelope's code.", "code")
        self.limited = counter("rate_limited", "Requests that our limits refused.", "limit", "tier")
        self.first_token = seconds("llm_time_to_first_token_seconds", "Of streams.", "model")
        self.tokens = counter("llm_tokens", "As providers counted them.", "model", "direction")
        self.cost = counter("llm_cost_usd", "US dollars, by the catalogue's prices.", "model")
        self.fallbacks = counter("llm_fallbacks", "Answers of a model that was not the first.", "model")
        self.attempts = Counter("llm_attempts", "Requests to providers.", registry=own)
        self.retries = Counter("llm_retries", "Rounds of attempts after the first.", registry=own)
        self.streams = Gauge("open_streams", "Streams under way.", registry=own, multiprocess_mode="livesum")
        circuit = Gauge(
            "llm_circuit_open", "1: left alone.", ["model"], registry=own, multiprocess_mode="max"
        )
        self.circuit = cache(circuit.labels)

    def count(self, record: Record) -> None:
        """Take in what one request was and did."""
        self.requests(record.method, record.route, str(record.status)).inc()
        self.durations(record.method, record.route).observe(record.duration)
        if record.error:
            self.errors(record.error).inc()
        if record.limited:
            self.limited(record.limited, record.tier or "anonymous").inc()
        self.attempts.inc(record.attempts)
        self.retries.inc(record.retries)
        for model, until in record.rests.items():
            self.circuit(model).set(until > time.time())
        if record.model:
            self.count_answer(record.model, record)

    def count_answer(self, model: str, record: Record) -> None:
        self.tokens(model, "input").inc(record.input_tokens)
        self.tokens(model, "output").inc(record.output_tokens)
        self.cost(model).inc(record.cost_usd)
        self.fallbacks(model).inc(record.fallback)
        if record.time_to_first_token is not None:
            self.first_token(model).observe(record.time_to_first_token)

    def text(self, resting: dict[str, float]) -> bytes:
        """Return all numbers as Prometheus reads them; `resting` is which models are left alone now."""
        for model in resting:
            self.circuit(model).set(1)
        for model in self.known_circuits() - resting.keys():
            self.circuit(model).set(0)  # nobody noted when the rest was over
        folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
        if not folder:
            return generate_latest(self.registry)
        return generate_latest(MultiProcessCollector(None, folder))  # type: ignore[no-untyped-call] # it is not typed

    def known_circuits(self) -> set[str]:
        return {
            sample.labels["model"]
            for metric in self.registry.collect()
            if metric.name == "llm_circuit_open"
            for sample in metric.samples
        }


router = APIRouter()


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Show the numbers. Reading files blocks, so this is a plain `def`: FastAPI calls it in a thread."""
    text = request.state.metrics.text(request.state.llm.resting())
    return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})
