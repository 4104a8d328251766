"""The numbers for Prometheus: all of them come from the records of requests, so each is counted once.

Labels have few values: a route's template, a model of the catalogue, a code. Never a user, never an address.
With several worker processes set PROMETHEUS_MULTIPROC_DIR, before Python starts, to an empty folder: each
worker then writes its numbers there, and any of them shows the sum.
"""

import os
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from fastapi import APIRouter, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from genai_shared.observability.record import Record
from genai_shared.observability.request_log import Observer

QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)  # seconds
AnyMetric = TypeVar("AnyMetric", Counter, Gauge, Histogram)
Together = Literal["livesum", "max"]  # how one gauge's values in several workers become one
OPEN_UNTIL = "llm_circuit_open_until"


class Metrics(Observer):
    """One application's numbers, in a registry of its own. A metric's children are kept by their labels."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        counter, seconds = self._counter, self._seconds
        self._requests = counter("http_requests", "Requests answered.", "method", "route", "status")
        self._endings = counter("http_endings", "How requests ended.", "ended")
        self._errors = counter("http_errors", "Failures, by the code in the envelope.", "code")
        self._durations = seconds("http_request_duration_seconds", "First byte to last.", "method", "route")
        self._first_tokens = seconds("llm_time_to_first_token_seconds", "Of streams.", "model")
        self._tokens = counter("llm_tokens", "Tokens, as providers counted them.", "model", "direction")
        self._cost = counter("llm_cost_usd", "US dollars, by the catalogue's prices.", "model")
        self._attempts = counter("llm_attempts", "Requests to providers.")
        self._retries = counter("llm_retries", "Rounds of attempts after the first.")
        self._fallbacks = counter("llm_fallbacks", "Answers of a model that was not the first.", "model")
        self._limited = counter("rate_limited", "Requests that our limits refused.", "limit", "tier")
        self._streams = self._gauge("open_streams", "Streams under way.", "livesum")()
        self._open_until = self._gauge(OPEN_UNTIL, "Until when a model rests: Unix time.", "max", "model")
        self._attempts(), self._retries()  # shown as 0 until there is one

    def stream_opened(self) -> None:
        self._streams.inc()

    def stream_closed(self) -> None:
        self._streams.dec()

    def ended(self, record: Record) -> None:
        """Count one request. A job that keeps a record of its own may call this too."""
        self._requests(record.method, record.route, str(record.status)).inc()
        self._durations(record.method, record.route).observe(record.duration)
        self._endings(record.ended or "complete").inc()
        if record.error:
            self._errors(record.error).inc()
        if record.limited:
            self._limited(record.limited, record.tier or "anonymous").inc()
        if record.attempts or record.rests:
            self._count_models(record)

    def _count_models(self, record: Record) -> None:
        self._attempts().inc(record.attempts)
        self._retries().inc(record.retries)
        for model, until in record.rests.items():
            self._open_until(model).set(until)
        if record.model is None:
            return
        self._tokens(record.model, "input").inc(record.input_tokens)
        self._tokens(record.model, "output").inc(record.output_tokens)
        self._cost(record.model).inc(record.cost_usd)
        if record.fallback:
            self._fallbacks(record.model).inc()
        if record.time_to_first_token is not None:
            self._first_tokens(record.model).observe(record.time_to_first_token)

    def text(self) -> bytes:
        """Return all numbers as Prometheus reads them: of all workers, where there are several."""
        return generate_latest(WithCircuits(self._source()))

    def _source(self) -> Collector:
        folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
        if not folder:
            return self.registry
        forget_the_dead(Path(folder))
        return MultiProcessCollector(None, folder)  # type: ignore[no-untyped-call] # it is not typed

    def _counter(self, name: str, help_: str, *labels: str) -> Callable[..., Counter]:
        return children(Counter(name, help_, labels, registry=self.registry), labels)

    def _seconds(self, name: str, help_: str, *labels: str) -> Callable[..., Histogram]:
        return children(Histogram(name, help_, labels, buckets=QUICK, registry=self.registry), labels)

    def _gauge(self, name: str, help_: str, workers: Together, *labels: str) -> Callable[..., Gauge]:
        gauge = Gauge(name, help_, labels, registry=self.registry, multiprocess_mode=workers)
        return children(gauge, labels)


class WithCircuits(Collector):
    """All metrics, and for each model whether it rests now, which nobody has to note when it is over."""

    def __init__(self, source: Collector) -> None:
        self._source = source

    def collect(self) -> Iterable[Metric]:
        for metric in self._source.collect():
            if metric.name != OPEN_UNTIL:
                yield metric
                continue
            help_ = "1 while a model is left alone after too many failures."
            shown = GaugeMetricFamily("llm_circuit_open", help_, labels=["model"])
            for sample in metric.samples:
                shown.add_metric([sample.labels["model"]], float(sample.value > time.time()))
            yield shown


def children(metric: AnyMetric, labels: tuple[str, ...]) -> Callable[..., AnyMetric]:
    """Return what finds a metric's child by its labels, without the metric's lock after the first time."""
    return cache(metric.labels) if labels else lambda: metric


def forget_the_dead(folder: Path) -> None:
    """Remove the gauges of workers that were killed: their open streams are not open any more."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            mark_process_dead(pid, folder)  # type: ignore[no-untyped-call] # it is not typed
        except PermissionError:
            pass  # somebody else's process: it lives


def metrics_router(metrics: Metrics) -> APIRouter:
    """Return `GET /metrics`. It reads files, so it is a plain function, which runs in a thread."""
    router = APIRouter()

    @router.get("/metrics", response_class=Response, include_in_schema=False)
    def show() -> Response:
        return Response(metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return router
