"""How the service is doing, as numbers for Prometheus at /metrics. No label holds anything that a resident can choose."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from fastapi import FastAPI
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from app.tally import Tally

NO_ROUTE = "none"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the histogram."""

Seen: TypeAlias = Callable[[str | None, str, int, float], None]
"""Is told of each request: its route's pattern, a method of HTTP (else `other`), status and seconds."""


def add_to(app: FastAPI, tally: Tally, version: Callable[[], str]) -> Seen:
    """Add /metrics to *app*; give what is to be told of each request."""
    registry = CollectorRegistry()
    registry.register(_State(tally, version))
    requests = Counter("madoguchi_requests", "Requests answered", ("route", "method", "status"), registry=registry)
    seconds = Histogram("madoguchi_request_seconds", "Seconds until an answer begins", ("route",), buckets=SECONDS, registry=registry)

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    def seen(route: str | None, method: str, status: int, took: float) -> None:
        requests.labels(route or NO_ROUTE, method, status).inc()
        seconds.labels(route or NO_ROUTE).observe(took)

    return seen


class _State(Collector):
    """What others count, read when it is asked for."""

    def __init__(self, tally: Tally, version: Callable[[], str]) -> None:
        self._tally, self._version = tally, version

    def collect(self) -> Iterable[Metric]:
        turns = CounterMetricFamily("madoguchi_turns", "Turns of talks by how they ended", labels=("end",))
        for end, count in sorted(self._tally.ends.items()):
            turns.add_metric((end,), count)
        yield turns
        yield InfoMetricFamily("madoguchi_content", "The content that is served", {"version": self._version()})
        yield GaugeMetricFamily("madoguchi_counts_waiting", "Counts not yet written", self._tally.waiting)
        yield CounterMetricFamily("madoguchi_counts_lost", "Counts given up because too many waited", self._tally.lost)
        yield CounterMetricFamily("madoguchi_database_errors", "Writings of counts that failed", self._tally.errors)
